// A job that we started: followed while it runs, and what its end means.
import { describe, expect, test } from "vitest";
import type { Operation } from "../../../crds/types.ts";
import type { AzureFacts } from "../../../operator/protection/world.ts";
import {
  bound,
  failedEnable,
  gone,
  iso,
  job,
  look,
  message,
  minutes,
  operation,
  there,
  told,
  unread,
} from "./builders.ts";

/** The protection whose status carries this intent or job, after so many minutes. */
function later(patch: Partial<Operation>, azure: Partial<AzureFacts>, minute = 0) {
  return look({ resource: { status: { bound, operation: operation(patch) } }, azure, at: minutes(minute) });
}

const firstLookAt = iso(minutes(0));

describe("a job", () => {
  const running = { jobId: "job-1", outcome: "Started" } as const;

  test.each([
    ["Enable", "Reconciling: Enabling"],
    ["Update", "Reconciling: Updating"],
    ["Disable", "Reconciling: Disabling"],
  ])("that runs is followed: %s", (kind, expected) => {
    const verdict = later({ ...running, kind }, { item: there(), job: job() });
    expect(told(verdict)).toBe(expected);
    expect(verdict.action).toBeUndefined();
  });

  test("that waits for a person is no end", () => {
    expect(told(later(running, { item: there(), job: job({ state: "Waiting" }) }))).toBe("Reconciling: Enabling");
  });

  test("of an enable that succeeded hands over to the item's state, and the item is ours", () => {
    const status = { operation: operation(running) };
    const copying = there({ protectionState: "InitialReplicationInProgress" });
    const verdict = look({ resource: { status }, azure: { item: copying, job: job({ state: "Succeeded" }) } });
    expect(told(verdict)).toBe("Reconciling: InitialReplication");
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict.status.bound?.itemCreatedByUs).toBe(true);
  });

  test("of an enable that succeeded without its item showing is looked at again, and not enabled anew", () => {
    const verdict = later(running, { item: gone, job: job({ state: "Succeeded" }) });
    expect(told(verdict)).toBe("Reconciling: Settling");
    expect(verdict.status.operation?.jobId).toBe("job-1");
  });

  test("that failed is told with Azure's code, message, causes and advice, and held back for an hour", () => {
    const error = {
      code: "95107",
      message: "Credentials are wrong.",
      possibleCauses: "The password changed.",
      recommendedAction: "Correct the run-as account.",
      activityId: "act-1",
    };
    const verdict = later(running, {
      item: failedEnable("UnprotectedStatesBegin"),
      job: job({ state: "Failed", stateDescription: "Failed", errors: [error] }),
    });
    expect(told(verdict)).toBe("Stalled: EnableFailed");
    for (const words of ["95107", "Credentials are wrong.", "The password changed.", "Correct the run-as account."]) {
      expect(message(verdict)).toContain(words);
    }
    expect(verdict.status.lastFailure).toEqual({ ...error, jobId: "job-1" });
    expect(verdict.status.heldBack).toEqual({
      kind: "Enable",
      reason: "EnableFailed",
      until: iso(minutes(60)),
      generation: 1,
    });
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict.action).toBeUndefined();
  });

  test("of an enable that failed and left nothing is held back too", () => {
    const verdict = later(running, { item: gone, job: job({ state: "Failed", stateDescription: "Failed" }) });
    expect(told(verdict)).toBe("Stalled: EnableFailed");
    expect(verdict.status.bound?.itemCreatedByUs).toBeUndefined();
  });

  test("that removed what a failed enable left makes room for the next try", () => {
    const status = {
      bound,
      operation: operation({ ...running, kind: "Disable" }),
      lastFailure: { message: "x" },
      heldBack: { kind: "Enable", reason: "EnableFailed", until: iso(minutes(-1)), generation: 1 },
    };
    const verdict = look({ resource: { status }, azure: { item: gone, job: job({ state: "Succeeded" }) } });
    expect(verdict.action?.do).toBe("Enable");
  });

  test("of an update that Azure accepted without effect is told, and not sent for ever", () => {
    const spec = { target: { vmSize: "Standard_D8s_v5" } };
    const status = { bound, operation: operation({ ...running, kind: "Update" }) };
    const verdict = look({ resource: { spec, status }, azure: { item: there(), job: job({ state: "Succeeded" }) } });
    expect(told(verdict)).toBe("Stalled: UpdateFailed");
    expect(message(verdict)).toContain('kept "Standard_D2s_v5" instead of "Standard_D8s_v5"');
    expect(verdict.action).toBeUndefined();
  });

  test("that Azure does not know is looked for until the settling time is over, then told", () => {
    const facts = { item: unread, job: undefined };
    expect(told(later(running, facts))).toBe("Reconciling: Settling");
    const late = later({ ...running, firstLookAt }, { ...facts, item: gone }, 3);
    expect(told(late)).toBe("Stalled: EnableFailed");
    expect(late.action).toBeUndefined();
  });
});
