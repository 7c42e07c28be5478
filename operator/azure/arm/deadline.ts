// A call that must end: at its answer, its time limit, or its caller's wish, even when the SDK itself would hang.

export interface Deadline {
  /** For the SDK: aborted at the time limit, when the caller gives up, and by `cut`. */
  readonly signal: AbortSignal;
  /** Aborts whatever of the call is still going on. */
  cut(): void;
  /** Settles as the work does, or rejects once the signal is aborted by time or caller. */
  race<T>(work: Promise<T>): Promise<T>;
  readonly timedOut: boolean;
}

/** Thrown by `race` when the work was not done in time. Kept inside this folder. */
export class GaveUp extends Error {
  override readonly name = "GaveUp";
}

/**
 * Runs one call under a time limit of real milliseconds. The SDK's own time-out ends with the headers, and a body that
 * is cut off while it is being unpacked never ends there (`ts-http-runtime` 0.3): hence the race.
 */
export async function withDeadline<T>(
  options: { readonly limitMs: number; readonly signal: AbortSignal | undefined },
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const gaveUp = Promise.withResolvers<never>();
  gaveUp.promise.catch(() => {});
  let timedOut = false;
  const giveUp = (why: string) => {
    gaveUp.reject(new GaveUp(why));
    controller.abort();
  };
  const onAbort = () => giveUp("the operator stopped waiting");
  const timer = setTimeout(() => {
    timedOut = true;
    giveUp(`no answer within ${Math.round(options.limitMs / 1000)} seconds`);
  }, options.limitMs);
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await work({
      signal: controller.signal,
      cut: () => controller.abort(),
      race: (going) => Promise.race([going, gaveUp.promise]),
      get timedOut() {
        return timedOut;
      },
    });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
  }
}
