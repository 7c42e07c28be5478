// What is kept of an object in memory, and what is not.
import { describe, expect, test } from "vitest";
import { settled } from "../../kube/freeze.ts";
import { thing } from "./things.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const annotated = (annotations: Record<string, string>) => thing("a", 5, { annotations });
const keptOf = (annotations: Record<string, string>) => settled(annotated(annotations)).metadata.annotations;

/** As many annotations as the API server takes, and then some: each of that many characters. */
const many = (count: number, characters: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`example.org/${at}`, "x".repeat(characters)]));

describe("an object in memory", () => {
  test("has no managedFields, and everything else", () => {
    const bulky = {
      ...thing("a", 5),
      metadata: { ...thing("a", 5).metadata, managedFields: [{ manager: "kubectl" }] },
    };
    expect(settled(bulky)).toEqual(thing("a", 5));
    expect(bulky.metadata.managedFields).toHaveLength(1);
  });

  test("is frozen all the way down, and taken as it is when it was before", () => {
    const object = settled(thing("a", 5, { labels: { a: "b" } }));
    expect([object, object.metadata, object.metadata.labels, object.spec].every(Object.isFrozen)).toBe(true);
    expect(settled(object)).toBe(object);
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["short annotations", { "a.org/one": "1", two: "" }, { "a.org/one": "1", two: "" }],
    ["all but kubectl's copy of the manifest", { [LAST_APPLIED]: "{}", one: "1" }, { one: "1" }],
    ["a value of 1,024 characters", { long: "x".repeat(1024) }, { long: "x".repeat(1024) }],
    ["none that is longer", { long: "x".repeat(1025), one: "1" }, { one: "1" }],
  ])("keeps %s", (_, annotations, kept) => {
    expect(keptOf(annotations)).toEqual(kept);
  });

  test("keeps 16 thousand characters of a megabyte of annotations, the shortest ones", () => {
    const kept = keptOf({ ...many(1024, 1000), "asr-chatops.io/detach": "true" });
    expect(kept).toHaveProperty(["asr-chatops.io/detach"], "true");
    expect(JSON.stringify(kept).length).toBeLessThan(17_500);
    expect(Object.keys(kept ?? {}).length).toBeGreaterThan(10);
  });

  test("keeps the same ones in whatever order they come", () => {
    const [one, two] = [many(60, 1000), Object.fromEntries(Object.entries(many(60, 1000)).reverse())];
    expect(keptOf(one)).toEqual(keptOf(two));
  });
});
