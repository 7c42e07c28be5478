// Notices silence: calls back once when nothing has come for too long.
import type { Clock } from "./clock.ts";

export interface Watchdog {
  /** Something came. Costs no timer, so it can be called for every line. */
  feed(): void;
  stop(): void;
}

export function createWatchdog(clock: Clock, limitMs: number, onSilence: () => void): Watchdog {
  let fedAtMs = clock.monotonicMs();
  let cancel = () => {};
  const arm = (ms: number) => {
    cancel = clock.setTimer(ms, look);
  };
  const look = () => {
    const leftMs = fedAtMs + limitMs - clock.monotonicMs();
    if (leftMs > 0) arm(leftMs);
    else onSilence();
  };
  arm(limitMs);
  return {
    feed: () => {
      fedAtMs = clock.monotonicMs();
    },
    stop: () => cancel(),
  };
}
