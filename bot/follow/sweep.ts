// Runs that went while nobody looked, and entries that are kept long enough: looked for at the start and every day.
import { type TestFailover, TestFailoverKind } from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { RunEntry, Shard } from "../ledger/entries.ts";
import type { Ledger } from "../ledger.ts";
import type { RunTeller } from "./runs.ts";

const KEPT_MS = 30 * 86_400_000;

export interface SweepParts {
  readonly ledger: Ledger;
  readonly client: KubeClient;
  readonly runs: Pick<RunTeller, "changed">;
  /** Whether the live copy has the run. */
  readonly isThere: (uid: string) => boolean;
  /** The cluster's time. */
  readonly now: () => Date;
}

/** Rejects with the errors of KubeClient: then some of it is not done, and nothing is done wrong. */
export async function sweep(parts: SweepParts, signal: AbortSignal): Promise<void> {
  const { ledger, now } = parts;
  const oldest = now().getTime() - KEPT_MS;
  for (const entry of ledger.runs()) {
    if (signal.aborted) return;
    const { deletedAt, run } = entry;
    if (deletedAt === undefined) await finishIfGone(parts, entry, signal);
    else if (Date.parse(deletedAt) < oldest) await ledger.forget(run.uid);
  }
  for (const page of ledger.shards) {
    if (!signal.aborted) await page.change((shard) => withoutOld(shard, oldest));
  }
}

/** The live copy may lag behind what the last leader knew: only the API server can say that a run is gone. */
async function finishIfGone(parts: SweepParts, entry: RunEntry, signal: AbortSignal): Promise<void> {
  const { uid, namespace, name } = entry.run;
  if (parts.isThere(uid)) return;
  const now = await parts.client.get<TestFailover>(TestFailoverKind, { namespace, name }, { signal });
  if (now?.metadata.uid === uid) return;
  if (entry.last !== undefined) return parts.runs.changed({ type: "deleted", object: entry.last });
  // Its card was final already.
  const deletedAt = parts.now().toISOString();
  await parts.ledger
    .run(uid)
    .change((value) => (value?.deletedAt === undefined ? { ...(value ?? entry), deletedAt } : undefined));
}

function withoutOld(shard: Shard | undefined, oldest: number): Shard | undefined {
  const entries = Object.entries(shard ?? {});
  const kept = entries.filter(([, { overAt }]) => overAt === undefined || Date.parse(overAt) >= oldest);
  return kept.length === entries.length ? undefined : Object.fromEntries(kept);
}
