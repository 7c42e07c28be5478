// Part of the image's build: removes what nothing reads at run time from the installed packages, and says how much that was.
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { entriesOf, isUseless } from "./useless.ts";

/** Answers how many bytes went. Throws, before anything is removed, when Node would load something of it. */
export function prune(root: string): number {
  refuseEntries(root);
  let bytes = 0;
  for (const path of pathsIn(root).filter(isUseless)) {
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) continue;
    bytes += stat.size;
    rmSync(join(root, path));
  }
  removeEmpty(root);
  return bytes;
}

const pathsIn = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));

/** The deepest first. */
function removeEmpty(root: string): void {
  for (const path of [...pathsIn(root)].sort((a, b) => b.length - a.length)) {
    const folder = join(root, path);
    if (lstatSync(folder).isDirectory() && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

/** A rule that fits too well is found here, not at three in the morning. */
function refuseEntries(root: string): void {
  const files = pathsIn(root);
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
