// What everything that speaks of a test failover asks first: whether it is over, and until when it stays. Pure.
import type { TestFailover } from "../crds/types.ts";
import { durationSeconds } from "./cards/duration.ts";

const ENDED = new Set(["Succeeded", "PartiallySucceeded", "Failed", "Cancelled"]);

/** Whether the run is over, and nothing of it is left in Azure. */
export function hasEnded({ status }: TestFailover): boolean {
  return ENDED.has(status?.phase ?? "");
}

/** When the machine is cleaned up. What the spec says outranks the status, which follows it. `undefined`: never. */
export function dueOf({ spec, status }: TestFailover): Date | undefined {
  const { until, after } = spec.cleanUp;
  if (until !== undefined) return new Date(until);
  const seconds = durationSeconds(after);
  if (seconds === undefined) return undefined;
  if (status?.cleanUpAt !== undefined) return new Date(status.cleanUpAt);
  return status?.runningSince === undefined ? undefined : new Date(Date.parse(status.runningSince) + seconds * 1000);
}
