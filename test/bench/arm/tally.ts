// What was asked of Azure in some hours, by kind, and how that compares to what a quiet vault may ask. Pure.
import type { Call } from "./hours.ts";
import { PAGE_ROWS } from "./vaults.ts";

/** Routes that are told by themselves; all others are told together. */
export const KINDS = ["items.list", "machines.list", "jobs.list", "appliances.list", "other"] as const;

export type Counts = Readonly<Record<(typeof KINDS)[number], number>>;

/** What a vault may read in a quiet hour: twelve lists of items, four of machines, and sixty for everything else. */
export function quietReads(machines: number): number {
  const pages = Math.ceil(machines / PAGE_ROWS);
  return 12 * pages + 4 * pages + 60;
}

export interface Hour {
  readonly vault: string;
  readonly counts: Counts;
  readonly reads: number;
}

/** One line for each vault and hour that began at or after that minute. */
export function hoursOf(calls: readonly Call[], fromMinute: number, hours: number): readonly Hour[] {
  const vaults = [...new Set(calls.map(({ vault }) => vault))];
  return Array.from({ length: hours }, (_, hour) => fromMinute + 60 * hour).flatMap((begin) => {
    const during = calls.filter(({ minute }) => minute >= begin && minute < begin + 60);
    return vaults.map((vault) => hourOf(vault, during));
  });
}

function hourOf(vault: string, during: readonly Call[]): Hour {
  const own = during.filter((call) => call.vault === vault && call.method === "GET");
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<(typeof KINDS)[number], number>;
  for (const { route } of own) counts[KINDS.find((kind) => kind === route) ?? "other"] += 1;
  return { vault, counts, reads: own.length };
}

export const busiest = (hours: readonly Hour[]): Hour =>
  hours.reduce((one, other) => (other.reads > one.reads ? other : one), hours[0] ?? hourOf("none", []));

export const refusals = (calls: readonly Call[]): number => calls.filter(({ status }) => status === 429).length;

export const writes = (calls: readonly Call[]): number => calls.filter(({ method }) => method !== "GET").length;

/** Pages of one list are closer together than two lists are. */
const GAP_MINUTES = 4;

/** Minutes from the first to the last page of the slowest list of items. */
export function slowestList(calls: readonly Call[]): number {
  const last = new Map<string, { begin: number; end: number }>();
  let slowest = 0;
  for (const { vault, minute } of calls.filter(({ route }) => route === "items.list")) {
    const list = last.get(vault);
    if (list === undefined || minute - list.end >= GAP_MINUTES) last.set(vault, { begin: minute, end: minute });
    else {
      list.end = minute;
      slowest = Math.max(slowest, minute - list.begin);
    }
  }
  return slowest;
}
