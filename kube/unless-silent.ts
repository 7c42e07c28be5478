// Reads a stream for as long as something comes.
import type { Clock } from "./clock.ts";
import { createWatchdog } from "./watchdog.ts";

export interface Silence {
  readonly clock: Clock;
  readonly limitMs: number;
  /** What is thrown after a silence: the same object, so that the caller knows it again. */
  readonly error: Error;
  /** Ends the stream earlier. */
  readonly signal: AbortSignal;
}

/**
 * Gives `read` a signal for its stream, and what to call whenever something has come. The stream is ended when `read`
 * has, however it ended.
 */
export async function unlessSilent<R>(
  { clock, limitMs, error, signal }: Silence,
  read: (signal: AbortSignal, feed: () => void) => Promise<R>,
): Promise<R> {
  const stream = new AbortController();
  const stop = () => stream.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const watchdog = createWatchdog(clock, limitMs, () => stream.abort(error));
  try {
    return await read(stream.signal, watchdog.feed);
  } catch (cause) {
    throw stream.signal.reason === error ? error : cause;
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", stop);
    stream.abort();
  }
}
