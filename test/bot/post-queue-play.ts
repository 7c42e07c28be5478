// Plays a queue of wishes through the budget on a clock of its own, and tells when each was sent.
import { begun, noTraffic, over, pick, type Wish } from "../../bot/post-queue.ts";

export interface Sent extends Wish {
  readonly at: number;
}

/** Wishes arrive at their `since`; each call takes so long. Ends when all is sent, or at `end`. */
export function play(arrivals: readonly Wish[], takes: number, end: number): readonly Sent[] {
  const coming = [...arrivals].sort((a, b) => a.since - b.since);
  const waiting = new Map<string, Wish>();
  const underWay: Sent[] = [];
  const log: Sent[] = [];
  let traffic = noTraffic;

  const send = (wish: Wish, at: number) => {
    waiting.delete(wish.key);
    traffic = begun(traffic, wish, at);
    log.push({ ...wish, at });
    underWay.push({ ...wish, at });
  };

  /** Everything that happens now; how long nothing more will. */
  const step = (now: number): number => {
    for (const wish of due(coming, now, ({ since }) => since)) waiting.set(wish.key, wish);
    for (const call of due(underWay, now, ({ at }) => at + takes)) traffic = over(traffic, call, now);
    const next = pick(waiting.values(), traffic, now);
    if (next === "idle") return Infinity;
    if ("wait" in next) return next.wait;
    send(next.send, now);
    return 0;
  };

  for (let now = 0; now <= end; ) {
    const sentBefore = log.length;
    const wait = step(now);
    if (wait <= 0 && log.length === sentBefore) throw new Error("pick asks to wait for nothing");
    const [arrives, ends] = [coming[0]?.since ?? Infinity, (underWay[0]?.at ?? Infinity) + takes];
    now = Math.min(now + wait, arrives, Math.max(ends, now));
  }
  return log;
}

/** Takes off the front what is due. */
function due<T>(queue: T[], now: number, at: (one: T) => number): T[] {
  const count = queue.findIndex((one) => at(one) > now);
  return queue.splice(0, count < 0 ? queue.length : count);
}
