// Owns the fake's identifiers: they count up, so two runs of a test have the same ones.

/** The next identifier with this prefix, such as V000000001. */
export type Ids = (prefix: string) => string;

export function createIds(): Ids {
  const counts = new Map<string, number>();
  return (prefix) => {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `${prefix}${String(count).padStart(9, "0")}`;
  };
}

/** The time as Slack writes it in messages, `seconds.micros`: unique, growing, and not before the clock. */
export function createTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now()) * 1000);
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, "0")}`;
  };
}
