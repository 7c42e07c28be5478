// The tables of docs/simulator.md, each from the table that the simulator works by. Pure.
import { CONTROLS } from "../../simulator/control.ts";
import { FAULT_KINDS } from "../../simulator/faults.ts";
import { OPTIONS } from "../../simulator/help.ts";
import { LEFT_OUT } from "../../simulator/left-out.ts";
import { FAULT_FIELDS } from "../../simulator/read-fault.ts";
import { ROUTES } from "../../simulator/routes.ts";
import { SCENARIOS } from "../../simulator/scenarios.ts";
import { between } from "./between.ts";

type Row = readonly string[];

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const cell = (text: string): string => text.replaceAll("|", "\\|");

const code = (text: string): string => `\`${text}\``;

const pairs = (head: Row, rows: Readonly<Record<string, string>>): string =>
  table(
    head,
    Object.entries(rows).map(([name, what]) => [code(name), what]),
  );

const VAULT =
  "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults/{vault}";

/** A path as people read it: below the vault, fabric and container where they are meant. */
const short = (pattern: string): string =>
  pattern
    .replace(VAULT, "…")
    .replace("/replicationFabrics/{fabric}/replicationProtectionContainers/{container}/", "/…/{container}/")
    .replace("/subscriptions/{subscription}/resourceGroups/{group}/providers/", "…/");

/** Every operation: those of the simulator with what is missing, then those that are left out. */
export function operationTable(): string {
  const there = ROUTES.map(({ operation, method, pattern, partly }): Row => {
    const state = partly === undefined ? "implemented" : `partly: ${partly}`;
    return [code(operation), code(`${method} ${short(pattern)}`), state];
  });
  const leftOut = Object.entries(LEFT_OUT).map(([operation, why]): Row => [code(operation), "", `left out: ${why}`]);
  return table(["operation", "request", "state"], [...there.sort(byFirst), ...leftOut.sort(byFirst)]);
}

const byFirst = ([one = ""]: Row, [other = ""]: Row): number => (one < other ? -1 : 1);

const endpoints = (): string =>
  table(
    ["request", "what it does"],
    Object.entries(CONTROLS).map(([key, { what }]) => [code(key.replace(" ", " /_simulator/")), cell(what)]),
  );

/** The option, what it does, and its default, taken out of the brackets at the end of its text. */
const options = (): string =>
  table(
    ["option", "what it does", "default"],
    Object.entries(OPTIONS).map(([name, what]) => {
      const [, text = what, usual = ""] = /^(.*?) {2}\[(.*)\]$/.exec(what) ?? [];
      return [code(name), text, usual];
    }),
  );

const TABLES: Readonly<Record<string, () => string>> = {
  options,
  scenarios: () => pairs(["word in the name", "what happens"], SCENARIOS),
  "fault fields": () => pairs(["field", "what it says"], FAULT_FIELDS),
  "fault kinds": () => pairs(["kind", "what happens"], FAULT_KINDS),
  endpoints,
  operations: operationTable,
};

/** docs/simulator.md with today's tables between its markers. @throws Error when one has no markers */
export const withTables = (page: string): string =>
  Object.entries(TABLES).reduce((text, [name, make]) => between(text, name, make()), page);
