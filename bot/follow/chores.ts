// Small writes to the ledger beside the talking: one after the other, each at most once at a time. What fails comes again.
import type { Logger } from "../../kube/logger.ts";

export interface Chores {
  /** Ignored while one of this key waits or is at work. */
  add(key: string, chore: () => Promise<void>): void;
  /** Resolves when there is none. */
  idle(): Promise<void>;
}

export function createChores(logger: Logger): Chores {
  const keys = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  const work = async (key: string, chore: () => Promise<void>): Promise<void> => {
    try {
      await chore();
    } catch (error) {
      logger.warn({ err: error, key }, "ledger not tidied yet");
    } finally {
      keys.delete(key);
    }
  };

  return {
    add: (key, chore) => {
      if (keys.has(key)) return;
      keys.add(key);
      last = last.then(() => work(key, chore));
    },
    idle: () => last,
  };
}
