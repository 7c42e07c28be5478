// What looks random is made from words: the same words, the same result.
import { describe, expect, test } from "vitest";
import { between, digits, fraction, guid } from "../../simulator/chance.ts";

describe("chance", () => {
  test("gives the same GUID for the same words, in Azure's form", () => {
    expect(guid("job", 1)).toBe(guid("job", 1));
    expect(guid("job", 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("gives ten thousand jobs ten thousand names", () => {
    const names = new Set(Array.from({ length: 10_000 }, (_, number) => guid("job", "seed", number)));
    expect(names.size).toBe(10_000);
  });

  test("gives as many digits as are asked for", () => {
    expect(digits(256, "c")).toMatch(/^[0-9a-f]{256}$/);
  });

  test("keeps to both ends of a range, and reaches them", () => {
    const found = Array.from({ length: 500 }, (_, number) => between(3, 5, "range", number));
    expect(new Set(found)).toEqual(new Set([3, 4, 5]));
    expect(fraction("x")).toBeLessThan(1);
  });
});
