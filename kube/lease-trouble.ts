// What is wrong with a lease, told once: it is asked for every two seconds.
import { RejectedError, UnavailableError } from "./errors.ts";
import type { Logger } from "./logger.ts";

export interface Trouble {
  /** Logs each new sentence once. */
  with(error: unknown): void;
  /** It worked: says so after trouble. */
  over(): void;
}

export function createTrouble(logger: Logger): Trouble {
  let told: string | undefined;
  return {
    with: (error) => {
      const sentence = error instanceof Error ? error.message : String(error);
      if (sentence === told) return;
      told = sentence;
      if (error instanceof UnavailableError) logger.warn({ err: error }, "lease out of reach, trying again");
      else if (error instanceof RejectedError) logger.error({ err: error }, "lease refused, somebody must allow it");
      else logger.error({ err: error }, "lease could not be asked for");
    },
    over: () => {
      if (told === undefined) return;
      told = undefined;
      logger.info({}, "lease in reach again");
    },
  };
}
