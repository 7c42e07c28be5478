// What Azure's answer to a call makes of the status, and that the next look agrees with it.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../operator/operation.ts";
import { conclude } from "../../../operator/protection/conclude.ts";
import { iso, look, message, minutes, NOW, told } from "./builders.ts";

/** An enable that Azure answered so, and what the next look says a few seconds later. */
function answered(outcome: Outcome) {
  const verdict = look();
  const conclusion = conclude(verdict, outcome, NOW);
  const conditions = conclusion.conditions.map((one) => ({
    ...one,
    lastTransitionTime: iso(NOW),
    observedGeneration: 1,
  }));
  const next = look({ resource: { status: { ...conclusion.status, conditions } }, at: minutes(0.1) });
  return { conclusion, next };
}

describe("an enable that Azure", () => {
  test("accepted keeps its job's id", () => {
    const { conclusion } = answered({ started: "job-1" });
    expect(conclusion.status.operation).toMatchObject({ jobId: "job-1", outcome: "Started" });
    expect(told(conclusion)).toBe("Reconciling: Enabling");
  });

  test("may or may not have got keeps its intent, and is looked for", () => {
    const { conclusion, next } = answered({ unknown: "The connection was reset." });
    expect(conclusion.status.operation).toMatchObject({ outcome: "Unknown", message: "The connection was reset." });
    expect(next.action).toBeUndefined();
    expect(told(conclusion)).toBe("Reconciling: Settling");
    expect(message(conclusion)).toMatch(/enabling of replication of web01 is not known \(The connection was reset\.\)/);
    expect(told(next)).toBe("Reconciling: Settling");
  });

  test.each<[string, Outcome, string, number]>([
    ["refused for want of rights", { refused: "No right.", code: "AuthorizationFailed" }, "Stalled: AzureRefused", 30],
    [
      "refused for quota",
      { refused: "No cores.", code: "28031", recommendedAction: "Raise it." },
      "Stalled: AzureRefused",
      30,
    ],
    ["was too busy for", { refused: "Busy.", code: "Conflict", conflict: true }, "Reconciling: WaitingForAzure", 1],
    [
      "asked to wait with",
      { refused: "Too many.", code: "429", retryAfterSeconds: 120 },
      "Reconciling: WaitingForAzure",
      2,
    ],
  ])("%s is not repeated before its time", (_, outcome, expected, waitMinutes) => {
    const { conclusion, next } = answered(outcome);
    expect(told(conclusion)).toBe(expected);
    expect(conclusion.status.operation).toBeUndefined();
    expect(conclusion.status.heldBack?.until).toBe(iso(minutes(waitMinutes)));
    expect(conclusion.next).toEqual({ afterSeconds: waitMinutes * 60 });
    expect(next.action).toBeUndefined();
    expect(message(next)).toBe(message(conclusion));
  });

  test("refused is repeated when its time has come, and when the manifest changes", () => {
    const { conclusion } = answered({ refused: "No right." });
    const again = (generation: number, at: Date) =>
      look({ resource: { metadata: { generation }, status: conclusion.status }, at }).action?.do;
    expect(again(1, minutes(29))).toBeUndefined();
    expect(again(1, minutes(30))).toBe("Enable");
    expect(again(2, minutes(1))).toBe("Enable");
  });

  test("refused because the machine is protected already (45031) keeps its intent until that is found", () => {
    const { conclusion, next } = answered({
      refused: "Already enabled.",
      code: "45031",
      conflict: true,
      alreadyDone: true,
    });
    expect(conclusion.status.operation?.outcome).toBe("Unknown");
    expect(told(next)).toBe("Reconciling: Settling");
  });

  test("says is protected already, and that shows nowhere, is told and not tried hot", () => {
    const { conclusion } = answered({ refused: "Already enabled.", code: "45031", conflict: true, alreadyDone: true });
    const operation = conclusion.status.operation && { ...conclusion.status.operation, firstLookAt: iso(NOW) };
    const status = { ...conclusion.status, ...(operation === undefined ? {} : { operation }) };
    const verdict = look({ resource: { status }, at: minutes(3) });
    expect(told(verdict)).toBe("Stalled: AlreadyProtected");
    expect(message(verdict)).toContain("45031");
    expect(verdict.action).toBeUndefined();
  });
});
