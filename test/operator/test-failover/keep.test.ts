// How long the record of a run is kept.
import { describe, expect, test } from "vitest";
import { decide } from "../../../operator/test-failover/decide.ts";
import { keeping } from "../../../operator/test-failover/keep.ts";
import type { Run } from "../../../operator/test-failover/world.ts";
import { iso, minutesLater, NOW, runWith, worldWith } from "./build.ts";

const DAY = 24 * 60;
const runOf = (spec: Partial<Run["spec"]>, endedAt?: Date): Run =>
  runWith({ spec, status: { phase: "Succeeded", ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }) } });

describe("a record", () => {
  test.each<[string, Run, Date, ReturnType<typeof keeping>]>([
    ["without keepDays stays for ever", runOf({}, NOW), minutesLater(9999 * DAY), { next: "on-change" }],
    ["that has no end stays", runOf({ keepDays: 1 }), minutesLater(9999 * DAY), { next: "on-change" }],
    ["is looked at once a day", runOf({ keepDays: 30 }, NOW), NOW, { next: { afterSeconds: 86_400 } }],
    [
      "is looked at when its time is over",
      runOf({ keepDays: 1 }, NOW),
      minutesLater(DAY - 10),
      { next: { afterSeconds: 600 } },
    ],
    ["goes then", runOf({ keepDays: 1 }, NOW), minutesLater(DAY), { next: "on-change", expired: true }],
    ["goes also later", runOf({ keepDays: 1 }, NOW), minutesLater(5 * DAY), { next: "on-change", expired: true }],
  ])("%s", (_, run, now, next) => {
    expect(keeping(run, now)).toEqual(next);
  });

  test.each(["Succeeded", "PartiallySucceeded", "Failed", "Cancelled"] as const)("of a %s run goes", (phase) => {
    const run = runWith({ spec: { keepDays: 1 }, status: { phase, endedAt: iso(NOW) } });
    expect(decide(run, worldWith({ azureNow: minutesLater(2 * DAY) })).expired).toBe(true);
    expect(decide(run, worldWith({ azureNow: minutesLater(60) })).expired).toBeUndefined();
  });

  test.each(["Pending", "Running", "CleaningUp"] as const)("is not made of a run that is %s", (phase) => {
    const run = runWith({ spec: { keepDays: 1 }, status: { phase } });
    expect(decide(run, worldWith({ azureNow: minutesLater(9999 * DAY) })).expired).toBeUndefined();
  });
});
