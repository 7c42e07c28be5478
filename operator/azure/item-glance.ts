// What is asked of all items of a vault at once: ten thousand of them are not made anew for that.
import type { ProtectedItem } from "./site-recovery.ts";

export interface Glance {
  /** Of the operation that runs on it, ours or somebody else's. */
  readonly jobId: string | undefined;
  /** A test machine of it exists: Azure waits for the clean-up, or allows it. */
  readonly drilling: boolean;
  readonly rpoSeconds: number | undefined;
  readonly policyId: string | undefined;
}

export function glanceOf(item: ProtectedItem): Glance {
  const { currentJob, testFailoverState, allowedOperations, rpoSeconds, policyId } = item;
  const drilling = testFailoverState === "WaitingForCompletion" || allowedOperations.includes("TestFailoverCleanup");
  return { jobId: currentJob?.jobId, drilling, rpoSeconds, policyId };
}

/** The items of a vault, as they are known at the moment of each question. */
export interface Census {
  count(): number;
  has(itemId: string): boolean;
  /** Whether an item replicates the machine. */
  replicates(machineId: string): boolean;
  drilling(): readonly Pick<ProtectedItem, "id" | "friendlyName">[];
  /** How many the policy is for. */
  countUnder(policyId: string): number;
  /** The largest that Azure tells; undefined where it tells none. */
  worstRpoSeconds(): number | undefined;
}
