// What a protected item says about a test failover. Jobs decide failure; the item's state decides success. Pure.
import type { ProtectedItem } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";

/** The test machine exists, whose job stays the item's current one meanwhile: Azure waits for the clean-up (`WaitingForCompletion`) or allows it. */
export function isUp(item: ProtectedItem): boolean {
  return item.testFailoverState === "WaitingForCompletion" || item.allowedOperations.includes("TestFailoverCleanup");
}

/**
 * Nothing of a drill is left. `MarkedForDeletion` lingers in testFailoverState after a clean-up that is done, so it is
 * not read as "still there" once no job runs.
 */
export function isClean(item: ProtectedItem): boolean {
  return !isUp(item) && item.currentJob === undefined;
}

/** Only a GET's 404 says that the item is gone. */
export function isGone(seen: Seen<ProtectedItem>): boolean {
  return seen.state === "absent";
}

/** The item, when it is there and was read. */
export function itemOf(seen: Seen<ProtectedItem>): ProtectedItem | undefined {
  return seen.state === "present" ? seen.value : undefined;
}

/** The item is there, and nothing of a drill is left on it. */
export function isSeenClean(seen: Seen<ProtectedItem>): boolean {
  return seen.state === "present" && isClean(seen.value);
}

/** The item is there, and a test machine of it exists. */
export function isSeenUp(seen: Seen<ProtectedItem>): boolean {
  return seen.state === "present" && isUp(seen.value);
}

/** The item is done with this job, which is known to have ended: it shows none, or still shows it and allows others. */
export function isSeenDoneWith(seen: Seen<ProtectedItem>, endedJobId: string): boolean {
  const item = itemOf(seen);
  if (item === undefined || item.currentJob === undefined) return item !== undefined;
  return item.currentJob.jobId === endedJobId && item.allowedOperations.length > 0;
}
