// What a policy's status says after Azure answered a call.
import { describe, expect, test } from "vitest";
import { conclude } from "../../../operator/policy/conclude.ts";
import type { PolicyVerdict } from "../../../operator/policy/world.ts";
import { going, iso, known, look, message, minutes, NOW, nothing, seconds, told } from "./builders.ts";

const asked = look({ azure: nothing });
const answered = (outcome: Parameters<typeof conclude>[1], verdict: PolicyVerdict = asked) =>
  conclude(verdict, outcome, NOW);

describe("after a call", () => {
  test("that Azure took, its job is followed", () => {
    const after = answered({ started: "job-1" });
    expect(told(after)).toBe("Reconciling: CreatingPolicy");
    expect(after.status.operation).toMatchObject({ jobId: "job-1", outcome: "Started" });
    expect(after.next).toEqual({ afterSeconds: 15 });
  });

  test("whose answer was lost, the intent stays and is searched for", () => {
    const after = answered({ unknown: "the connection was reset" });
    expect(told(after)).toBe("Reconciling: Settling");
    expect(message(after)).toContain("the connection was reset");
    expect(after.status.operation).toMatchObject({ outcome: "Unknown", unknownSince: iso(NOW) });
    expect(after.status).not.toHaveProperty("heldBack");
  });

  test("that Azure refused, the intent is gone and Azure's words and remedy are told", () => {
    const after = answered({
      refused: "The client does not have authorization.",
      code: "AuthorizationFailed",
      recommendedAction: "Ask for the role.",
      activityId: "abc",
    });
    expect(told(after)).toBe("Stalled: AzureRefused");
    for (const words of ["AuthorizationFailed", "does not have authorization", "Ask for the role."]) {
      expect(message(after)).toContain(words);
    }
    expect(after.status).not.toHaveProperty("operation");
    expect(after.status.lastFailure).toEqual({
      message: "The client does not have authorization.",
      code: "AuthorizationFailed",
      recommendedAction: "Ask for the role.",
      activityId: "abc",
    });
    expect(after.status.heldBack).toMatchObject({ kind: "CreatePolicy", until: iso(minutes(10)), generation: 1 });
    expect(after.next).toEqual({ afterSeconds: 600 });
  });

  test("that Azure refused at length, its words are kept as far as a status holds them", () => {
    const long = "x".repeat(20_000);
    const after = answered({
      refused: long,
      code: long,
      possibleCauses: long,
      recommendedAction: long,
      activityId: long,
    });
    const lengths = Object.values(after.status.lastFailure ?? {}).map((text) => text.length);
    expect(lengths).toHaveLength(5);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4096);
    expect(after.status.lastFailure?.code).toHaveLength(256);
  });

  test("that Azure throttled, it waits as long as Azure asks", () => {
    const after = answered({ refused: "Too many requests.", code: "TooManyRequests", retryAfterSeconds: 17 });
    expect(told(after)).toBe("Reconciling: WaitingForAzure");
    expect(after.status.heldBack?.until).toBe(iso(seconds(17)));
    expect(after.next).toEqual({ afterSeconds: 17 });
  });

  test("that Azure is too busy for, it waits half a minute", () => {
    const after = answered({ refused: "Another operation runs.", code: "Conflict", conflict: true });
    expect(told(after)).toBe("Reconciling: WaitingForAzure");
    expect(after.next).toEqual({ afterSeconds: 30 });
  });

  test("once more after a lost answer, a conflict may be our own job and keeps the intent", () => {
    const { operation } = asked.status;
    if (operation === undefined) throw new Error("there is an intent");
    const again = {
      ...asked,
      status: { ...asked.status, operation: { ...operation, outcome: "Unknown", attempt: 2 } },
    } as const;
    const after = answered({ refused: "It exists.", code: "Conflict", conflict: true }, again);
    expect(told(after)).toBe("Reconciling: Settling");
    expect(after.status.operation).toMatchObject({ attempt: 2, outcome: "Unknown" });
  });

  test("to delete what is gone already, it is looked at again without an alarm", () => {
    const deleting = look({
      resource: { spec: { deletionPolicy: "Delete" }, metadata: going, status: known },
      azure: { mapping: undefined },
    });
    const after = answered({ refused: "Nothing to do.", code: "NoContent" }, deleting);
    expect(told(after)).toBe("Reconciling: Deleting");
    expect(after.status).not.toHaveProperty("operation");
    expect(after.status).not.toHaveProperty("heldBack");
  });
});
