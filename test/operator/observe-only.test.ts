// Mode Observe: an action becomes a sentence, and everything else passes.
import { describe, expect, test } from "vitest";
import { observeOnly } from "../../operator/observe-only.ts";
import type { Verdict } from "../../operator/reconcile.ts";

interface Status {
  readonly phase?: string;
  readonly wouldDo?: readonly string[];
}

const conclusion = { conditions: [], next: { afterSeconds: 15 }, hold: true } as const;

describe("in mode Observe", () => {
  test("an action is only said, no intent is kept, and no finalizer of ours is held", () => {
    const verdict: Verdict<string, Status> = { ...conclusion, status: { phase: "Starting" }, action: "start" };
    const observed = observeOnly(verdict, { phase: "Checking" }, (action) => `Would ${action}.`);
    expect(observed).toEqual({
      status: { phase: "Checking", wouldDo: ["Would start."] },
      conditions: [
        {
          type: "Ready",
          status: "False",
          reason: "ObserveOnly",
          message: "The vault's mode is Observe, so nothing was written to Azure. In mode Manage: Would start.",
        },
        {
          type: "Stalled",
          status: "True",
          reason: "ObserveOnly",
          message: "The vault's mode is Observe, so nothing was written to Azure. In mode Manage: Would start.",
        },
      ],
      next: "on-change",
      hold: false,
    });
  });

  test("what has no action stays as it is", () => {
    const verdict: Verdict<string, Status> = { ...conclusion, status: { phase: "Running" } };
    expect(observeOnly(verdict, {}, () => "never said")).toBe(verdict);
  });
});
