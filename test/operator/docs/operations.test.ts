// docs/operations.md is complete and has nothing that the code has not: reasons, annotations, settings.
import { describe, expect, test } from "vitest";
import { OPERATOR_HELP } from "../../../operator/config.ts";
import { page, sources } from "../../docs/project.ts";

/** What is about the bot is held to the bot, in test/bot/docs. */
const [operations = ""] = page("docs/operations.md").text.split(/^## The bot$/m);
const code = sources("operator")
  .map(({ text }) => text)
  .join("\n");

/** Forms in which a decision names its reason. Each captures one word. */
const FORMS = [
  /\breason: "([A-Z]\w+)"/g,
  /\breason: [^,;\n]+ \? "([A-Z]\w+)"/g,
  /\breason: [^,;\n]+ \? "[A-Z]\w+" : "([A-Z]\w+)"/g,
  /\b(?:stalled|reconciling|ready|StalledError)\(\s*"([A-Z]\w+)"/g,
  /\b(?:say|verdict)\(\s*"(?:True|False)",\s*"([A-Z]\w+)"/g,
  /\bwrong\(\s*"([A-Z]\w+)"/g,
  /^ {2}40\d: \[\s*"([A-Z]\w+)"/gm,
  /\?\? \["([A-Z]\w+)"/g,
];

/** What Azure is told as the reason of a disable: no reason of ours. */
const NOT_OURS = new Set(["NotSpecified", "MigrationComplete"]);

const used = new Set(FORMS.flatMap((form) => [...code.matchAll(form)].map(([, reason = ""]) => reason)));
const firstCells = [...operations.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(
  ([, cell = ""]) => cell.match(/`[^`]+`/g) ?? [],
);
const rows = firstCells.map((word) => word.slice(1, -1));
const words = new Set([...operations.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word));

describe("reasons", () => {
  test("are found in the code at all", () => {
    expect(used.size).toBeGreaterThan(70);
  });

  test("that the operator gives all have their line", () => {
    expect([...used].filter((reason) => !words.has(reason) && !NOT_OURS.has(reason)).sort()).toEqual([]);
  });

  test("that have a line are all given by the operator", () => {
    const reasons = rows.filter((word) => /^[A-Z][a-z]+([A-Z][a-z]+)*$/.test(word) && !CONDITIONS.has(word));
    const given = (reason: string) =>
      code.includes(`"${reason}"`) || (reason.endsWith("Failed") && code.includes(`"${reason.slice(0, -6)}"`));
    expect(reasons.filter((reason) => !given(reason))).toEqual([]);
  });

  test("have one line each", () => {
    const reasons = rows.filter((word) => /^[A-Z][a-z]+[A-Za-z]*$/.test(word));
    expect(reasons.filter((reason, at) => reasons.indexOf(reason) !== at)).toEqual([]);
  });
});

/** Rows of the first table, which tells what the conditions are. */
const CONDITIONS = new Set(["Ready", "Reconciling", "Stalled"]);

test("annotations that the operator reads are described, and no others", () => {
  const NAMES = /asr-chatops\.io\/[a-z-]+/g;
  // The finalizer, the label of discovered machines, and who reports Events.
  const others = new Set(["asr-chatops.io/azure", "asr-chatops.io/vault", "asr-chatops.io/operator"]);
  const read = new Set((code.match(NAMES) ?? []).filter((name) => !others.has(name)));
  expect(new Set(rows.filter((word) => word.startsWith("asr-chatops.io/")))).toEqual(read);
});

test("settings are those of --help, with the same defaults", () => {
  const settings = [...OPERATOR_HELP.matchAll(/^ {2}([A-Z_]+) .*\[(.*)\]$/gm)].map(([, name, value]) => [name, value]);
  expect(settings.length).toBe(7);
  const documented = [...operations.matchAll(/^\| `([A-Z_]{5,})` \| `?([^`|]+?)`? \|/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  expect(documented).toEqual(settings);
});
