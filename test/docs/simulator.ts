// Writes the tables of docs/simulator.md. Part of npm run generate; with --check nothing is written, and it ends with 1
// when one is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./project.ts";
import { withTables } from "./simulator-tables.ts";

const file = join(ROOT, "docs", "simulator.md");
const before = readFileSync(file, "utf8");
const after = withTables(before);
if (before !== after) {
  if (process.argv.includes("--check")) process.exitCode = 1;
  else writeFileSync(file, after);
  console.log(`docs/simulator.md ${process.exitCode === 1 ? "has tables out of date: npm run generate" : "written"}`);
}
