// How long the answer to a write is still waited for when its reconcile is told to stop.

/**
 * Most answers come within a second. One that does not is told as unknown, and looked for by whoever comes next, who
 * waits for us meanwhile: a hand-over is to take three seconds at most.
 */
const GRACE_SECONDS = 2;

/** Aborted so many real seconds after `signal`: an answer that is under way is heard, and none is waited for forever. */
export function withGrace(signal: AbortSignal, seconds = GRACE_SECONDS): AbortSignal {
  const late = new AbortController();
  const start = () => {
    setTimeout(() => late.abort(), seconds * 1000).unref();
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return late.signal;
}
