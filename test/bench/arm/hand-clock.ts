// A clock for simulated hours: it jumps from timer to timer, as fast as what each of them starts comes to rest.
import type { Clock } from "../../../kube/clock.ts";

export interface HandClock extends Clock {
  /** When the next timer is due, on the monotonic clock; undefined with none. */
  nextDueMs(): number | undefined;
  /** Moves on to that moment and fires what is due by then, in order. */
  moveTo(ms: number): void;
}

export function createHandClock(start: Date): HandClock {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly fire: () => void }>();
  const next = () => [...timers].reduce((one, other) => (other.dueMs < one.dueMs ? other : one), NEVER);

  return {
    now: () => new Date(start.getTime() + nowMs),
    monotonicMs: () => nowMs,
    setTimer: (ms, fire) => {
      const timer = { dueMs: nowMs + Math.max(0, ms), fire };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    nextDueMs: () => (timers.size === 0 ? undefined : next().dueMs),
    moveTo: (ms) => {
      for (let timer = next(); timer.dueMs <= ms; timer = next()) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.fire();
      }
      nowMs = Math.max(nowMs, ms);
    },
  };
}

const NEVER = { dueMs: Number.POSITIVE_INFINITY, fire: () => {} };
