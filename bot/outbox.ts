// What is to be said in Slack, sent within the budget: one call at a time per channel, pauses when Slack wants or needs one.
import { type Backoff, createBackoff } from "../kube/backoff.ts";
import { type Clock, sleep } from "../kube/clock.ts";
import type { Logger } from "../kube/logger.ts";
import type { Said } from "./chat.ts";
import { untilAborted } from "./follow/until.ts";
import type { Waiting } from "./metrics.ts";
import { begun, noTraffic, over, pick, type Traffic, type Wish } from "./post-queue.ts";
import type { Outcome } from "./say-once.ts";

export interface Errand extends Omit<Wish, "since" | "notBefore"> {
  /** Makes the call, with what is true by then. Rejections are tried again later. */
  run(): Promise<Outcome>;
  /** Called when it is over, however: look again what there is to say. */
  done(outcome: Outcome | "failed"): void;
}

export interface Outbox {
  /** Replaces what was wished for under the key, and keeps its place. Ignored while the key's call is under way: `done` comes. */
  offer(errand: Errand): void;
  withdraw(key: string): void;
  isUnderWay(key: string): boolean;
  /** What waits, for the metrics. */
  waiting(): readonly Waiting[];
  /** Keys that wait or are under way. */
  readonly length: number;
  /** Sends until `signal` is aborted, then waits for the calls under way and resolves. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

export interface OutboxParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Counts calls by how they ended: said, refused, waitSeconds, unreached, unknown, nothing or failed. */
  readonly posts?: { inc(labels: { readonly outcome: string }): void } | undefined;
}

/** What is remembered of a wish from one try to the next. */
interface Past {
  since: number;
  notBefore: number;
  readonly backoff: Backoff;
}

const retries = { baseMs: 1_000, capMs: 60_000, floorMs: 1_000 };
/** An errand that found nothing to do does not come again at once: it would spin. */
const AFTER_NOTHING_MS = 1_000;

export function createOutbox({ clock, logger, random, posts }: OutboxParts): Outbox {
  const waiting = new Map<string, Errand>();
  const underWay = new Set<string>();
  const calls = new Set<Promise<void>>();
  const pasts = new Map<string, Past>();
  const slackBackoff = createBackoff({ ...retries, random });
  let traffic: Traffic = noTraffic;
  let wake = new AbortController();

  const pastOf = (key: string): Past => {
    const nowMs = clock.monotonicMs();
    const past = pasts.get(key) ?? { since: nowMs, notBefore: nowMs, backoff: createBackoff({ ...retries, random }) };
    pasts.set(key, past);
    return past;
  };

  const pause = (ms: number) => {
    traffic = { ...traffic, pausedUntil: Math.max(traffic.pausedUntil, clock.monotonicMs() + ms) };
  };

  const postpone = (key: string, ms?: number) => {
    const past = pastOf(key);
    past.notBefore = clock.monotonicMs() + (ms ?? past.backoff.nextMs());
  };

  /** Slack answered, or did not: what that means for all calls, and for this one. */
  const learn = (key: string, outcome: Outcome | "failed") => {
    if (outcome === "failed") postpone(key);
    else if (outcome === "nothing") postpone(key, AFTER_NOTHING_MS);
    else if ("unreached" in outcome || "unknown" in outcome) unanswered(key);
    else answered(key, outcome);
  };

  const unanswered = (key: string) => {
    traffic = { ...traffic, doubtful: true };
    pause(slackBackoff.nextMs());
    postpone(key);
  };

  const answered = (key: string, said: Said) => {
    traffic = { ...traffic, doubtful: false };
    slackBackoff.reset();
    if ("waitSeconds" in said) pause(Math.max(1, said.waitSeconds) * 1000);
    else pasts.delete(key);
  };

  const attempt = async (errand: Errand): Promise<Outcome | "failed"> => {
    try {
      return await errand.run();
    } catch (error) {
      logger.warn({ err: error, key: errand.key }, "could not say it yet");
      return "failed";
    }
  };

  const send = async (errand: Errand, wish: Wish): Promise<void> => {
    const outcome = await attempt(errand);
    underWay.delete(errand.key);
    traffic = over(traffic, wish, clock.monotonicMs());
    const word = nameOf(outcome);
    posts?.inc({ outcome: word });
    if (word !== "said" && word !== "nothing") logger.info({ key: errand.key, outcome }, "not said");
    learn(errand.key, outcome);
    errand.done(outcome);
    if (!waiting.has(errand.key)) pasts.delete(errand.key);
    wake.abort();
  };

  const begin = (wish: Wish) => {
    const errand = waiting.get(wish.key);
    if (errand === undefined) return;
    waiting.delete(wish.key);
    underWay.add(wish.key);
    traffic = begun(traffic, wish, clock.monotonicMs());
    const call = send(errand, wish);
    calls.add(call);
    void call.finally(() => calls.delete(call));
  };

  function* wishes(): Generator<Wish> {
    for (const { key, call, channel, urgency } of waiting.values()) {
      const { since, notBefore } = pastOf(key);
      yield { key, call, channel, urgency, since, notBefore };
    }
  }

  const rest = async (ms: number | undefined, signal: AbortSignal): Promise<void> => {
    const either = AbortSignal.any([signal, wake.signal]);
    if (ms === undefined) await untilAborted(either);
    else await sleep(clock, ms, either);
    if (wake.signal.aborted) wake = new AbortController();
  };

  return {
    offer: (errand) => {
      if (underWay.has(errand.key)) return;
      pastOf(errand.key);
      waiting.set(errand.key, errand);
      wake.abort();
    },
    withdraw: (key) => {
      waiting.delete(key);
      if (!underWay.has(key)) pasts.delete(key);
    },
    isUnderWay: (key) => underWay.has(key),
    waiting: () => {
      const nowMs = clock.monotonicMs();
      return [...waiting.values()].map(({ key, urgency }) => ({
        urgency,
        seconds: (nowMs - pastOf(key).since) / 1000,
      }));
    },
    get length() {
      return waiting.size + underWay.size;
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const next = pick(wishes(), traffic, clock.monotonicMs());
        if (next === "idle") await rest(undefined, signal);
        else if ("wait" in next) await rest(next.wait, signal);
        else begin(next.send);
      }
      await Promise.all(calls);
    },
  };
}

function nameOf(outcome: Outcome | "failed"): string {
  if (typeof outcome === "string") return outcome;
  return "ts" in outcome ? "said" : (Object.keys(outcome)[0] ?? "unknown");
}
