// Mode Observe: what would have been written becomes a sentence, and nothing goes out.
import { stalled } from "../crds/conditions.ts";
import type { Body, Verdict } from "./reconcile.ts";

/**
 * Turns a verdict with an action into one that only says what Manage would do; others pass unchanged.
 * @param before the status without the intent that the verdict carries
 */
export function observeOnly<A, S extends { readonly wouldDo?: readonly string[] }>(
  verdict: Verdict<A, S>,
  before: Body<S>,
  describe: (action: A) => string,
): Verdict<A, S> {
  if (verdict.action === undefined) return verdict;
  const sentence = describe(verdict.action);
  const message = `The vault's mode is Observe, so nothing was written to Azure. In mode Manage: ${sentence}`;
  return {
    status: { ...before, wouldDo: [sentence] },
    conditions: stalled("ObserveOnly", message),
    next: "on-change",
    hold: false,
  };
}
