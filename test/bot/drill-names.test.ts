// How runs made in chat are named, and which of several was there first.
import { describe, expect, test } from "vitest";
import { firstOf, isExpired, readPreview, runNames, thereBefore, writtenPreview } from "../../bot/drill-names.ts";
import type { TestFailover } from "../../crds/types.ts";
import { at, iso, runOf, status } from "./build.ts";

const preview = { id: "9f3c1a2b", issued: at("10:43") };
const LONG = "a-very-long-name-of-a-server-that-somebody-in-procurement-chose";

describe("a run's name", () => {
  test.each([
    ["web01", "web01-20261123-9f3c", "web01-20261123-9f3c1a2b"],
    [LONG, `${LONG.slice(0, 49)}-20261123-9f3c`, `${LONG.slice(0, 45)}-20261123-9f3c1a2b`],
    [`${"x".repeat(48)}-y`, `${"x".repeat(48)}-20261123-9f3c`, `${"x".repeat(45)}-20261123-9f3c1a2b`],
    ["Web.01", "web-01-20261123-9f3c", "web-01-20261123-9f3c1a2b"],
  ])("of %s is made of its name, the day and the preview", (protection, ...names) => {
    expect(runNames(protection, preview)).toEqual(names);
  });

  test.each(["web01", LONG, "x".repeat(63), "Web.01", "9"])("of %s is one that the schema takes", (protection) => {
    for (const name of runNames(protection, preview)) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });
});

describe("a preview", () => {
  test("is read as it was written", () => {
    expect(readPreview(writtenPreview(preview))).toEqual(preview);
  });

  test.each(["", "9f3c1a2b", "9f3c1a2b.", "9f3c1a2.1763894580", "9F3C1A2B.1763894580", "9f3c1a2b.1e9", "9f3c1a2b.-5"])(
    "is not read from %j",
    (flag) => expect(readPreview(flag)).toBeUndefined(),
  );

  test.each([
    ["10:43:00", false],
    ["10:58:00", false],
    ["10:58:01", true],
    ["10:42:00", false],
    ["10:41:59", true],
  ])("of 10:43 at %s is expired: %s", (now, expired) => {
    expect(isExpired(preview, at(now))).toBe(expired);
  });
});

describe("of two runs of a machine the first is", () => {
  const run = (name: string, version: string, more: Parameters<typeof runOf>[0] = {}): TestFailover => {
    const made = runOf({ ...more, metadata: { name, ...more.metadata } });
    return { ...made, metadata: { ...made.metadata, resourceVersion: version } };
  };
  const ours = run("m", "100");
  const later = { creationTimestamp: iso("10:31") };
  const off = { cleanUp: { after: "2h", now: true } };

  test.each<[string, TestFailover, boolean]>([
    [
      "the one that was created a second earlier",
      run("z", "300", { metadata: { creationTimestamp: iso("10:29") } }),
      true,
    ],
    ["not one that was created a second later", run("a", "50", { metadata: later }), false],
    ["within a second, the one with the lower version", run("z", "99"), true],
    ["not one with a higher version", run("a", "101"), false],
    ["by number, not by letters", run("z", "9"), true],
    [
      "not one that the operator has looked at: its version is of later",
      run("z", "99", { status: status.checking }),
      false,
    ],
    ["not one of another machine", run("z", "1", { spec: { protection: "web02" } }), false],
    ["not one that is over", run("z", "1", { status: status.cancelled }), false],
    ["not one that gave way itself", run("z", "1", { spec: off }), false],
    ["one whose machine is up, though it is being ended", run("z", "1", { spec: off, status: status.running }), true],
    ["one that has begun in Azure", run("z", "300", { metadata: later, status: status.starting }), true],
    ["never itself", ours, false],
  ])("%s", (_, other, isFirst) => {
    expect(firstOf([other, ours], ours)).toBe(isFirst ? other : undefined);
  });

  test("ours, once it has begun in Azure, whatever is there", () => {
    const begun = run("m", "100", { status: status.starting });
    expect(firstOf([run("a", "1", { metadata: { creationTimestamp: iso("10:29") } }), begun], begun)).toBeUndefined();
  });

  test("any other that has not, once ours has given way", () => {
    const gone = run("a", "100", { spec: off });
    const other = run("z", "200", { metadata: later });
    expect(firstOf([gone, other], gone)).toBe(other);
  });

  test("the same one for both", () => {
    const [one, other] = [run("a", "100"), run("b", "101")];
    expect([firstOf([one, other], one), firstOf([one, other], other)]).toEqual([undefined, one]);
  });

  test("whatever was there when ours was created", () => {
    const other = run("z", "200", { metadata: later, status: status.checking });
    expect(thereBefore([other, ours], ours)).toBe(other);
    expect(thereBefore([run("z", "1", { spec: off }), ours], ours)).toBeUndefined();
  });
});
