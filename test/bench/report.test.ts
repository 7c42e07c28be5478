// What a benchmark says of its figures: a missed target is never told as met.
import { describe, expect, test } from "vitest";
import { median, percentile, renderTable, rounded, targetLine, wasMet } from "./report.ts";

describe("a target", () => {
  test.each([
    ["below what is allowed", { result: 19, atMost: 20 }, true, "met     pages: 19 (target at most 20)"],
    ["just what is allowed", { result: 20, atMost: 20 }, true, "met     pages: 20 (target at most 20)"],
    ["above", { result: 20.4, atMost: 20 }, false, "MISSED  pages: 20.4 (target at most 20)"],
    ["below what is needed", { result: 0.89, atLeast: 0.9 }, false, "MISSED  pages: 0.89 (target at least 0.9)"],
    ["never measured", { result: Number.NaN, atMost: 20 }, false, "MISSED  pages: none (target at most 20)"],
  ])("%s", (_, target, met, line) => {
    expect(wasMet({ what: "pages", ...target })).toBe(met);
    expect(targetLine({ what: "pages", ...target })).toBe(line);
  });
});

test("percentiles are values that were measured", () => {
  expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
  expect(median([2, 1])).toBe(1);
  expect(median([])).toBeNaN();
});

test("figures have three digits that count", () => {
  expect([0.012345, 1.2345, 12.345, 123.45, 7].map(rounded)).toEqual(["0.0123", "1.23", "12.3", "123", "7"]);
});

test("a table has its numbers under each other", () => {
  const table = { title: "Pages", columns: ["size", "ms"], rows: [["small", 1.5] as const, ["large", 120] as const] };
  expect(renderTable(table)).toBe("Pages\n  size    ms\n  small  1.5\n  large  120");
});
