// Saving what has already happened in Slack: again and again until it is in the ledger.
import { type Clock, sleep } from "../../kube/clock.ts";
import type { Logger } from "../../kube/logger.ts";
import type { Page } from "./page.ts";

export interface Keeper {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends with leadership; what is under way is then tried for some seconds more. */
  readonly signal: AbortSignal;
}

const RESAVE_MS = { first: 250, last: 5_000 };
const AFTER_STOP_MS = 15_000;

/** As the page's `change`, until it is written or not wanted; or, after the end of leadership, given up with an error in the log. */
export async function keep<V>(
  page: Page<V>,
  next: (value: V | undefined) => V | undefined,
  { clock, logger, signal }: Keeper,
): Promise<void> {
  let stoppedMs: number | undefined;
  for (let waitMs = RESAVE_MS.first; ; waitMs = Math.min(RESAVE_MS.last, waitMs * 2)) {
    const error = await attempt(() => page.change(next));
    if (error === undefined) return;
    if (signal.aborted) stoppedMs ??= clock.monotonicMs();
    if (stoppedMs !== undefined && clock.monotonicMs() - stoppedMs >= AFTER_STOP_MS) {
      logger.error({ err: error }, "said, and not saved in the ledger");
      return;
    }
    logger.warn({ err: error }, "ledger not saved yet");
    await sleep(clock, waitMs);
  }
}

async function attempt(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown");
  }
}
