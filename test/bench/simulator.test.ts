// The benchmark of the simulator on a small vault: every page is read, and two runs of one seed say the same.
import { expect, test } from "vitest";
import { benchmark } from "./simulator.bench.ts";

test("every list is read to its end in both sizes, and two runs of one seed answer the same bytes", async () => {
  const args = ["--machines", "120", "--protected", "110", "--rounds", "2"];
  const { tables, targets } = await benchmark.run(args);
  expect(tables[0]?.rows.map((row) => row.slice(0, 3))).toEqual([
    ["protected items", 100, 110],
    ["machines of the site", 100, 120],
    ["jobs", 100, 110],
    ["events", 100, expect.any(Number)],
    ["protected items", 500, 110],
    ["machines of the site", 500, 120],
    ["jobs", 500, 110],
    ["events", 500, expect.any(Number)],
  ]);
  expect(tables[0]?.rows[0]?.[4]).toBe(4);
  expect(targets.at(-1)).toMatchObject({ what: expect.stringContaining("one seed"), result: 0 });
  expect(targets.map(({ result }) => Number.isFinite(result))).not.toContain(false);
});
