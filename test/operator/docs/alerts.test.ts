// The alert rules: they name only metrics that exist, say what people need, and each has its entry in the runbook.
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { STORIES } from "../../alerts/stories.ts";
import { registeredMetrics } from "../../docs/metrics-registered.ts";
import { page } from "../../docs/project.ts";
import { labelsOfResult, problemsOf } from "../../docs/promql.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const { groups } = load(page("charts/asr-chatops/files/rules.yaml").text) as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const metrics = await registeredMetrics();
const runbook = page("docs/runbook.md").text;
const [, ...entries] = runbook.split(/^## /m).map((text) => ({ name: text.split("\n", 1)[0] ?? "", text }));

test("there are rules, each with a name of its own", () => {
  expect(rules.length).toBeGreaterThan(15);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
});

describe.each(rules)("$alert", ({ alert, expr, labels, annotations }) => {
  test("names only what processes have", () => {
    expect(problemsOf(expr, metrics)).toEqual([]);
  });

  test("says how bad it is, what is the case, and where to read on", () => {
    expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) });
    expect(Object.keys(annotations)).toEqual(["summary", "description", "runbook"]);
    expect(annotations.summary).toMatch(/^\S.{8,}[^.]$/);
    expect(annotations.description).toMatch(/\.$/);
    expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
  });

  test("uses only labels that are left", () => {
    const text = `${annotations.summary} ${annotations.description}`;
    const used = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
    const left = labelsOfResult(expr);
    expect(used.filter((label) => left !== undefined && !left.includes(label))).toEqual([]);
  });
});

describe("the runbook", () => {
  test("has an entry for each alert, in the same order, and no others", () => {
    expect(entries.map(({ name }) => name)).toEqual(rules.map(({ alert }) => alert));
  });

  test.each(entries)("$name: means, people notice, look, do; and a command", ({ text }) => {
    const parts = [...text.matchAll(/^\*\*([^:*]+):\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(["Means", "People notice", "Look", "Do"]);
    expect(text).toMatch(/^```sh\nkubectl /m);
  });

  test("leads only to headings that are there", () => {
    const own = new Set(entries.map(({ name }) => name.toLowerCase()));
    const inPage = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(inPage.filter((anchor) => !own.has(anchor))).toEqual([]);
  });
});

describe("the stories that promtool plays (npm run alerts)", () => {
  test("fire each alert, and leave each quiet", () => {
    const told = (fires: boolean) =>
      new Set(STORIES.filter((one) => one.fires.length > 0 === fires).map(({ alert }) => alert));
    const all = new Set(rules.map(({ alert }) => alert));
    expect(told(true)).toEqual(all);
    expect(told(false)).toEqual(all);
  });

  test.each(STORIES.flatMap(({ alert, what, series }) => Object.keys(series).map((one) => ({ alert, what, one }))))(
    "$alert, $what: $one is what a process has",
    ({ one }) => {
      expect(problemsOf(one, metrics)).toEqual([]);
    },
  );
});
