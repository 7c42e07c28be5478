// How a run made in chat is named, and which of several runs of one machine was there first. Pure.

import type { TestFailover } from "../crds/types.ts";
import { hasEnded } from "./run.ts";

/** Which preview a run was started from. */
export const PREVIEW = "asr-chatops.io/preview";
/** The channel that has the run's card. */
export const CHANNEL = "asr-chatops.io/channel";

/** The request in chat that a resource was last written for: its `id`. The operator calls Azure under it. */
export const CORRELATION = "asr-chatops.io/correlation";

/** An answer that asks "start it?", as it stands in its Start button. */
export interface Preview {
  /** 8 hex digits. */
  readonly id: string;
  readonly issued: Date;
}

const PREVIEW_SECONDS = 15 * 60;
const CLOCKS_DIFFER_SECONDS = 60;
const LONGEST_NAME = 63;

/** `<8 hex>.<epoch seconds>`; undefined for anything else. */
export function readPreview(flag: string): Preview | undefined {
  const found = /^([0-9a-f]{8})\.(\d{1,11})$/.exec(flag);
  return found?.[1] === undefined ? undefined : { id: found[1], issued: new Date(Number(found[2]) * 1000) };
}

export function writtenPreview({ id, issued }: Preview): string {
  return `${id}.${Math.floor(issued.getTime() / 1000)}`;
}

/** Whether what it showed is too old to act on. A little ahead is another replica's clock; more is no preview of ours. */
export function isExpired({ issued }: Preview, now: Date): boolean {
  const age = (now.getTime() - issued.getTime()) / 1000;
  return age > PREVIEW_SECONDS || age < -CLOCKS_DIFFER_SECONDS;
}

/**
 * The names to try, in order, of a run of this protection from this preview: the same preview always gives the same.
 * The second is for the day on which another preview begins with the same four digits.
 */
export function runNames(protection: string, { id, issued }: Preview): readonly [string, string] {
  const day = issued.toISOString().slice(0, 10).replaceAll("-", "");
  const named = (digits: string): string => {
    const end = `-${day}-${digits}`;
    const room = LONGEST_NAME - end.length;
    const base = protection.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    return `${base.slice(0, room).replaceAll(/^-+|-+$/g, "")}${end}`;
  };
  return [named(id.slice(0, 4)), named(id)];
}

/** The run that was started from this preview. */
export function runOfPreview(runs: readonly TestFailover[], preview: Preview, protection: string) {
  return runs.find(
    ({ metadata, spec }) => metadata.annotations?.[PREVIEW] === preview.id && spec.protection === protection,
  );
}

/** Runs of the protection that have not ended, oldest first. */
export function unfinished(runs: readonly TestFailover[], protection: string): readonly TestFailover[] {
  return runs
    .filter((run) => run.spec.protection === protection && !hasEnded(run))
    .sort((one, other) => one.metadata.creationTimestamp.localeCompare(other.metadata.creationTimestamp));
}

/** The run of the same protection that was there when `ours` was created: that one stays, ours has to give way. */
export function thereBefore(runsThen: readonly TestFailover[], ours: TestFailover): TestFailover | undefined {
  return rivals(runsThen, ours)[0];
}

/**
 * The same once `ours` is some time old: the one to give way to, if that is certain. What has begun in Azure stays in any
 * case; of two that nobody can tell the order of any more, each stays until who created it decides.
 */
export function firstOf(runs: readonly TestFailover[], ours: TestFailover): TestFailover | undefined {
  if (hasBegun(ours)) return undefined;
  return rivals(runs, ours).find((other) => gaveWay(ours) || hasBegun(other) || isSurelyBefore(other, ours));
}

function rivals(runs: readonly TestFailover[], ours: TestFailover): readonly TestFailover[] {
  return unfinished(runs, ours.spec.protection ?? "").filter(
    (other) => other.metadata.uid !== ours.metadata.uid && !gaveWay(other),
  );
}

function hasBegun({ status }: TestFailover): boolean {
  return status?.startedAt !== undefined;
}

/** Called off before its machine was up. */
function gaveWay({ spec, status }: TestFailover): boolean {
  return spec.cleanUp.now === true && status?.runningSince === undefined;
}

/** Creation times are whole seconds. Within one, the resourceVersion tells, as long as nobody has written to either since. */
function isSurelyBefore(one: TestFailover, other: TestFailover): boolean {
  const created = one.metadata.creationTimestamp.localeCompare(other.metadata.creationTimestamp);
  if (created !== 0) return created < 0;
  if (isTouched(one) || isTouched(other)) return false;
  return BigInt(one.metadata.resourceVersion) < BigInt(other.metadata.resourceVersion);
}

function isTouched({ metadata, status }: TestFailover): boolean {
  return status?.phase !== undefined || metadata.generation > 1;
}
