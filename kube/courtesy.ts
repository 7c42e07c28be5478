// Work that nobody waits for lets the other work go first, but not for ever.
import { type Clock, sleep } from "./clock.ts";

export interface CourtesyOptions {
  /** Whether there is work that goes first. */
  readonly busy: () => boolean;
  readonly clock: Clock;
}

/**
 * Resolves when it is one's turn, or `signal` is aborted: nothing else is to be done, or that goes on for over a minute
 * and nobody had a turn for a tenth of a second.
 */
export type Turn = (signal?: AbortSignal) => Promise<void>;

const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

export function createCourtesy({ busy, clock }: CourtesyOptions): Turn {
  let busySinceMs: number | undefined;
  let nextMs = Number.NEGATIVE_INFINITY;

  const mustWait = (): boolean => {
    const nowMs = clock.monotonicMs();
    busySinceMs = busy() ? (busySinceMs ?? nowMs) : undefined;
    if (busySinceMs === undefined) return false;
    if (nowMs - busySinceMs < PATIENCE_MS || nowMs < nextMs) return true;
    nextMs = nowMs + LOOK_MS;
    return false;
  };

  return async (signal) => {
    while (signal?.aborted !== true && mustWait()) await sleep(clock, LOOK_MS, signal);
  };
}
