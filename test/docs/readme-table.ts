// The README's table of commands: between its markers stands what the bot's own list makes. Part of npm run generate;
// with --check nothing is written, and it ends with 1 when the table is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commands, commandTable } from "../../bot/commands.ts";
import { ROOT } from "./project.ts";

const TABLE = /(<!-- commands -->\n)[\s\S]*?(<!-- \/commands -->)/;

/** The page with today's table. Throws when its markers are not there: nothing would ever be out of date. */
export function withTable(page: string): string {
  if (!TABLE.test(page)) throw new Error("README.md has no <!-- commands --> and <!-- /commands -->");
  return page.replace(TABLE, (_, before: string, after: string) => `${before}${commandTable(commands)}\n${after}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(ROOT, "README.md");
  const page = readFileSync(file, "utf8");
  const wanted = withTable(page);
  const check = process.argv.includes("--check");
  if (page !== wanted) {
    if (check) process.exitCode = 1;
    else writeFileSync(file, wanted);
    console.log(
      `README.md ${check ? 'has a table of commands that is out of date: run "npm run generate"' : "written"}`,
    );
  }
}
