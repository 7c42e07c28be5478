// Owns how far an item's resynchronisation is: needed, running, or nothing of the kind.
import { pace, SECONDS } from "./durations.ts";
import type { Item } from "./items.ts";

export interface Resync {
  readonly state: "none" | "required" | "running";
  readonly percent?: number;
}

/** Of an item that is Protected. Steps of 20 % so that it looks reported rather than computed: the simulator's choice. */
export function resyncOf(item: Item, at: number): Resync {
  if (!item.scenarios.has("needs-resync")) return { state: "none" };
  if (item.resyncSince === undefined) return { state: "required" };
  const part = (at - item.resyncSince) / 1000 / (SECONDS.resync * pace(item.scenarios));
  return part >= 1 ? { state: "none" } : { state: "running", percent: Math.max(0, Math.floor(part * 5)) * 20 };
}
