// Time as something that is passed in: the wall clock, a monotonic clock, and timers.
import { performance } from "node:perf_hooks";

export interface Clock {
  /** Wall time, for timestamps that people or other machines read. */
  now(): Date;
  /** Milliseconds that never go back, for measuring. Its zero means nothing. */
  monotonicMs(): number;
  /** Calls `fn` once after `ms` milliseconds; the returned function cancels it. */
  setTimer(ms: number, fn: () => void): () => void;
}

// setTimeout fires at once for anything longer than this (24.8 days).
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, Math.min(Math.max(0, ms), longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** Waits `ms` milliseconds; returns early, without an error, when `signal` is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      cancel();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.setTimer(ms, wake);
    signal?.addEventListener("abort", wake, { once: true });
  });
}
