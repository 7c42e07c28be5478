// Writes examples/azure/custom-role.json and the table of rights in docs/azure-setup.md; with --check, compares them.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { roleText, withRights } from "./azure-rights.ts";
import { ROOT } from "./project.ts";

const HELP = `node test/docs/azure-role.ts           writes the custom role and the table of rights from the adapter's routes
node test/docs/azure-role.ts --check   exits 1 naming the file that differs from them
`;

const files: readonly [string, (before: string) => string][] = [
  ["examples/azure/custom-role.json", roleText],
  ["docs/azure-setup.md", withRights],
];

const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
if (values.help) console.error(HELP);
else {
  for (const [name, write] of files) {
    const file = join(ROOT, name);
    const before = await readFile(file, "utf8").catch(() => "");
    const after = write(before);
    if (before === after) continue;
    if (values.check) {
      console.error(`${name} is not what the routes say: run node test/docs/azure-role.ts`);
      process.exitCode = 1;
    } else {
      await writeFile(file, after);
      console.error(`Written: ${name}`);
    }
  }
}
