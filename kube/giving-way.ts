// Much work in the background gives way to a little that people wait for, and yet goes on.
import { type Clock, sleep } from "./clock.ts";
import type { Turn } from "./courtesy.ts";

export interface GivingWayOptions {
  /** Whether somebody waits for something now. */
  readonly busy: () => boolean;
  readonly clock: Clock;
}

/** So long in a row; what people wait for takes some tenths of a second. */
const MOST_MS = 2000;
/** Each millisecond of work earns so many of waiting: with people's work that never ends a fifth of the time is left. */
const EARNED = 4;
const LOOK_MS = 10;

/** Shared by all who give way: their time counts once. */
export function createGivingWay({ busy, clock }: GivingWayOptions): Turn {
  let leftMs = MOST_MS;
  let atMs = clock.monotonicMs();
  let waits = false;

  const mustWait = (): boolean => {
    const nowMs = clock.monotonicMs();
    const passedMs = nowMs - atMs;
    leftMs = Math.max(0, Math.min(MOST_MS, leftMs + (waits ? -passedMs : passedMs * EARNED)));
    atMs = nowMs;
    // Once used up, it is waited again only when there is something to wait with.
    waits = busy() && leftMs >= (waits ? 1 : LOOK_MS);
    return waits;
  };

  return async (signal) => {
    while (signal?.aborted !== true && mustWait()) await sleep(clock, LOOK_MS, signal);
  };
}
