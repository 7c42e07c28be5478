// Durations, and what a modernized vault takes.
import { describe, expect, test } from "vitest";
import { durationOf, minutesOf, objectionTo } from "../../../operator/policy/settings.ts";
import { policyResource } from "./builders.ts";

describe("a duration", () => {
  test.each([
    ["0s", 0],
    ["5m", 5],
    ["1h", 60],
    ["1h30m", 90],
    ["360h", 21_600],
  ])("%s is %i minutes, and back", (duration, minutes) => {
    expect(minutesOf(duration)).toBe(minutes);
    expect(durationOf(minutes)).toBe(duration);
  });

  test("in many minutes is shown in hours", () => {
    expect(durationOf(minutesOf("90m"))).toBe("1h30m");
  });
});

describe("the settings of a modernized vault", () => {
  test.each([
    ["15 days", { recoveryPointRetention: "360h" }],
    ["no application-consistent points", { appConsistentFrequency: "0s" }],
    ["the latest point only", { recoveryPointRetention: "0s", appConsistentFrequency: "0s" }],
  ])("may be %s", (_, spec) => {
    expect(objectionTo(policyResource({ spec }).spec)).toBeUndefined();
  });

  test("may not keep the latest point only and make application-consistent ones", () => {
    expect(objectionTo(policyResource({ spec: { recoveryPointRetention: "0s" } }).spec)).toContain("must be shorter");
  });
});
