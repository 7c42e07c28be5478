// How a protected item's state reads: Azure's strings are an open set, so they are read by what they have in common. Pure.
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { inWords } from "./words.ts";

/** Recovery points exist and data flows. The only state that Azure itself calls protected. */
export function isProtected(item: ProtectedItem): boolean {
  return item.protectionState === "Protected";
}

/** The first copy, including the wait for the first recovery point after it (recorded az CLI traffic, 2023). */
export function isCopying(item: ProtectedItem): boolean {
  return item.protectionState.startsWith("InitialReplication") && !hasFailed(item);
}

/** The machine runs in Azure: after a failover, committed or not, or on its way back. */
export function isFailedOver(item: ProtectedItem): boolean {
  return item.activeLocation === "Recovery" || isReversed(item);
}

/**
 * Re-protected after a failover, which a physical server cannot be: what is copied goes the other way round. Its active
 * location reads `Primary` again and its state `Protected` (recorded az CLI traffic, 2023).
 */
export function isReversed(item: ProtectedItem): boolean {
  return item.instanceType === "InMageRcmFailback";
}

export function isUncommitted(item: ProtectedItem): boolean {
  return isFailedOver(item) && item.allowedOperations.includes("Commit");
}

/** A drill's machine exists or is being made or removed. */
export function hasDrill(item: ProtectedItem): boolean {
  return item.testFailoverState === "WaitingForCompletion" || item.allowedOperations.includes("TestFailoverCleanup");
}

/** Azure's word for a state that no job will change (naming rule of Azure's own Terraform provider). */
export function hasFailed(item: ProtectedItem): boolean {
  return item.protectionState.endsWith("Failed");
}

/**
 * What a failed enable leaves: an item that never got to its first copy and that no job works on. Azure does not enable
 * the machine again before it is removed.
 */
export function isLeftover(item: ProtectedItem): boolean {
  const early = item.protectionState.startsWith("Unprotected") || hasFailed(item);
  return early && item.currentJob === undefined && item.lastRecoveryPoint === undefined && !isFailedOver(item);
}

/** For the STATE column. */
export function stateInWords(item: ProtectedItem): string {
  if (isReversed(item)) return "Failed over, replicated back";
  if (isFailedOver(item)) return isUncommitted(item) ? "Failed over, not committed" : "Failed over";
  if (hasDrill(item)) return "Protected, drill running";
  if (isProtected(item)) return "Protected";
  if (item.protectionState === "InitialReplicationInProgress") return copying(item.initialReplicationPercentage);
  if (isCopying(item)) return "Initial replication, waiting for the first recovery point";
  if (item.protectionState === "UnprotectedStatesBegin") return "Enabling replication";
  return item.protectionStateDescription ?? inWords(item.protectionState);
}

function copying(percentage: number | undefined): string {
  return percentage === undefined ? "Initial replication" : `Initial replication ${Math.floor(percentage)} %`;
}
