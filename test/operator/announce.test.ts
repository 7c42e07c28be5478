// Which Events people get to read: one per transition, bad news as warnings, the end of a run once.
import { describe, expect, test } from "vitest";
import type { Condition } from "../../crds/types.ts";
import { announcements } from "../../operator/announce.ts";

const condition = (type: string, status: Condition["status"], reason: string, message = `${reason}.`): Condition => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: "2026-11-23T10:31:00Z",
});
const of = (...conditions: Condition[]) => ({ status: { conditions } });
const events = (before: Parameters<typeof announcements>[0], after: Parameters<typeof announcements>[0]) =>
  announcements(before, after).map(({ type, reason, note }) => [type, reason, note]);

const starting = condition("Reconciling", "True", "Starting", "Azure is bringing up the test machine of web01.");
const notReady = (reason: string) => condition("Ready", "False", reason);

describe("an Event is recorded", () => {
  test("for what begins, in the condition's words", () => {
    expect(events({}, of(notReady("Starting"), starting))).toEqual([
      ["Normal", "Starting", "Azure is bringing up the test machine of web01."],
    ]);
  });

  test("for a new reason", () => {
    const after = of(notReady("CleaningUp"), condition("Reconciling", "True", "CleaningUp"));
    expect(events(of(notReady("Starting"), starting), after)).toEqual([["Normal", "CleaningUp", "CleaningUp."]]);
  });

  test("as a warning when a person must act", () => {
    const after = of(notReady("CleanUpFailed"), condition("Stalled", "True", "CleanUpFailed"));
    expect(events(of(starting), after)).toEqual([["Warning", "CleanUpFailed", "CleanUpFailed."]]);
  });

  test("when something is ready, and as a warning when another condition turns bad", () => {
    expect(events({}, of(condition("Ready", "True", "Protected")))).toEqual([["Normal", "Protected", "Protected."]]);
    expect(events(of(condition("Healthy", "True", "Normal")), of(condition("Healthy", "False", "Critical")))).toEqual([
      ["Warning", "Critical", "Critical."],
    ]);
  });

  test("with the reason when there is no message", () => {
    expect(events({}, of(condition("Ready", "True", "Protected", "")))).toEqual([["Normal", "Protected", "Protected"]]);
  });

  test("when something that was wrong is well again, and when a test machine is seen to run", () => {
    const again = condition("Healthy", "True", "Normal");
    expect(events(of(condition("Healthy", "False", "Critical")), of(again))).toEqual([["Normal", "Normal", "Normal."]]);
    const up = condition("TestMachineReady", "True", "Running", "web01-test is running (Standard_D4s_v5, 10.9.1.14).");
    expect(events(of(condition("TestMachineReady", "Unknown", "NotSeen")), of(up))).toEqual([
      ["Normal", "Running", "web01-test is running (Standard_D4s_v5, 10.9.1.14)."],
    ]);
  });

  test("as a warning when something is wrong from the first look on", () => {
    expect(events({}, of(condition("Healthy", "False", "Critical")))).toEqual([["Warning", "Critical", "Critical."]]);
  });

  test("as a warning when a machine does not replicate any more", () => {
    const before = of(condition("Replicating", "True", "Protected"));
    expect(events(before, of(condition("Replicating", "False", "ResyncRequired")))).toEqual([
      ["Warning", "ResyncRequired", "ResyncRequired."],
    ]);
  });

  test("once for the end of a run: its machine that is gone is no news, and no warning", () => {
    const running = of(starting, condition("TestMachineReady", "True", "Running"));
    const end = [
      condition("Complete", "True", "Succeeded"),
      condition("TestMachineReady", "False", "Succeeded"),
    ] as const;
    expect(events(running, of(condition("Ready", "True", "Succeeded"), ...end))).toEqual([
      ["Normal", "Succeeded", "Succeeded."],
    ]);
    expect(events(running, of(notReady("Failed"), condition("Stalled", "True", "Failed"), ...end))).toEqual([
      ["Warning", "Failed", "Failed."],
    ]);
  });
});

describe("no Event is recorded", () => {
  test("for other words alone", () => {
    const before = of(condition("Reconciling", "True", "Starting", "One task."));
    expect(events(before, of(condition("Reconciling", "True", "Starting", "Another task.")))).toEqual([]);
  });

  test("for what is not known", () => {
    expect(events({}, of(condition("TestMachineReady", "Unknown", "NotSeen")))).toEqual([]);
  });

  test("for a Ready that is False: Stalled or Reconciling tells it", () => {
    expect(events({}, of(notReady("Starting")))).toEqual([]);
  });

  test("for a machine that does not replicate yet, and was never rehearsed yet", () => {
    const young = of(
      condition("Replicating", "False", "NotReplicating"),
      condition("Drilled", "False", "NeverDrilled"),
    );
    expect(events({}, young)).toEqual([]);
  });

  test("for what is well from the first look on, or stays well for another reason", () => {
    const copying = of(condition("Replicating", "True", "InitialReplication"), condition("Healthy", "True", "Normal"));
    expect(events({}, copying)).toEqual([]);
    expect(events(copying, of(condition("Replicating", "True", "Protected")))).toEqual([]);
  });

  test("for a resource without conditions", () => {
    expect(events({}, {})).toEqual([]);
  });
});
