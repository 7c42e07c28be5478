// What is found under a key after values came and went, in a plain map and in one of paths.
import { describe, expect, test } from "vitest";
import { createManyMap } from "../../kube/many-map.ts";
import { createPathMap } from "../../kube/path-map.ts";

describe.each([
  ["a map", () => createManyMap<string>(new Map())],
  ["a map of paths", () => createManyMap<string>()],
])("in %s", (_, create) => {
  test.each<[string, readonly (readonly ["add" | "remove", string])[], readonly string[]]>([
    ["nothing", [], []],
    ["one", [["add", "a"]], ["a"]],
    [
      "one that is added twice",
      [
        ["add", "a"],
        ["add", "a"],
      ],
      ["a"],
    ],
    [
      "two",
      [
        ["add", "a"],
        ["add", "b"],
      ],
      ["a", "b"],
    ],
    [
      "one that is left of two",
      [
        ["add", "a"],
        ["add", "b"],
        ["remove", "a"],
      ],
      ["b"],
    ],
    [
      "none that is left of two",
      [
        ["add", "a"],
        ["add", "b"],
        ["remove", "a"],
        ["remove", "b"],
      ],
      [],
    ],
    [
      "one, and another removed",
      [
        ["add", "a"],
        ["remove", "b"],
      ],
      ["a"],
    ],
    [
      "one that came back",
      [
        ["add", "a"],
        ["remove", "a"],
        ["add", "a"],
      ],
      ["a"],
    ],
    ["one removed that never was", [["remove", "a"]], []],
  ])("%s is found", (_, steps, found) => {
    const map = create();
    map.add("/machines/other", "other");
    for (const [step, value] of steps) map[step]("/machines/web01", value);
    expect(map.get("/machines/web01")).toEqual(found);
    expect(map.get("/machines/other")).toEqual(["other"]);
  });
});

test("paths of all shapes are told apart, and leave nothing behind", () => {
  const keys = ["", "/", "a", "a/", "/a", "a/a", "a/a/", "A/a", "büro/ä"];
  const map = createPathMap<string>();
  for (const key of keys) map.set(key, key);
  expect(keys.map((key) => map.get(key))).toEqual(keys);
  expect([map.size, [...map.values()].sort()]).toEqual([keys.length, [...keys].sort()]);
  for (const key of [...keys, "never", "never/"]) map.delete(key);
  expect([map.size, [...map.values()]]).toEqual([0, []]);
});
