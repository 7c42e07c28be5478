// Owns schema.json: Block Kit as Slack's own types have it. "node test/slack/block-kit/generate.ts" writes it; with
// --check it writes nothing and ends with 1 when the file is out of date.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";
import { type Node, tightened } from "./tighten.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FILE = fileURLToPath(new URL("./schema.json", import.meta.url));

/** What schema.json should hold. */
export function schemaText(): string {
  const raw = createGenerator({
    path: fileURLToPath(new URL("./roots.ts", import.meta.url)),
    tsconfig: `${ROOT}tsconfig.json`,
    type: "*",
    skipTypeCheck: true,
  }).createSchema("*");
  const text = JSON.stringify(tightened(raw as unknown as Node));
  const formatter = `${ROOT}node_modules/.bin/biome`;
  return execFileSync(formatter, ["format", `--stdin-file-path=${FILE}`], { input: text, encoding: "utf8", cwd: ROOT });
}

/** Whether schema.json is missing or differs from what it should hold. */
export function stale(): boolean {
  try {
    return readFileSync(FILE, "utf8") !== schemaText();
  } catch {
    return true;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && stale()) {
  const check = process.argv.includes("--check");
  if (check) process.exitCode = 1;
  else writeFileSync(FILE, schemaText());
  console.log(`test/slack/block-kit/schema.json ${check ? 'is out of date: run "npm run generate"' : "written"}`);
}
