// One bucket of calls: what is left of it, who may take one, and how long the others wait. Pure.

/** Times are milliseconds on a clock that never goes back. */
export interface Bucket {
  /** The most that Azure ever said was left, and the call that it was said after. Absent: it never said. */
  readonly size?: number;
  /** What it last said. */
  readonly told?: number;
  /** What it last said, less what was sent since or is still under way. */
  readonly left: number;
  readonly underWay: number;
  /** An answer came without a number: nobody counts, so nothing is held back. */
  readonly uncounted: boolean;
  /** A 429's Retry-After. */
  readonly pausedMs: number;
  /** When the last one of each priority went. */
  readonly lastMs: Readonly<Record<Priority, number>>;
}

type Priority = "asked" | "polling";

/** Sent before any answer says how much is left. Azure's newer buckets hold 200 to 250, but may be nearly empty. */
const FIRST_CALLS = 8;

/** Polling leaves this part of the bucket to those who wait. */
const RESERVE = 0.2;

/**
 * An empty bucket fills while nobody calls, and only a call's answer tells by how much; so one goes now and then. It also
 * keeps every call from waiting for ever. Azure's newer buckets get ten or more a second.
 */
const ANYWAY_MS: Readonly<Record<Priority, number>> = { asked: 200, polling: 1000 };

export function fullBucket(): Bucket {
  const never = Number.NEGATIVE_INFINITY;
  return {
    left: FIRST_CALLS,
    underWay: 0,
    uncounted: false,
    pausedMs: never,
    lastMs: { asked: never, polling: never },
  };
}

/** How long until a call of this priority may go, as things are; 0 or less: now. */
export function waitMs(bucket: Bucket, priority: Priority, nowMs: number): number {
  if (bucket.pausedMs > nowMs) return bucket.pausedMs - nowMs;
  if (bucket.uncounted || bucket.left > reserveFor(bucket, priority)) return 0;
  return bucket.lastMs[priority] + ANYWAY_MS[priority] - nowMs;
}

function reserveFor({ size }: Bucket, priority: Priority): number {
  return priority === "polling" && size !== undefined ? Math.floor(size * RESERVE) : 0;
}

export function sent(bucket: Bucket, priority: Priority, nowMs: number): Bucket {
  return {
    ...bucket,
    left: bucket.left - 1,
    underWay: bucket.underWay + 1,
    lastMs: { ...bucket.lastMs, [priority]: nowMs },
  };
}

/**
 * An answer came, to a call that still counts as under way. Whether Azure had counted the others that are under way is
 * not known: they are taken off, which the next answer corrects.
 */
export function answered(bucket: Bucket, remaining: number | undefined): Bucket {
  if (remaining === undefined) return bucket.told === undefined ? { ...bucket, uncounted: true } : bucket;
  const others = Math.max(0, bucket.underWay - 1);
  return {
    ...bucket,
    uncounted: false,
    told: remaining,
    size: Math.max(bucket.size ?? 0, remaining + 1),
    left: remaining - others,
  };
}

/** Azure said 429: the bucket is empty, and nothing goes until then. */
export function paused(bucket: Bucket, untilMs: number): Bucket {
  return { ...bucket, uncounted: false, left: Math.min(bucket.left, 0), pausedMs: Math.max(bucket.pausedMs, untilMs) };
}
