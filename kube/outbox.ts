// Jobs that are sent one after the other and may be lost: bounded, retried for a while, never in the way of anybody.
import { type Clock, sleep } from "./clock.ts";
import type { Turn } from "./courtesy.ts";
import { UnavailableError } from "./errors.ts";
import type { Logger } from "./logger.ts";

export type Job = (signal: AbortSignal) => Promise<unknown>;

export interface Outbox {
  /** Never throws; a full outbox drops the job, and tells how many when it is empty again. */
  add(job: Job): void;
  /** Resolves when nothing is left to send. */
  idle(): Promise<void>;
  /** Gives up what is left, running jobs included. */
  close(): void;
}

export interface OutboxOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Waited for before each job. Default: at once. */
  readonly turn?: Turn | undefined;
}

const capacity = 1000;
const tries = 12;
const pauseMs = 10_000;

export function createOutbox({ clock, logger, random, turn }: OutboxOptions): Outbox {
  const jobs: Job[] = [];
  const closing = new AbortController();
  const { signal } = closing;
  let sending: Promise<void> | undefined;
  let dropped = 0;

  async function deliver(job: Job): Promise<void> {
    await turn?.(signal);
    for (let attempt = 1; !signal.aborted; attempt++) {
      const error = await outcomeOf(job, signal);
      if (error === undefined || signal.aborted) return;
      if (!(error instanceof UnavailableError) || attempt === tries) {
        logger.warn({ err: error, attempt }, "kubernetes event not recorded");
        return;
      }
      await sleep(clock, pauseMs * (0.75 + 0.5 * random()), signal);
    }
  }

  async function send(): Promise<void> {
    for (let job = jobs.shift(); job !== undefined && !signal.aborted; job = jobs.shift()) await deliver(job);
    sending = undefined;
    if (dropped > 0) logger.warn({ dropped, capacity }, "kubernetes events dropped, too many were waiting");
    dropped = 0;
  }

  return {
    add: (job) => {
      if (signal.aborted) return;
      if (jobs.length >= capacity) {
        dropped++;
        return;
      }
      jobs.push(job);
      sending ??= Promise.resolve().then(send);
    },
    idle: () => sending ?? Promise.resolve(),
    close: () => {
      jobs.length = 0;
      closing.abort();
    },
  };
}

async function outcomeOf(job: Job, signal: AbortSignal): Promise<unknown> {
  try {
    await job(signal);
    return undefined;
  } catch (error) {
    return error ?? new Error("A job failed without saying why");
  }
}
