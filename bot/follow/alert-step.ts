// What is to be said of an alert, given what the ledger says was told. Pure.
import { type AlertEntry, isSaid, mayClaim, type Shard } from "../ledger/entries.ts";
import type { Alert } from "../notice.ts";

export interface Moment {
  /** This term of leadership. */
  readonly by: string;
  readonly now: Date;
}

/** `again`: it was said to be over and is not. */
export type AlertStep = "post" | "over" | "again";

const LASTS_MS = 2 * 60_000;

/** What is to be said of an alert that is there, or is not. */
export function alertStep(
  entry: AlertEntry | undefined,
  alert: Alert | undefined,
  { by, now }: Moment,
): AlertStep | undefined {
  if (alert === undefined) return entry?.ts !== undefined && entry.overAt === undefined ? "over" : undefined;
  if (entry?.ts !== undefined) return entry.overAt === undefined ? undefined : "again";
  const lasted = now.getTime() - alert.since.getTime() >= LASTS_MS;
  return lasted && mayClaim(entry, by, now) ? "post" : undefined;
}

/** The shard without claims that came to nothing, and with the end of alerts that were never posted. */
export function tidied(shard: Shard, isThere: (key: string) => boolean, { by, now }: Moment): Shard | undefined {
  const before = Object.entries(shard);
  const after = before.flatMap(([key, entry]): [string, AlertEntry][] => {
    if (isThere(key) || entry.ts !== undefined || entry.overAt !== undefined) return [[key, entry]];
    if (isSaid(entry)) return [[key, { ...entry, overAt: now.toISOString() }]];
    return mayClaim(entry, by, now) ? [] : [[key, entry]];
  });
  const same = after.length === before.length && after.every(([key, entry]) => shard[key] === entry);
  return same ? undefined : Object.fromEntries(after);
}
