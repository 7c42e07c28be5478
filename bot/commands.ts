// Every command, in the order of the help. Help, README and the parser all read this list.
import type { Command } from "./command.ts";
import { cleanup } from "./commands/cleanup.ts";
import { drills } from "./commands/drills.ts";
import { extend } from "./commands/extend.ts";
import { help } from "./commands/help.ts";
import { machines } from "./commands/machines.ts";
import { policies } from "./commands/policies.ts";
import { protect } from "./commands/protect.ts";
import { status } from "./commands/status.ts";
import { testfailover } from "./commands/testfailover.ts";
import { unprotect } from "./commands/unprotect.ts";
import { verdict } from "./commands/verdict.ts";
import { whoami } from "./commands/whoami.ts";
import { usage } from "./usage.ts";

export const commands: readonly Command[] = [
  status,
  machines,
  protect,
  unprotect,
  policies,
  testfailover,
  extend,
  cleanup,
  verdict,
  drills,
  whoami,
  help,
];

/** The table of the README. */
export function commandTable(list: readonly Command[]): string {
  const rows = list.map(
    (command) => `| \`${inCell(usage(command))}\` | ${inCell(command.does)} | ${needed(command)} |`,
  );
  return ["| command | does | needs |", "|---|---|---|", ...rows].join("\n");
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function needed({ needs }: Command): string {
  return needs === undefined ? "" : `\`${needs.verb}\` on \`${needs.resource}\``;
}
