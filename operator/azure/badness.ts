// Whether an item has turned bad since it was last seen: then the whole list is read more often for a while.
import type { ProtectedItem } from "./site-recovery.ts";
import type { Seen } from "./view.ts";

/** "No successful test failover has been done" (recorded az CLI traffic): a reminder, not a fault. */
const NEVER_DRILLED = "161011";

const BAD = new Set(["Warning", "Critical"]);

/** True when it was seen well before, and is not now. */
export function turnedBad(before: Seen<ProtectedItem> | undefined, now: ProtectedItem): boolean {
  return before?.state === "present" && !isBad(before.value) && isBad(now);
}

/** The failover health is a warning for as long as nobody has drilled; that alone is not bad. */
export function isBad({ replicationHealth, failoverHealth, healthErrors }: ProtectedItem): boolean {
  if (BAD.has(replicationHealth)) return true;
  const onlyUndrilled = healthErrors.length > 0 && healthErrors.every(({ code }) => code === NEVER_DRILLED);
  return BAD.has(failoverHealth) && !onlyUndrilled;
}
