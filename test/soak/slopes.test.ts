// The judge of the soak is told what a leak looks like, and what does not: one that sees nothing would pass everything.
import { describe, expect, test } from "vitest";
import { seeded } from "../faults/seeded.ts";
import { leftOpen, type Reading } from "./gauges.ts";
import { growthOf, median, type Sample, slope } from "./slopes.ts";

const MINUTES = 30;
const limit = { share: 0.1, atLeast: 4 };

/** One every ten seconds. */
const over = (valueAt: (minute: number, at: number) => number): Sample[] =>
  Array.from({ length: MINUTES * 6 }, (_, at) => ({ atSeconds: at * 10, value: valueAt(at / 6, at) }));

const random = seeded(3);

describe("growth", () => {
  test.each<[string, boolean, (minute: number, at: number) => number]>([
    ["nothing changes", true, () => 100],
    ["it goes up and down", true, (_, at) => 100 + 30 * Math.sin(at)],
    ["chance has it", true, () => 80 + 40 * random()],
    ["it warms up, and then stays", true, (minute) => Math.min(100, 40 + 10 * minute)],
    ["it falls", true, (minute) => 100 - minute],
    [
      "one in ten is a peak of ten times as much, and later ones are higher",
      true,
      (minute, at) => (at % 10 ? 100 : 1000 + 99 * minute),
    ],
    ["it grows by one per cent a minute", false, (minute) => 100 + minute],
    ["it grows under noise", false, (minute) => 100 + 2 * minute + 40 * random()],
    ["it grows in steps", false, (minute) => 100 + 10 * Math.floor(minute / 5)],
    ["a small figure doubles", false, (minute) => 6 + minute / 4],
    ["a small figure grows by less than what is allowed to any", true, (minute) => 6 + minute / 10],
  ])("%s: flat is %s", (_, flat, valueAt) => {
    expect(growthOf(over(valueAt), limit)?.flat).toBe(flat);
  });

  test("is told per hour and over the judged time, which is all but the first third", () => {
    const growth = growthOf(
      over((minute) => 100 + minute),
      limit,
    );
    expect(growth?.perHour).toBeCloseTo(60);
    expect(growth?.grown).toBeCloseTo(19.83, 1);
    expect(growth?.allowed).toBeCloseTo(11.99, 1);
  });

  test("is not told of a few samples", () => {
    expect(growthOf(over(() => 1).slice(0, 9), limit)).toBeUndefined();
    expect(growthOf([], limit)).toBeUndefined();
  });
});

const reading: Reading = { rss: 300, heap: 40, external: 9, sockets: 12, files: 20, timers: 30, handles: 15 };

test.each<[string, Partial<Reading>, readonly string[]]>([
  ["nothing more", {}, []],
  ["less, and memory that is judged elsewhere", { sockets: 2, rss: 900 }, []],
  ["a few more", { sockets: 15, timers: 35 }, []],
  ["sockets", { sockets: 16 }, ["sockets at rest: 12 before, 16 after"]],
])("left open at rest: %s", (_, after, told) => {
  expect(leftOpen(reading, { ...reading, ...after })).toEqual(told);
});

test.each([
  [[3], 3],
  [[3, 1], 2],
  [[9, 1, 2], 2],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("samples of one and the same time have no slope", () => {
  expect(slope([1, 2, 3].map((value) => ({ atSeconds: 5, value })))).toBe(0);
});
