// What the ledger remembers, as values: what was said of a run and of an alert. Pure.
import type { TestFailover } from "../../crds/types.ts";

/** One message: claimed before it is posted, with its `ts` afterwards. */
export interface Saying {
  readonly claimedAt: string;
  /** Which term of leadership claimed it. */
  readonly by: string;
  readonly channel: string;
  /** It is in the channel: Slack's id of it. */
  readonly ts?: string;
  /** Slack's word for why it did not take it. */
  readonly refused?: string;
  /** Nobody knows whether an earlier try arrived: it is posted marked as a possible repeat. */
  readonly doubt?: true;
  /** It counts as said although it never was: it was so before this installation began. */
  readonly known?: true;
}

export interface RunEntry {
  readonly run: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly card?: Saying;
  /** What the card shows, or what counts as told without one, and the resourceVersion that it was rendered from. */
  readonly shown?: { readonly key: string; readonly version: string };
  /** By the notice's key. */
  readonly notices: Readonly<Record<string, Saying>>;
  /** The run ended and all of it is told: nothing is looked at again before its resourceVersion is another one. */
  readonly settled?: string;
  /** The run as it was shown last, while it goes on: if it is deleted unseen, its card is finished from this. */
  readonly last?: TestFailover;
  /** When its deletion was noticed. The entry goes 30 days later. */
  readonly deletedAt?: string;
}

export interface AlertEntry extends Saying {
  readonly title: string;
  /** Since when it was so. */
  readonly since: string;
  /** When it was seen to be over. The entry goes 30 days later. */
  readonly overAt?: string;
}

/** Alerts of one shard, by key. */
export type Shard = Readonly<Record<string, AlertEntry>>;

export function isSaid(saying: Saying | undefined): boolean {
  return saying?.ts !== undefined || saying?.known === true;
}

/** A claim of somebody else is left alone for so long: they may be posting. Longer than a claim may wait plus a call. */
export const CLAIM_HOLDS_MS = 20_000;
/** Who gets to post later than this after claiming, does not. */
export const CLAIM_IS_FRESH_MS = 5_000;

/** Whether `by` may claim it now: it is not said, and no other leader seems to be at it. */
export function mayClaim(saying: Saying | undefined, by: string, now: Date): boolean {
  if (saying === undefined) return true;
  if (isSaid(saying)) return false;
  return saying.by === by || saying.refused !== undefined || ageOf(saying, now) >= CLAIM_HOLDS_MS;
}

/** The claim to write. It is in doubt when an earlier one ended nobody knows how. */
export function claim(saying: Saying | undefined, to: { by: string; channel: string }, now: Date): Saying {
  return { ...to, claimedAt: now.toISOString(), ...(isDoubtful(saying, to.by) && { doubt: true }) };
}

function isDoubtful(saying: Saying | undefined, by: string): boolean {
  if (saying === undefined) return false;
  return saying.doubt === true || (saying.by !== by && saying.refused === undefined);
}

/** Milliseconds; a claim from the future of another clock is old, too. */
export function ageOf({ claimedAt }: Saying, now: Date): number {
  return Math.abs(now.getTime() - Date.parse(claimedAt));
}

export const runPageName = (uid: string): string => `asr-chatops-run-${uid}`;
export const shardPageName = (shard: string): string => `asr-chatops-alerts-${shard}`;

const SHARDS = 32;
const shardAt = (index: number): string => index.toString(16).padStart(2, "0");
export const shards: readonly string[] = Array.from({ length: SHARDS }, (_, index) => shardAt(index));

/** Which shard has the alert: 00 to 1f, by FNV-1a over the key. */
export function shardOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  return shardAt(hash % SHARDS);
}
