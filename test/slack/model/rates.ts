// Owns how often a method may be called: tiers a minute, and posts a second and channel after a small burst.

export interface Rates {
  /** Counts the call. Seconds to wait when it is one too many. */
  take(method: string, perMinute: number | undefined): number | undefined;
  takePost(channel: string): number | undefined;
}

const MINUTE_MS = 60_000;
const BURST = 5;
const POST_EVERY_MS = 1000;

export function createRates(now: () => number): Rates {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { readonly at: number; readonly posts: number }>();
  return {
    take: (method, perMinute) => {
      if (perMinute === undefined) return undefined;
      const recent = (calls.get(method) ?? []).filter((at) => at > now() - MINUTE_MS);
      calls.set(method, recent);
      const [oldest] = recent;
      if (recent.length >= perMinute && oldest !== undefined) return seconds(oldest + MINUTE_MS - now());
      recent.push(now());
      return undefined;
    },
    takePost: (channel) => {
      const bucket = buckets.get(channel) ?? { at: now(), posts: BURST };
      const posts = Math.min(BURST, bucket.posts + (now() - bucket.at) / POST_EVERY_MS);
      if (posts < 1) return seconds((1 - posts) * POST_EVERY_MS);
      buckets.set(channel, { at: now(), posts: posts - 1 });
      return undefined;
    },
  };
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
