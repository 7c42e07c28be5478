// Waits for its parent to end (the parent holds the other end of standard input), then removes the folder it was given.
import { removeFolder } from "./leftovers.ts";

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: keeper.ts <folder of a control plane>");

process.stdin.resume();
process.stdin.on("error", () => {});
process.stdin.on("close", () => {
  removeFolder(folder).catch(() => process.exit(1)); // the next start sweeps
});
