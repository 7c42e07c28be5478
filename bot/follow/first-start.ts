// The very first start: what is so today counts as told, so that a new bot does not flood its channel.

import type { TestFailover } from "../../crds/types.ts";
import type { AlertEntry, RunEntry, Saying, Shard } from "../ledger/entries.ts";
import { shardOf, shards } from "../ledger/entries.ts";
import type { Ledger } from "../ledger.ts";
import type { Alert, RunFacts } from "../notice.ts";
import { hasEnded } from "../run.ts";
import type { Facts } from "./facts.ts";
import { newEntry, uidOf } from "./run-steps.ts";
import type { Words } from "./words.ts";

export interface FirstStartParts {
  readonly ledger: Ledger;
  readonly facts: Facts;
  readonly words: Words;
  readonly runs: readonly TestFailover[];
  /** This term of leadership. */
  readonly by: string;
}

/**
 * Runs that ended get an entry without a card; runs that go on will get a card, and their notices count as told; so do
 * alerts. Rejects with the errors of KubeClient; until it has resolved once, the next start does all of it again.
 */
export async function takeAsTold(parts: FirstStartParts): Promise<void> {
  const { ledger, facts, words, runs } = parts;
  for (const run of runs) {
    const now = facts.ofRun(run, { deleted: false, mayRepeat: false });
    const entry = toldRun(parts, now);
    await ledger.run(uidOf(run)).change((value) => (value === undefined ? entry : undefined));
  }
  const surroundings = facts.surroundings();
  const told = words.alertsOf(facts.fleet(), surroundings).map((alert) => toldAlert(parts, alert, surroundings.now));
  for (const [index, page] of ledger.shards.entries()) {
    const here = told.filter(([key]) => shardOf(key) === shards[index]);
    if (here.length > 0) await page.change((value) => added(value, here));
  }
  await ledger.begin();
}

function toldRun({ words, by }: FirstStartParts, facts: RunFacts): RunEntry {
  const { run, now } = facts;
  const notices = words.runNotices(facts).map(({ key }) => [key, known(by, now)] as const);
  const entry = { ...newEntry(run), notices: Object.fromEntries(notices) };
  if (!hasEnded(run)) return entry;
  const version = run.metadata.resourceVersion ?? "";
  return { ...entry, shown: { key: words.runCardKey(facts), version }, settled: version };
}

function toldAlert({ by }: FirstStartParts, { key, title, since }: Alert, now: Date): [string, AlertEntry] {
  return [key, { ...known(by, now), title, since: since.toISOString() }];
}

function known(by: string, now: Date): Saying {
  return { claimedAt: now.toISOString(), by, channel: "", known: true };
}

function added(shard: Shard = {}, alerts: readonly [string, AlertEntry][]): Shard {
  return { ...Object.fromEntries(alerts), ...shard };
}
