// Every limit of Slack's, from both sides: at the limit it is taken, one over it is refused.
import { describe, expect, test } from "vitest";
import { limits } from "./limits.ts";
import { samples } from "./samples.ts";
import { blockProblems, viewProblems } from "./validate.ts";

const problemsOf = (sample: unknown) => (Array.isArray(sample) ? blockProblems(sample) : viewProblems(sample));

/** The total of a message is a rule of its own: what is long enough to break it is not of one size only. */
const alone = (problems: readonly string[]) => problems.filter((text) => !text.startsWith("msg_blocks_too_long"));

const rows = limits.map((limit) => ({ ...limit, name: `${limit.of} ${limit.field}` }));

const sampleOf = (name: string, size: number): unknown => {
  const sample = samples.get(name);
  if (sample === undefined) throw new Error(`The limit "${name}" has no sample`);
  return sample(size);
};

describe("a limit is kept", () => {
  test.each(rows)("$name: $most is taken", ({ name, most }) => {
    expect(problemsOf(sampleOf(name, most))).toEqual([]);
  });

  test.each(rows)("$name: one over $most is refused", ({ name, most }) => {
    const problems = alone(problemsOf(sampleOf(name, most + 1)));
    expect(problems).not.toEqual([]);
    for (const problem of problems) expect(problem).toMatch(/^must NOT have more than [\d_]+.*\[json-pointer:.*\]$/);
  });

  test.each(rows.filter(({ least = 0 }) => least > 0))("$name: one below $least is refused", ({ name, least = 0 }) => {
    expect(problemsOf(sampleOf(name, least))).toEqual([]);
    expect(problemsOf(sampleOf(name, least - 1)).join()).toContain("must NOT have fewer than");
  });

  test("every row of the table has a sample, and every sample a row", () => {
    expect([...samples.keys()].sort()).toEqual([...new Set(rows.map(({ name }) => name))].sort());
  });
});
