// A standby's wait: until the lease may be free by what its watch tells, or until that has told nothing for too long.
import { type Clock, sleep } from "./clock.ts";
import type { Lease, LeaseRecord } from "./lease-record.ts";
import { type LeaseWatchOptions, watchLease } from "./lease-watch.ts";
import type { Logger } from "./logger.ts";

export interface Standby {
  /** Resolves when the lease is to be asked for: it may be free, or the watch is silent and `pollMs` are over. */
  wait(pollMs: number, signal: AbortSignal): Promise<void>;
  /** Ends the watch, until the next wait. */
  end(): void;
}

export interface StandbyOptions extends LeaseWatchOptions {
  readonly record: LeaseRecord;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retrySeconds: number;
}

/** A leader renews every `retrySeconds`: when so many of them told nothing, either it or the watch may be dead. */
const SILENT_RENEWALS = 2.5;

export function createStandby(options: StandbyOptions): Standby {
  const { record, clock, logger, retrySeconds } = options;
  let watch: { stop(): void } | undefined;
  let heardMs = -Infinity;
  let follows: string | undefined;
  let wake = () => {};

  function heard(lease: Lease | undefined): void {
    heardMs = clock.monotonicMs();
    record.heard(lease);
    tellLeader();
    wake();
  }

  function tellLeader(): void {
    const leader = record.holder;
    if (leader === follows || leader === undefined) return;
    follows = leader;
    logger.info({ leader }, "standing by");
  }

  async function untilHeard(ms: number, signal: AbortSignal): Promise<void> {
    const news = new AbortController();
    wake = () => news.abort();
    signal.addEventListener("abort", wake, { once: true });
    await sleep(clock, ms, news.signal);
    signal.removeEventListener("abort", wake);
  }

  return {
    wait: async (pollMs, signal) => {
      watch ??= watchLease(options, heard);
      tellLeader();
      const pollAtMs = clock.monotonicMs() + pollMs;
      while (!signal.aborted) {
        const askAtMs = Math.max(pollAtMs, heardMs + SILENT_RENEWALS * retrySeconds * 1000);
        const ms = Math.min(record.freeAtMs(), askAtMs) - clock.monotonicMs();
        if (ms <= 0) return;
        await untilHeard(ms, signal);
      }
    },
    end: () => {
      watch?.stop();
      watch = undefined;
      follows = undefined;
      heardMs = -Infinity;
    },
  };
}
