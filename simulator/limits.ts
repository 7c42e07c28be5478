// Owns Azure's limits on calls: token buckets by subscription and kind of call, which fill again on the simulated clock.

export type LimitKind = "reads" | "writes" | "deletes";

export const LIMIT_KINDS: readonly LimitKind[] = ["reads", "writes", "deletes"];

export interface Bucket {
  /** calls that may be made at once */
  readonly size: number;
  readonly refillPerSecond: number;
}

/**
 * What ARM gives one caller in one subscription and region since 2024 (Microsoft's documentation of request limits;
 * 250 reads: observed in an issue of 2026). Whether Site Recovery has limits of its own besides is not documented.
 */
export const BUCKETS: Readonly<Record<LimitKind, Bucket>> = {
  reads: { size: 250, refillPerSecond: 25 },
  writes: { size: 200, refillPerSecond: 10 },
  deletes: { size: 200, refillPerSecond: 10 },
};

/** All callers of a subscription together have so many times what one has (the same documentation). */
const GLOBAL = 15;

/** What the headers say while nothing is limited: the values of recordings up to 2023. */
const UNLIMITED: Readonly<Record<LimitKind, number>> = { reads: 11_999, writes: 1199, deletes: 14_999 };

interface Level {
  readonly tokens: number;
  /** when it was so (simulated milliseconds) */
  readonly at: number;
}

export interface Limits {
  /** off: nothing is ever refused */
  on: boolean;
  buckets: Readonly<Record<LimitKind, Bucket>>;
  /** what is left, by kind and subscription; a bucket that nothing was taken from is full */
  readonly levels: Map<string, Level>;
}

export const startLimits = (on: boolean): Limits => ({ on, buckets: BUCKETS, levels: new Map() });

/** POST, PUT and PATCH are all writes to ARM. */
export function kindOfCall(method: string): LimitKind {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/** Makes the buckets of these kinds so large, or so large a share of their usual size. */
export function resize(limits: Limits, kinds: readonly LimitKind[], to: { share?: number; bucket?: Partial<Bucket> }) {
  const buckets = { ...limits.buckets };
  for (const kind of kinds) {
    const usual = to.share === undefined ? buckets[kind] : BUCKETS[kind];
    const share = to.share ?? 1;
    buckets[kind] = {
      size: Math.max(1, Math.floor(usual.size * share)),
      refillPerSecond: usual.refillPerSecond * share,
      ...to.bucket,
    };
  }
  limits.buckets = buckets;
}

interface Asking {
  readonly kind: LimitKind;
  readonly subscription: string;
  readonly now: number;
}

const keyOf = ({ kind, subscription }: Asking, scope: string): string =>
  `${scope} ${kind} ${subscription.toLowerCase()}`;

/** What is in a bucket now: it fills with time, and holds no more than its size. */
function levelOf(limits: Limits, asking: Asking, scope: "caller" | "global"): number {
  const { size, refillPerSecond } = limits.buckets[asking.kind];
  const times = scope === "global" ? GLOBAL : 1;
  const before = limits.levels.get(keyOf(asking, scope));
  if (before === undefined) return size * times;
  const filled = (Math.max(0, asking.now - before.at) / 1000) * refillPerSecond * times;
  return Math.min(size * times, before.tokens + filled);
}

export interface Taken {
  /** undefined: the call may be made. Else when to come back, in simulated seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** what `x-ms-ratelimit-remaining-*` say */
  readonly headers: Readonly<Record<string, string>>;
}

const remaining = (kind: LimitKind, left: number, globalLeft: number): Taken["headers"] => ({
  [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(left)),
  [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: String(Math.floor(globalLeft)),
});

/** Takes a token for a call. A call that is refused takes none. */
export function takeToken(limits: Limits, asking: Asking): Taken {
  const { kind, now } = asking;
  if (!limits.on) {
    const headers = { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(UNLIMITED[kind]) };
    return { retryAfterSeconds: undefined, headers };
  }
  const [own, all] = [levelOf(limits, asking, "caller"), levelOf(limits, asking, "global")];
  if (own < 1 || all < 1) {
    const { refillPerSecond } = limits.buckets[kind];
    const seconds = Math.max(
      1,
      Math.ceil(Math.max((1 - own) / refillPerSecond, (1 - all) / (refillPerSecond * GLOBAL))),
    );
    return { retryAfterSeconds: seconds, headers: remaining(kind, own, all) };
  }
  limits.levels.set(keyOf(asking, "caller"), { tokens: own - 1, at: now });
  limits.levels.set(keyOf(asking, "global"), { tokens: all - 1, at: now });
  return { retryAfterSeconds: undefined, headers: remaining(kind, own - 1, all - 1) };
}

/** The picture of the limits for one subscription: sizes, and what is left. */
export function limitsOf(limits: Limits, subscription: string, now: number) {
  const bucketOf = (kind: LimitKind) => ({
    ...limits.buckets[kind],
    left: Math.floor(levelOf(limits, { kind, subscription, now }, "caller")),
  });
  return { on: limits.on, reads: bucketOf("reads"), writes: bucketOf("writes"), deletes: bucketOf("deletes") };
}
