// One signal out of several causes to stop, and a time limit; released by hand so that long-lived signals keep no listeners.
import type { Clock } from "./clock.ts";

export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the time limit, and not another signal, has ended it. */
  expired(): boolean;
  /** Stops the timer and lets go of the other signals. Call it when the work has ended, however it ended. */
  release(): void;
}

/** The limit, the reason given to whoever waits when it passes, and further signals that end the work earlier. */
export interface DeadlineOptions {
  readonly clock: Clock;
  readonly limitMs: number;
  readonly reason: () => Error;
  readonly signals: readonly (AbortSignal | undefined)[];
}

export function startDeadline({ clock, limitMs, reason, signals }: DeadlineOptions): Deadline {
  const controller = new AbortController();
  const releases: (() => void)[] = [];
  let expired = false;
  const release = () => {
    for (const undo of releases.splice(0)) undo();
  };
  for (const signal of signals) {
    if (signal === undefined) continue;
    const stop = () => controller.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    releases.push(() => signal.removeEventListener("abort", stop));
  }
  if (!controller.signal.aborted) {
    releases.push(
      clock.setTimer(limitMs, () => {
        expired = true;
        controller.abort(reason());
      }),
    );
  }
  return { signal: controller.signal, expired: () => expired, release };
}
