// What a RecoveryVault's status says after its action. Pure.
import type { Outcome } from "../operation.ts";
import type { VaultConclusion, VaultVerdict } from "./world.ts";

/** Appliances that could not be asked are asked again after this. */
const ASK_AGAIN_SECONDS = 60;

/** A refresh is remembered once it went out; the removal of machines is looked at again at once. */
export function conclude(verdict: VaultVerdict, outcome: Outcome): VaultConclusion {
  const { status, conditions, action } = verdict;
  if (!("started" in outcome)) return { status, conditions, next: { afterSeconds: ASK_AGAIN_SECONDS } };
  if (action?.do !== "refresh") return { status, conditions, next: { afterSeconds: 1 } };
  return { status: { ...status, lastRefresh: action.value }, conditions, next: verdict.next };
}
