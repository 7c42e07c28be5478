// How long the record of a run that was made in chat is kept. Pure.
import type { Run, RunVerdict } from "./world.ts";

const DAY_MS = 86_400_000;
/** Looked at again once a day: a record's end is no matter of minutes. */
const LOOK_SECONDS = 86_400;

/**
 * What is left of a record's time, by the clock that ended it: a look again, or its removal. A run without `keepDays`,
 * which every applied run is, stays.
 */
export function keeping({ spec, status }: Run, now: Date): Pick<RunVerdict, "next" | "expired"> {
  const endedMs = Date.parse(status?.endedAt ?? "");
  if (spec.keepDays === undefined || Number.isNaN(endedMs)) return { next: "on-change" };
  const leftMs = endedMs + spec.keepDays * DAY_MS - now.getTime();
  if (leftMs <= 0) return { next: "on-change", expired: true };
  return { next: { afterSeconds: Math.min(LOOK_SECONDS, Math.ceil(leftMs / 1000)) } };
}
