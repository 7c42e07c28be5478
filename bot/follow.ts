// The leader's talking: follows runs and alerts, and says each thing once, from the beginning of its term to the end.
import { randomUUID } from "node:crypto";
import { createBackoff } from "../kube/backoff.ts";
import type { KubeClient } from "../kube/client.ts";
import { type Clock, sleep } from "../kube/clock.ts";
import type { Logger } from "../kube/logger.ts";
import type { Chat } from "./chat.ts";
import { createFacts, type Facts, type FollowedCopies } from "./follow/facts.ts";
import { takeAsTold } from "./follow/first-start.ts";
import { uidOf } from "./follow/run-steps.ts";
import { createRunTeller, type RunTeller } from "./follow/runs.ts";
import { sweep } from "./follow/sweep.ts";
import { untilAborted } from "./follow/until.ts";
import type { Words } from "./follow/words.ts";
import { type Ledger, readLedger } from "./ledger.ts";
import type { BotMetrics } from "./metrics.ts";
import { createOutbox } from "./outbox.ts";
import { createAlertTeller } from "./tell.ts";

export interface FollowParts {
  /** Live copies that somebody else starts and stops. */
  readonly copies: FollowedCopies;
  readonly client: KubeClient;
  /** The bot's own namespace: where the ledger is. */
  readonly namespace: string;
  readonly chat: Chat;
  readonly words: Words;
  readonly clusterName: string;
  /** SLACK_CHANNEL: where alerts go, and runs that name no channel. */
  readonly defaultChannel: string;
  /** Its `now` is the cluster's time. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). Default: Math.random. */
  readonly random?: () => number;
  readonly metrics?: Pick<BotMetrics, "posts" | "waiting"> | undefined;
}

const ALERTS_EVERY_MS = 15_000;
/** Short: what a leader that died had claimed and not said is free some seconds after the next one began. */
const RUNS_EVERY_MS = 5_000;
/** Changes come in crowds: alerts are made out once for all that came within this time. */
const DEBOUNCE_MS = 1_000;
const SWEEP_EVERY_MS = 86_400_000;
const TRY_AGAIN = { baseMs: 1_000, capMs: 30_000, floorMs: 500 };

/**
 * One term of leadership: call it when leadership begins, abort `signal` when it ends. No call to Slack begins after
 * that; the promise resolves when the calls under way are over and saved. It never rejects.
 */
export async function startFollowing(parts: FollowParts, signal: AbortSignal): Promise<void> {
  const { logger } = parts;
  try {
    await Promise.race([copiesSynced(parts.copies), untilAborted(signal)]);
    const begun = signal.aborted ? undefined : await begin(parts, randomUUID(), signal);
    if (begun !== undefined) await talk(parts, begun, signal);
  } catch (error) {
    if (!signal.aborted) logger.error({ err: error }, "following ended by a bug");
  }
}

interface Begun {
  readonly ledger: Ledger;
  readonly facts: Facts;
  /** Names this term. */
  readonly by: string;
}

/** The ledger, read, and begun if it is new; `undefined` when the term ended before that worked. */
async function begin(parts: FollowParts, by: string, signal: AbortSignal): Promise<Begun | undefined> {
  const { clock, logger, words, copies, random = Math.random } = parts;
  const backoff = createBackoff({ ...TRY_AGAIN, random });
  const facts = createFacts(parts);
  while (!signal.aborted) {
    try {
      const ledger = await readLedger(parts);
      if (!ledger.begun) await takeAsTold({ ledger, facts, words, by, runs: copies.runs.list() });
      return { ledger, facts, by };
    } catch (error) {
      logger.warn({ err: error }, "ledger not read yet");
      await sleep(clock, backoff.nextMs(), signal);
    }
  }
  return undefined;
}

async function talk(parts: FollowParts, { ledger, facts, by }: Begun, signal: AbortSignal): Promise<void> {
  const { copies, clock, metrics, random = Math.random } = parts;
  const outbox = createOutbox({ ...parts, posts: metrics?.posts, random });
  metrics?.waiting.add(outbox.waiting);
  const speaker = { ...parts, by, signal };
  const common = { ...parts, ledger, facts, speaker, outbox };
  const [runs, alerts] = [createRunTeller(common), createAlertTeller(common)];
  const debounced = debounce(clock, () => signal.aborted || alerts.lookAgain());
  const unsubscribe = [
    copies.runs.onChange(runs.changed),
    copies.protections.onChange(debounced.call),
    copies.vaults.onChange(debounced.call),
  ];
  await Promise.all([
    outbox.run(signal),
    lookOften(clock, ALERTS_EVERY_MS, { look: alerts.lookAgain, signal }),
    lookOften(clock, RUNS_EVERY_MS, { look: runs.lookAgain, signal }),
    sweepDaily({ ...parts, ledger, runs }, signal),
    untilAborted(signal),
  ]);
  metrics?.waiting.delete(outbox.waiting);
  for (const off of unsubscribe) off();
  debounced.cancel();
  await Promise.all([runs.idle(), alerts.idle()]);
}

interface Looking {
  readonly look: () => void;
  readonly signal: AbortSignal;
}

async function lookOften(clock: Clock, everyMs: number, { look, signal }: Looking): Promise<void> {
  while (!signal.aborted) {
    look();
    await sleep(clock, everyMs, signal);
  }
}

async function sweepDaily(
  parts: FollowParts & { ledger: Ledger; runs: RunTeller },
  signal: AbortSignal,
): Promise<void> {
  const { ledger, client, runs, clock, copies, logger } = parts;
  while (!signal.aborted) {
    const there = new Set(copies.runs.list().map(uidOf));
    try {
      await sweep({ ledger, client, runs, now: clock.now, isThere: (uid) => there.has(uid) }, signal);
    } catch (error) {
      logger.warn({ err: error }, "ledger not swept");
    }
    await sleep(clock, SWEEP_EVERY_MS, signal);
  }
}

async function copiesSynced({ runs, protections, vaults }: FollowedCopies): Promise<void> {
  await Promise.all([runs.synced, protections.synced, vaults.synced]);
}

/** Calls `fn` once, a moment after the first of many calls. */
function debounce(clock: Clock, fn: () => void): { call(): void; cancel(): void } {
  let cancel: (() => void) | undefined;
  return {
    call: () => {
      cancel ??= clock.setTimer(DEBOUNCE_MS, () => {
        cancel = undefined;
        fn();
      });
    },
    cancel: () => cancel?.(),
  };
}
