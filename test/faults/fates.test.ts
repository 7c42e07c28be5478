// What is drawn for which request: a seed that did not say what happens would be no use.
import { expect, describe as group, test } from "vitest";
import { CALL_FATES, createPlan, type Described, describe, EVERYTHING, type Rule, WATCH_FATES } from "./fates.ts";

const runs = "/apis/asr-chatops.io/v1alpha1/namespaces/dr-team/testfailovers";

group("a request is told apart by what it asks about", () => {
  test.each<[string, string, Partial<Described>]>([
    ["GET", `${runs}?watch=true&resourceVersion=7`, { asked: "watch", what: "testfailovers", resourceVersion: "7" }],
    ["GET", `${runs}?watch=true&sendInitialEvents=true`, { asked: "list", byWatch: true, what: "testfailovers" }],
    ["GET", `${runs}?limit=500`, { asked: "list", byWatch: false, what: "testfailovers" }],
    ["GET", runs, { asked: "list", what: "testfailovers" }],
    ["GET", `${runs}/one`, { asked: "read", what: "testfailovers" }],
    [
      "PATCH",
      `${runs}/one/status?force=true`,
      { asked: "write", what: "testfailovers/status", path: `${runs}/one/status` },
    ],
    ["POST", "/api/v1/namespaces/a/secrets", { asked: "write", what: "secrets" }],
    ["GET", "/api/v1/namespaces/a", { asked: "read", what: "namespaces" }],
    ["GET", "/apis/asr-chatops.io/v1alpha1/recoveryvaults?limit=1", { asked: "list", what: "recoveryvaults" }],
    ["GET", "/version", { asked: "list", what: "/version" }],
  ])("%s %s", (method, url, expected) => {
    expect(describe(method, url)).toMatchObject(expected);
  });
});

group("a plan", () => {
  const plan = (seed: number, rules: readonly Rule[] = EVERYTHING) =>
    createPlan({ seed, rules, longestMs: 1000, wellMs: 100 });
  const save = describe("PATCH", `${runs}/one/status`);
  const watch = describe("GET", `${runs}?watch=true`);
  const fates = (seed: number, times: number) => {
    const drawn = plan(seed);
    return Array.from({ length: times }, () => drawn(save));
  };

  test("says the same for the same seed, and something else for another", () => {
    expect(fates(1, 50)).toEqual(fates(1, 50));
    expect(fates(2, 50)).not.toEqual(fates(1, 50));
  });

  test("says the same of the nth request of a kind, whatever else was asked in between", () => {
    const drawn = plan(1);
    const mixed = Array.from({ length: 50 }, () => {
      drawn(watch);
      return drawn(save);
    });
    expect(mixed).toEqual(fates(1, 50));
  });

  test("brings everything about in time, at about the rate it was given", () => {
    const drawn = fates(3, 3000).filter((fate) => fate !== undefined);
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(CALL_FATES));
    expect(drawn.length / 3000).toBeCloseTo(0.3, 1);
    const watched = plan(3);
    const kinds = Array.from({ length: 500 }, () => watched(watch)?.kind).filter((kind) => kind !== undefined);
    expect(new Set(kinds)).toEqual(new Set(WATCH_FATES));
  });

  test("lets nothing last longer than it may", () => {
    for (const fate of fates(4, 500)) {
      expect(fate?.lastsMs ?? 0).toBeLessThan(1000);
      expect(fate?.afterMs ?? 0).toBeLessThan(100);
    }
  });

  test("goes by the first rule that fits, by method and path", () => {
    const drawn = plan(5, [
      { path: /\/one\/status$/, method: "PATCH", rate: 1, kinds: ["throttled"] },
      { asked: "watch", rate: 0, kinds: ["reset"] },
    ]);
    expect(drawn(save)?.kind).toBe("throttled");
    expect(drawn(watch)).toBeUndefined();
    expect(drawn(describe("PATCH", `${runs}/two/status`))).toBeUndefined();
    expect(drawn(describe("GET", `${runs}/one/status`))).toBeUndefined();
  });
});
