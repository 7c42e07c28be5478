// Reads again and again until what was read is as it should become; end-to-end tests only, where nothing can be told in advance.
import { setTimeout as wait } from "node:timers/promises";

const ASK_MILLISECONDS = 100;

/** The first value that is accepted; rejects with the last one after the time limit. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  accept: (value: T) => boolean,
  timeoutSeconds = 120,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (performance.now() - start > timeoutSeconds * 1000) {
      throw new Error(
        `After ${timeoutSeconds} s still not true: ${what}. Last seen: ${JSON.stringify(value, null, 1)}`,
      );
    }
    await wait(ASK_MILLISECONDS);
  }
}
