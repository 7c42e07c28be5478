// Whether two facts about an item differ in anything that somebody decides by.
import { isDeepStrictEqual } from "node:util";
import type { ProtectedItem } from "./site-recovery.ts";
import type { Seen } from "./view.ts";

export function sameSeen(one: Seen<ProtectedItem>, other: Seen<ProtectedItem>): boolean {
  if (one.state === "present" && other.state === "present") {
    return isDeepStrictEqual(steady(one.value), steady(other.value));
  }
  return one.state === other.state;
}

/**
 * An item without what moves all the time: heartbeats, the newest point, and an RPO within five minutes. Above that the
 * minute counts, since thresholds are set in minutes.
 */
function steady(item: ProtectedItem): object {
  const { lastRecoveryPoint: _, agent, rpoSeconds = 0, ...rest } = item;
  const { lastHeartbeat: __, ...steadyAgent } = agent ?? {};
  return { ...rest, agent: steadyAgent, rpoMinutes: rpoSeconds <= 300 ? 5 : Math.ceil(rpoSeconds / 60) };
}
