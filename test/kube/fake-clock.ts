// A clock that stands still until a test moves it.
import type { Clock } from "../../kube/clock.ts";

export interface FakeClock extends Clock {
  /** Moves on, firing what comes due in order; lets promises settle after each timer and at the end. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock to another time, as somebody or NTP does. No time passes. */
  setWall(now: Date): void;
  /** Timers that are set and have not fired. */
  readonly pending: number;
}

interface Timer {
  readonly atMs: number;
  readonly fn: () => void;
}

/** `start` is the wall time of monotonic zero. */
export function createFakeClock(start = new Date("2026-11-23T10:00:00Z")): FakeClock {
  const timers = new Set<Timer>();
  let nowMs = 0;
  let zero = start.getTime();

  const nextDue = (limitMs: number): Timer | undefined => {
    const due = [...timers].filter(({ atMs }) => atMs <= limitMs);
    return due.reduce<Timer | undefined>(
      (first, timer) => (first && first.atMs <= timer.atMs ? first : timer),
      undefined,
    );
  };

  return {
    now: () => new Date(zero + nowMs),
    monotonicMs: () => nowMs,
    setTimer: (ms, fn) => {
      const timer = { atMs: nowMs + Math.max(0, ms), fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const limitMs = nowMs + ms;
      await settle();
      for (let timer = nextDue(limitMs); timer !== undefined; timer = nextDue(limitMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.fn();
        await settle();
      }
      nowMs = limitMs;
      await settle();
    },
    setWall: (now) => {
      zero = now.getTime() - nowMs;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Lets everything run that needs no timer and no network: promise chains and their chains. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
