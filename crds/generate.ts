// Owns what is generated from crds/*.yaml: types.ts and REFERENCE.md. "npm run generate" writes them; with --check it
// writes nothing, names the files that are out of date, and ends with 1 if there are any.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { referenceText } from "./generate/reference.ts";
import { readKinds } from "./generate/schema.ts";
import { typesText } from "./generate/types.ts";

const FOLDER = new URL("./", import.meta.url);

/** What every generated file should hold, by its name relative to crds/. */
export function generated(): ReadonlyMap<string, string> {
  const kinds = readKinds(FOLDER);
  return new Map([
    ["types.ts", typesText(kinds)],
    ["REFERENCE.md", referenceText(kinds)],
  ]);
}

function onDisk(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, FOLDER), "utf8");
  } catch {
    return undefined;
  }
}

/** The generated files that are missing or differ from what they should hold. */
export function stale(read: (name: string) => string | undefined = onDisk): string[] {
  return [...generated()].filter(([name, text]) => read(name) !== text).map(([name]) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = stale();
  const check = process.argv.includes("--check");
  for (const name of names) {
    if (!check) writeFileSync(new URL(name, FOLDER), generated().get(name) ?? "");
    console.log(`crds/${name} ${check ? 'is out of date: run "npm run generate"' : "written"}`);
  }
  if (check && names.length > 0) process.exitCode = 1;
}
