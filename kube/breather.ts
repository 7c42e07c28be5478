// Lets the process do other things now and then, in the middle of work that never waits for anything.
import type { Clock } from "./clock.ts";

/** Call it between two pieces of work. Resolves at once, or after what else is due where the last time was a while ago. */
export type Breather = () => Promise<void>;

// Ten thousand looks that change nothing are two seconds in which nothing arrives: no watch, no answer, no lease.
const EVERY_MS = 10;

export function createBreather(clock: Clock): Breather {
  let sinceMs = clock.monotonicMs();
  return async () => {
    if (clock.monotonicMs() - sinceMs < EVERY_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    sinceMs = clock.monotonicMs();
  };
}
