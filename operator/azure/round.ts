// One thing that is done again and again: with jitter, backoff after errors, and patience when Azure throttles.
import type { Clock } from "../../kube/clock.ts";
import { sleep } from "../../kube/clock.ts";
import type { Logger } from "../../kube/logger.ts";
import { TransientError } from "../errors.ts";

export interface RoundOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Seconds from one step to the next when all is well, asked anew each time. */
  readonly intervalSeconds: () => number;
  readonly step: (signal: AbortSignal) => Promise<void>;
  /** Nothing is asked before. */
  readonly notBefore: () => Date | undefined;
}

export interface Round {
  /** Runs steps until the signal is aborted; errors never end it. */
  run(signal: AbortSignal): Promise<void>;
  /** Ends the present wait soon: the next step comes now, unless one failed just before. */
  nudge(): void;
}

const FIRST_BACKOFF_SECONDS = 5;
const LONGEST_BACKOFF_SECONDS = 300;

/** Only ever later, by up to this part: in an hour there are then never more steps than its intervals hold. */
const JITTER = 0.1;

export function createRound(options: RoundOptions): Round {
  const { clock, logger, random, name } = options;
  let failures = 0;
  let wake = new AbortController();
  let nudged = false;

  const attempt = async (signal: AbortSignal): Promise<number> => {
    try {
      await options.step(signal);
      failures = 0;
      return options.intervalSeconds();
    } catch (error) {
      if (signal.aborted) return 0;
      failures += 1;
      const waitSeconds = backoffSeconds(failures, error, options.intervalSeconds());
      logger.warn({ round: name, failures, waitSeconds, err: error }, "reading from azure failed");
      return waitSeconds;
    }
  };
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (nudged && failures === 0) return;
    wake = new AbortController();
    await sleep(clock, ms, AbortSignal.any([signal, wake.signal]));
  };

  return {
    run: async (signal) => {
      while (!signal.aborted) {
        await patience(options, signal);
        if (signal.aborted) return;
        nudged = false;
        const seconds = await attempt(signal);
        await wait(seconds * 1000 * (1 + JITTER * random()), signal);
      }
    },
    nudge: () => {
      nudged = true;
      if (failures === 0) wake.abort();
    },
  };
}

async function patience({ clock, notBefore }: RoundOptions, signal: AbortSignal): Promise<void> {
  for (let until = notBefore(); until !== undefined && !signal.aborted; until = notBefore()) {
    await sleep(clock, Math.max(1000, until.getTime() - clock.now().getTime()), signal);
  }
}

/** Doubles from five seconds; never longer than the interval itself, unless Azure names a longer wait. */
function backoffSeconds(failures: number, error: unknown, intervalSeconds: number): number {
  const grown = FIRST_BACKOFF_SECONDS * 2 ** Math.min(failures - 1, 10);
  const own = Math.min(grown, LONGEST_BACKOFF_SECONDS, Math.max(intervalSeconds, FIRST_BACKOFF_SECONDS));
  const told = error instanceof TransientError ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.max(own, told);
}
