// Starts a process of ours, freezes it if asked to, says its id and waits to be killed. For leash.test.ts.
import { startChild } from "./child.ts";
import { freeze } from "./freeze.ts";

const child = startChild(["simulator", "--port", "0"]);
await child.line(/^listening/);
if (process.argv.includes("frozen")) freeze(child.pid);
process.stdout.write(`child ${child.pid}\n`);
await child.ended;
