// Owns recovery points: which there are at a moment, by the policy and the machine's scenario, and the RPO.
import { guid } from "./chance.ts";
import { pace, REPLICATION } from "./durations.ts";
import type { Item } from "./items.ts";
import type { Policy } from "./policies.ts";

export interface RecoveryPoint {
  readonly name: string;
  readonly time: number;
  readonly type: "CrashConsistent" | "ApplicationConsistent";
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Every crash-consistent point of the last two hours is kept, of older ones one an hour: the simulator's choice. */
const KEEP_ALL = 2 * HOUR;

/**
 * When the first point was made (milliseconds); undefined when none ever will be. Members of a multi-VM group make
 * their points at the same moments: whole multiples of the policy's frequency.
 */
function firstPointAt(item: Item, policy: Policy): number | undefined {
  if (item.replicatingSince === undefined || item.scenarios.has("never-replicates")) return undefined;
  const first = item.replicatingSince + REPLICATION.firstPoint * 1000 * pace(item.scenarios);
  const step = policy.crashConsistentMinutes * MINUTE;
  return item.multiVmGroup === undefined ? first : Math.ceil(first / step) * step;
}

/** After a failover, and once a classic item has moved, nothing is replicated: no point is added, and none grows too old (recorded az CLI traffic, 2023). */
const replicatedUntil = (item: Item, at: number): number =>
  Math.min(at, item.failover?.startTime ?? at, item.classic?.moved?.at ?? at);

/** Times first, first + step, … that lie from `oldest` to `at`. */
function times(first: number, stepMinutes: number, oldest: number, at: number): number[] {
  const step = stepMinutes * MINUTE;
  const found: number[] = [];
  for (let time = first + Math.max(0, Math.ceil((oldest - first) / step)) * step; time <= at; time += step) {
    found.push(time);
  }
  return found;
}

/** Of the points older than two hours, the first in each hour: of those there are, or in a group of those there could be. */
function thinned(all: readonly number[], at: number, gridMinutes: number | undefined): number[] {
  const isFirst = (time: number, before: number | undefined): boolean =>
    gridMinutes === undefined
      ? before === undefined || Math.floor(before / HOUR) !== Math.floor(time / HOUR)
      : time % HOUR < gridMinutes * MINUTE;
  return all.filter((time, index) => time > at - KEEP_ALL || isFirst(time, all[index - 1]));
}

/** When the first application-consistent point was made, a minute after a crash-consistent one. */
function firstAppPoint(item: Item, first: number, everyMinutes: number): number {
  const step = everyMinutes * MINUTE;
  return (item.multiVmGroup === undefined ? first : Math.ceil(first / step) * step) + MINUTE;
}

const point = (item: Item, type: RecoveryPoint["type"], time: number): RecoveryPoint => ({
  name: guid("point", item.id, type, time),
  time,
  type,
});

/** How often points are made, in minutes; 0: never. */
const frequencies = (item: Item, policy: Policy): { crash: number; app: number } =>
  item.scenarios.has("high-rpo")
    ? { crash: 120, app: 0 }
    : { crash: policy.crashConsistentMinutes, app: policy.appConsistentMinutes };

/**
 * The points at a moment (milliseconds), oldest first. Nothing is older than the policy's retention, except that the
 * newest point always stays: with a retention of 0 it is the only one.
 */
export function pointsOf(item: Item, policy: Policy, now: number): RecoveryPoint[] {
  const first = firstPointAt(item, policy);
  const at = replicatedUntil(item, now);
  if (first === undefined || at < first) return [];
  const every = frequencies(item, policy);
  const newest = at - ((at - first) % (every.crash * MINUTE));
  const kept = at - policy.retentionMinutes * MINUTE;
  const oldest = Math.min(kept, newest);
  const grid = item.multiVmGroup === undefined ? undefined : every.crash;
  const crash = thinned(times(first, every.crash, oldest, at), at, grid).map((time) =>
    point(item, "CrashConsistent", time),
  );
  const application = every.app === 0 ? [] : times(firstAppPoint(item, first, every.app), every.app, kept, at);
  return [...crash, ...application.map((time) => point(item, "ApplicationConsistent", time))].sort(
    (one, other) => one.time - other.time,
  );
}

/** The last of the times first, first + step, … that is not after `at`; undefined when even the first is. */
const lastTime = (first: number, stepMinutes: number, at: number): number | undefined =>
  at < first ? undefined : at - ((at - first) % (stepMinutes * MINUTE));

/** The newest point alone, without making the list of all: answers about thousands of items need no more. */
export function newestPointOf(item: Item, policy: Policy, now: number): RecoveryPoint | undefined {
  const first = firstPointAt(item, policy);
  const at = replicatedUntil(item, now);
  if (first === undefined) return undefined;
  const { crash, app } = frequencies(item, policy);
  const crashTime = lastTime(first, crash, at);
  const appTime = app === 0 ? undefined : lastTime(firstAppPoint(item, first, app), app, at);
  if (crashTime === undefined) return undefined;
  const isApp = appTime !== undefined && appTime > crashTime && appTime >= at - policy.retentionMinutes * MINUTE;
  return isApp ? point(item, "ApplicationConsistent", appTime) : point(item, "CrashConsistent", crashTime);
}

/** RPO in seconds, calculated once a minute from the newest point; undefined before there is one. */
export function rpoOf(item: Item, policy: Policy, at: number): { seconds: number; calculatedAt: number } | undefined {
  const newest = newestPointOf(item, policy, at);
  if (newest === undefined) return undefined;
  const until = replicatedUntil(item, at);
  const calculatedAt = Math.max(newest.time, until - (until % MINUTE));
  return { seconds: Math.round((calculatedAt - newest.time) / 1000), calculatedAt };
}

/** From when on (milliseconds) every member of a group makes points; undefined while one of them makes none. */
export function syncSince(members: readonly Item[], policy: Policy): number | undefined {
  if (policy.multiVmSync !== "true" || members.some((member) => member.scenarios.has("high-rpo"))) return undefined;
  const firsts = members.map((member) => firstPointAt(member, policy));
  return firsts.includes(undefined) ? undefined : Math.max(...firsts.map((first) => first ?? 0));
}

/** Whether a point is one of the whole group's. */
export const isSyncPoint = (item: Item, point: RecoveryPoint, since: number | undefined): boolean =>
  item.multiVmGroup !== undefined && since !== undefined && point.time >= since;
