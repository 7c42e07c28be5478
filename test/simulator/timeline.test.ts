// Facts with a past: what a list shows that is some seconds behind.
import { describe, expect, test } from "vitest";
import { change, get, list, put, timeline } from "../../simulator/timeline.ts";

describe("a timeline", () => {
  test("answers a fact as it was at a moment", () => {
    const facts = timeline<string>();
    put(facts, "a", "first", 10);
    put(facts, "a", "second", 20);
    expect([get(facts, "a", 9), get(facts, "a", 10), get(facts, "a", 19), get(facts, "a")]).toEqual([
      undefined,
      "first",
      "first",
      "second",
    ]);
  });

  test("shows a deleted fact in lists from before its deletion, and in none after", () => {
    const facts = timeline<string>();
    put(facts, "a", "here", 10);
    put(facts, "a", undefined, 20);
    expect(list(facts, 15)).toEqual(["here"]);
    expect(list(facts, 20)).toEqual([]);
  });

  test("compares names without case", () => {
    const facts = timeline<string>();
    put(facts, "Web01", "here", 10);
    expect(get(facts, "wEB01")).toBe("here");
  });

  test("keeps the order in which names first appeared", () => {
    const facts = timeline<string>();
    put(facts, "b", "b", 1);
    put(facts, "a", "a", 2);
    put(facts, "b", "b again", 3);
    expect(list(facts)).toEqual(["b again", "a"]);
  });

  test("lists the present anew after each write, and the past as it was", () => {
    const facts = timeline<string>();
    put(facts, "a", "a", 10);
    expect([list(facts), list(facts, 10), list(facts, 9)]).toEqual([["a"], ["a"], []]);
    put(facts, "b", "b", 20);
    expect([list(facts), list(facts, 25), list(facts, 19)]).toEqual([["a", "b"], ["a", "b"], ["a"]]);
    put(facts, "a", "a again", 20);
    expect(list(facts)).toEqual(["a again", "b"]);
    put(facts, "a", undefined, 30);
    expect([list(facts), list(facts, 29)]).toEqual([["b"], ["a again", "b"]]);
  });

  test("forgets what is older than an hour, save the version that was current then", () => {
    const facts = timeline<number>();
    for (let minute = 0; minute <= 180; minute++) put(facts, "a", minute, minute * 60_000);
    expect(get(facts, "a", 120 * 60_000)).toBe(120);
    expect(get(facts, "a", 10 * 60_000)).toBeUndefined();
    expect(facts.versions.get("a")?.length).toBeLessThan(70);
  });

  test("changes nothing where there is nothing", () => {
    const facts = timeline<{ size: number }>();
    expect(change(facts, "a", 1, { size: 2 })).toBeUndefined();
    expect(list(facts)).toEqual([]);
  });
});
