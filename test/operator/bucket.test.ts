// How many calls go at once, and how fast afterwards, by what Azure's answers have told of a bucket lately.
import { describe, expect, test } from "vitest";
import { answered, type Bucket, fullBucket, type Priority, paused, sent, waitMs } from "../../operator/azure/bucket.ts";

const MINUTES = 60_000;

/** One call whose answer says that so much is left. */
const told = (bucket: Bucket, remaining: number, nowMs: number): Bucket => {
  const after = answered(sent(bucket, "run", nowMs), remaining, nowMs);
  return { ...after, underWay: after.underWay - 1 };
};

/** How many go at one moment, of a hundred that wait. */
function goAtOnce(bucket: Bucket, priority: Priority, nowMs: number): number {
  let now = bucket;
  let count = 0;
  for (; count < 100 && waitMs(now, priority, nowMs) <= 0; count += 1) now = sent(now, priority, nowMs);
  return count;
}

/** What answers told, five minutes apart; the last one just now. */
const history = (...remaining: readonly number[]): Bucket =>
  remaining.reduce((bucket, left, at) => told(bucket, left, at * 5 * MINUTES), fullBucket());

describe("polling leaves", () => {
  test.each<[string, readonly number[], number]>([
    ["a fifth of a large bucket", [249, 249, 60], 10],
    ["ten calls of a bucket cut to a tenth", [249, 24, 24, 20], 10],
    ["all but one call of one that is nearly empty", [249, 24, 24, 5], 1],
    ["nearly all of one that shrank just now: it may be drained only", [11_999, 240], 1],
    ["a fifth of one that shrank ten minutes ago", [11_999, 240, 240], 100],
    ["a fifth of one that grew again, from the first answer on", [249, 24, 24, 24, 249], 100],
  ])("%s", (_, remaining, expected) => {
    expect(goAtOnce(history(...remaining), "polling", (remaining.length - 1) * 5 * MINUTES)).toBe(expected);
  });
});

test("what people wait for may have all of it", () => {
  expect(goAtOnce(history(249, 30), "run", 5 * MINUTES)).toBe(30);
  expect(goAtOnce(history(249, 30), "asked", 5 * MINUTES)).toBe(30);
});

test("polling without a pause never takes the bucket for so small that it leaves nothing to people", () => {
  let bucket = history(249);
  let level = 249;
  let least = level;
  for (let second = 1; second <= 3600; second += 1) {
    level = Math.min(250, level + 25);
    while (waitMs(bucket, "polling", second * 1000) <= 0) {
      level -= 1;
      bucket = answered(sent(bucket, "polling", second * 1000), level, second * 1000);
      bucket = { ...bucket, underWay: 0 };
    }
    least = Math.min(least, level);
  }
  expect(least).toBeGreaterThanOrEqual(9);
});

describe("after a 429", () => {
  const empty = paused(paused(history(24), 1000), 30_000);
  const slow = sent(empty, "polling", 30_000);

  test("nothing goes until Azure's time is over", () => {
    expect(waitMs(empty, "run", 29_000)).toBe(1000);
  });

  test.each<[string, Bucket, number]>([
    ["each one before makes calls on the empty bucket slower", slow, 4000],
    ["up to eight times", [1, 2, 3, 4].reduce((bucket) => paused(bucket, 0), slow), 8000],
    ["until much is left again", answered(answered(slow, 10, 30_000), 0, 30_000), 1000],
    ["but not for a few", answered(answered(slow, 9, 30_000), 0, 30_000), 4000],
  ])("%s", (_, bucket, expected) => {
    expect(waitMs(bucket, "polling", 30_000)).toBe(expected);
  });
});
