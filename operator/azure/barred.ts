// Why nothing may be written to a vault now, in one sentence or a few; undefined when writes may go out. Pure.
import type { Asked } from "./item-store.ts";

/** A complete list older than this is no base for a write. */
const STALE_MS = 720_000;

/** What is known of the vault's items as a whole. */
export interface ListFacts {
  readonly nowMs: number;
  /** When the last complete list was asked for; absent before the first. */
  readonly listAsked: Asked | undefined;
  /** Why the last try brought none; absent when it did. */
  readonly trouble: string | undefined;
  /** How many items vanished at once, while no second list has agreed. */
  readonly vanished: number | undefined;
  readonly throttledUntil: Date | undefined;
}

/** Whether the items as they are known are too old to write by, or not known at all. */
export function isStale({ nowMs, listAsked }: Pick<ListFacts, "nowMs" | "listAsked">): boolean {
  return listAsked === undefined || nowMs - listAsked.ms > STALE_MS;
}

/** The same words for as long as the same keeps writes back: conditions carry them. */
export function barredBecause(facts: ListFacts): string | undefined {
  if (isStale(facts)) return [facts.trouble, staleness(facts)].filter((part) => part !== undefined).join(" ");
  const { vanished, throttledUntil } = facts;
  if (vanished !== undefined) {
    return `${vanished} protected items vanished from Azure's list at once. Nothing is written until a second complete list settles whether that is true.`;
  }
  return throttledUntil === undefined
    ? undefined
    : `Azure asked to wait until ${throttledUntil.toISOString().slice(11, 19)} UTC (too many requests).`;
}

function staleness({ listAsked }: ListFacts): string {
  if (listAsked === undefined) return "The vault's items have not been listed completely yet, so nothing is written.";
  const at = listAsked.at.toISOString().slice(11, 16);
  return `The last complete list of the vault's items, of ${at} UTC, is over ${STALE_MS / 60_000} minutes old, so nothing is written until a new one comes through.`;
}
