// When and why a test machine is cleaned up, and how the run ends after that. Pure.
import { isoSeconds } from "../operation.ts";
import { wasCalledOff } from "./status.ts";
import { timeSeenWith } from "./words.ts";
import type { Run, Status } from "./world.ts";

export const DEFAULT_CLEAN_UP_AFTER = "2h";

/** Why the machine is to be cleaned up now; undefined while it may stay. */
export function whyCleanUp(run: Run, status: Status, now: Date): NonNullable<Status["cleanUp"]>["why"] | undefined {
  if (run.metadata.deletionTimestamp !== undefined) return "Deleted";
  if (status.failure !== undefined) return "Failed";
  if (wasCalledOff(status)) return "Cancelled";
  if (run.spec.cleanUp.now === true) return "Asked";
  const due = status.cleanUpAt;
  return due !== undefined && Date.parse(due) <= now.getTime() ? "Due" : undefined;
}

/** When it is cleaned up: `until` outranks `after`; undefined with Never. */
export function cleanUpDue(run: Run, runningSince: string): Date | undefined {
  const { until, after = DEFAULT_CLEAN_UP_AFTER } = run.spec.cleanUp;
  if (until !== undefined) return new Date(until);
  if (after === "Never") return undefined;
  return new Date(Date.parse(runningSince) + durationSeconds(after) * 1000);
}

/** Seconds of a duration such as `1h30m`, as the schema lets through. */
export function durationSeconds(text: string): number {
  const [, hours = "0", minutes = "0", seconds = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** For the column of a run that only a person ends. */
export const NEVER = "Never";

/** The status with when its machine is cleaned up, as the spec says it now: a person may move it at any time. */
export function dated(run: Run, status: Status): Status {
  const { cleanUpAt: _, cleansUpAtText: __, ...rest } = status;
  if (status.runningSince === undefined) return rest;
  const due = cleanUpDue(run, status.runningSince);
  if (due === undefined) return { ...rest, cleansUpAtText: NEVER };
  return { ...rest, cleanUpAt: isoSeconds(due), cleansUpAtText: timeSeenWith(due, new Date(status.runningSince)) };
}
