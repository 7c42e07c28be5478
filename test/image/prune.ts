// Part of the image's build: removes what nothing reads at run time from the installed packages, and says how much that was.
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { entriesOf, isUseless } from "./useless.ts";

/** Answers how many bytes went. Throws, before anything is removed, when Node would load something of it. */
export function prune(root: string): number {
  refuseEntries(root);
  let bytes = 0;
  const visit = (folder: string): boolean => {
    let isEmpty = true;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) isEmpty = visit(path) && isEmpty;
      else if (isUseless(relative(root, path).replaceAll("\\", "/"))) {
        bytes += entry.isFile() ? statSync(path).size : 0;
        rmSync(path);
      } else isEmpty = false;
    }
    if (isEmpty && folder !== root) rmdirSync(folder);
    return isEmpty;
  };
  visit(root);
  return bytes;
}

/** A rule that fits too well is found here, not at three in the morning. */
function refuseEntries(root: string): void {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const known = new Set(files);
  const lost = files
    .filter((path) => basename(path) === "package.json" && !isUseless(path))
    .flatMap((path) =>
      entriesOf(JSON.parse(readFileSync(join(root, path), "utf8"))).map((one) => join(dirname(path), one)),
    )
    .filter((path) => known.has(path) && isUseless(path));
  if (lost.length > 0) throw new Error(`Node may load what would be removed:\n${lost.join("\n")}`);
}

const [, script = "", root] = process.argv;
if (script === import.meta.filename && root !== undefined) {
  console.log(`${root}: ${Math.round(prune(root) / 1e6)} MB that nothing reads were removed.`);
}
