// One bucket of calls: what is left of it, who may take one, and how long the others wait. Pure.

/** Times are milliseconds on a clock that never goes back. */
export interface Bucket {
  /** The most that Azure lately said was left: how large it is, as far as one can see. Absent: it never said. */
  readonly peak?: Peak;
  /** What it last said. */
  readonly told?: number;
  /** What it last said, less what was sent since or is still under way. */
  readonly left: number;
  readonly underWay: number;
  /** An answer came without a number: nobody counts, so nothing is held back. */
  readonly uncounted: boolean;
  /** A 429's Retry-After. */
  readonly pausedMs: number;
  /** How many 429 came since much was left: calls on an empty bucket go that much more slowly. */
  readonly strain: number;
  /** When the last one of each priority went. */
  readonly lastMs: Readonly<Record<Priority, number>>;
}

/** Who goes first: a run that a person started, then what other resources wait for, then polling. */
export const PRIORITIES = ["run", "asked", "polling"] as const;

export type Priority = (typeof PRIORITIES)[number];

/**
 * The most of this while and of the one before. Azure's buckets have had 12,000 calls and have 250 now, and may be cut
 * and given back: what was seen long ago tells nothing of now.
 */
interface Peak {
  readonly now: number;
  readonly before: number;
  readonly sinceMs: number;
}

/** A bucket in use is full again within seconds of quiet, and the lists of items are that far apart. */
const PEAK_MS = 300_000;

/** Sent before any answer says how much is left. Azure's newer buckets hold 200 to 250, but may be nearly empty. */
const FIRST_CALLS = 8;

/** Polling leaves this part of the bucket to those who wait. */
const RESERVE = 0.2;

/** And never less, or polling that never pauses would see an ever smaller bucket and in the end leave nothing. */
const LEAST_RESERVE = 10;

/**
 * An empty bucket fills while nobody calls, and only a call's answer tells by how much; so one goes now and then. It also
 * keeps every call from waiting for ever. Azure's newer buckets get ten or more a second.
 */
const ANYWAY_MS: Readonly<Record<Priority, number>> = { run: 200, asked: 200, polling: 1000 };

/** Each 429 doubles that, up to eight times: a bucket cut to a tenth gets no more than two or three a second. */
const MOST_STRAIN = 3;

export function fullBucket(): Bucket {
  const never = Number.NEGATIVE_INFINITY;
  return {
    left: FIRST_CALLS,
    underWay: 0,
    uncounted: false,
    pausedMs: never,
    strain: 0,
    lastMs: { run: never, asked: never, polling: never },
  };
}

/** How long until a call of this priority may go, as things are; 0 or less: now. */
export function waitMs(bucket: Bucket, priority: Priority, nowMs: number): number {
  if (bucket.pausedMs > nowMs) return bucket.pausedMs - nowMs;
  if (bucket.uncounted || bucket.left > reserveFor(bucket, priority)) return 0;
  return bucket.lastMs[priority] + ANYWAY_MS[priority] * 2 ** bucket.strain - nowMs;
}

function reserveFor({ peak }: Bucket, priority: Priority): number {
  if (priority !== "polling" || peak === undefined) return 0;
  return Math.max(LEAST_RESERVE, Math.floor(Math.max(peak.now, peak.before) * RESERVE));
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
export function answered(bucket: Bucket, remaining: number | undefined, nowMs: number): Bucket {
  if (remaining === undefined) return bucket.told === undefined ? { ...bucket, uncounted: true } : bucket;
  const others = Math.max(0, bucket.underWay - 1);
  return {
    ...bucket,
    uncounted: false,
    told: remaining,
    peak: peakWith(bucket.peak, remaining + 1, nowMs),
    left: remaining - others,
    strain: remaining >= LEAST_RESERVE ? 0 : bucket.strain,
  };
}

function peakWith(peak: Peak | undefined, size: number, nowMs: number): Peak {
  if (peak === undefined) return { now: size, before: size, sinceMs: nowMs };
  if (nowMs < peak.sinceMs + PEAK_MS) return { ...peak, now: Math.max(peak.now, size) };
  return { now: size, before: peak.now, sinceMs: nowMs };
}

/** Azure said 429: the bucket is empty, and nothing goes until then. */
export function paused(bucket: Bucket, untilMs: number): Bucket {
  return {
    ...bucket,
    uncounted: false,
    left: Math.min(bucket.left, 0),
    pausedMs: Math.max(bucket.pausedMs, untilMs),
    strain: Math.min(MOST_STRAIN, bucket.strain + 1),
  };
}
