// Durations as the schema lets through, and times as people read them.
import { describe, expect, test } from "vitest";
import { cleanUpDue, durationSeconds } from "../../../operator/test-failover/due.ts";
import { dayAndTime, nameOf, timeSeenWith } from "../../../operator/test-failover/words.ts";
import { iso, minutesLater, NOW, runWith } from "./build.ts";

describe("a duration in seconds", () => {
  test.each([
    ["15m", 900],
    ["2h", 7200],
    ["1h30m", 5400],
    ["90m", 5400],
    ["168h", 604_800],
    ["2h0m0s", 7200],
  ])("%s", (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});

test("without any word about it a machine is cleaned up after two hours", () => {
  const run = runWith();
  const bare = { ...run, spec: { ...run.spec, cleanUp: {} } } as typeof run;
  expect(cleanUpDue(bare, iso(NOW))).toEqual(minutesLater(120));
});

describe("a time for people", () => {
  test("has no day next to another time of the same day", () => {
    expect(timeSeenWith(new Date("2026-11-23T23:59:59Z"), NOW)).toBe("23:59 UTC");
  });

  test("has its day otherwise", () => {
    expect(timeSeenWith(new Date("2026-11-24T00:00:00Z"), NOW)).toBe("24 Nov 00:00 UTC");
    expect(dayAndTime(new Date("2027-01-02T03:04:05Z"))).toBe("2 Jan 03:04 UTC");
  });
});

test("the name in an ARM id is its last part, and a name is its own", () => {
  expect(nameOf("/subscriptions/0/virtualNetworks/dr-test")).toBe("dr-test");
  expect(nameOf("dr-test")).toBe("dr-test");
});
