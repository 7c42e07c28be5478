// Azure's clock as ours: runs from the last date that Azure told us, at its speed, and drives the timers of the operator.
import type { Clock } from "../../kube/clock.ts";

/** A clock that follows the `Date` of Azure's answers. */
export interface AzureClock extends Clock {
  /** Azure's seconds per real second: what an HTTP header counts in real seconds is that many times as long here. */
  readonly speed: number;
  /** Takes note of the date of an answer that just arrived. */
  observe(date: Date): void;
  /** When Azure last told us the time; undefined before it ever did. */
  observed(): Date | undefined;
  /** This machine's own time, which neither Azure's clock nor the speed touches. */
  realNow(): Date;
}

export interface AzureClockOptions {
  readonly real: Clock;
  /** Azure's seconds per real second: 1 with Azure itself, more with a simulator that runs fast. */
  readonly speed: number;
}

/** Real milliseconds that an answer may be under way, plus the second that a `Date` header leaves out. */
const UNDER_WAY_MS = 2000;
const HEADER_RESOLUTION_MS = 1000;

interface Timer {
  readonly due: number;
  readonly fn: () => void;
  cancelReal: () => void;
}

/**
 * `now()` is the last observed date plus what has passed since, times the speed; our own clock before any was seen.
 * A date that is ahead by more than an answer can be late means that Azure's clock was moved (a simulator's hand):
 * `monotonicMs()` moves along and timers that are due by then fire. It never goes back, also when the date does.
 */
export function createAzureClock({ real, speed }: AzureClockOptions): AzureClock {
  const toleranceMs = HEADER_RESOLUTION_MS + UNDER_WAY_MS * speed;
  const timers = new Set<Timer>();
  const started = real.monotonicMs();
  let jumpedMs = 0;
  let seen: { readonly dateMs: number; readonly atMs: number } | undefined;

  const monotonicMs = () => (real.monotonicMs() - started) * speed + jumpedMs;
  const nowMs = () => (seen === undefined ? real.now().getTime() : seen.dateMs + monotonicMs() - seen.atMs);

  const fire = (timer: Timer) => {
    timer.cancelReal();
    if (timers.delete(timer)) timer.fn();
  };
  const arm = (timer: Timer) => {
    timer.cancelReal();
    timer.cancelReal = real.setTimer(Math.max(0, timer.due - monotonicMs()) / speed, () => fire(timer));
  };
  const jump = (byMs: number) => {
    jumpedMs += byMs;
    for (const timer of [...timers].sort((one, other) => one.due - other.due)) arm(timer);
  };

  return {
    speed,
    now: () => new Date(nowMs()),
    monotonicMs,
    realNow: () => real.now(),
    observed: () => (seen === undefined ? undefined : new Date(nowMs())),
    observe: (date) => {
      const dateMs = date.getTime();
      if (Number.isNaN(dateMs)) return;
      const aheadMs = dateMs - nowMs();
      if (seen !== undefined && aheadMs > toleranceMs) jump(aheadMs);
      else if (seen !== undefined && aheadMs <= 0 && -aheadMs <= toleranceMs) return;
      seen = { dateMs, atMs: monotonicMs() };
    },
    setTimer: (ms, fn) => {
      const timer: Timer = { due: monotonicMs() + ms, fn, cancelReal: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timer.cancelReal();
        timers.delete(timer);
      };
    },
  };
}
