// A clock that moves only when told to, with Azure's side of it: what was observed is kept.
import type { AzureClock } from "../../operator/azure/azure-clock.ts";

export interface StillClock extends AzureClock {
  readonly dates: readonly Date[];
  /** Moves time on and fires what is due, in order. */
  advance(ms: number): void;
  /** How many timers are waiting. */
  pending(): number;
}

export function createStillClock(start = new Date("2026-11-23T10:00:00Z")): StillClock {
  let nowMs = start.getTime();
  const dates: Date[] = [];
  const timers = new Set<{ readonly at: number; readonly fn: () => void }>();
  const fireDue = (until: number) => {
    const due = [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
    if (due === undefined) return false;
    timers.delete(due);
    nowMs = Math.max(nowMs, due.at);
    due.fn();
    return true;
  };
  return {
    dates,
    speed: 1,
    now: () => new Date(nowMs),
    realNow: () => new Date(nowMs),
    monotonicMs: () => nowMs - start.getTime(),
    observe: (date) => {
      if (!Number.isNaN(date.getTime())) dates.push(date);
    },
    observed: () => dates.at(-1),
    setTimer: (ms, fn) => {
      const timer = { at: nowMs + ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      const until = nowMs + ms;
      while (fireDue(until));
      nowMs = until;
    },
    pending: () => timers.size,
  };
}
