// What was said in Slack, so that nothing is said twice: ConfigMaps in the bot's namespace, written by the leader alone.
//
// | ConfigMap                      | label asr-chatops.io/ledger | data["ledger.json"]                                    |
// |--------------------------------|-----------------------------|--------------------------------------------------------|
// | asr-chatops-run-<uid>          | run                         | RunEntry: {run, card, shown, notices, settled, last, deletedAt} |
// | asr-chatops-alerts-<00 to 1f>  | alerts                      | {<alert key>: AlertEntry}, by hash of the key          |
//
// Every message is a Saying: {claimedAt, by, channel} is written before it is posted, `ts` afterwards, `refused` when
// Slack said no. A Saying with neither that another term of leadership left is a crash in between: it is posted again,
// with `doubt`. Shard 00 is written last when the bot starts for the first time: it says that the ledger has begun.
//
// The leader reads everything once, and keeps it: nobody else writes. If somebody does, because there are two leaders
// for a moment, the resourceVersion of the claim tells, and the page is read again.
import type { KubeClient } from "../kube/client.ts";
import {
  type AlertEntry,
  type RunEntry,
  runPageName,
  type Shard,
  shardOf,
  shardPageName,
  shards,
} from "./ledger/entries.ts";
import {
  type ConfigMap,
  ConfigMapKind,
  contentOf,
  createPage,
  ledgerLabel,
  type Page,
  type PageParts,
  partOf,
} from "./ledger/page.ts";

export interface Ledger {
  /** False until `begin`, for ever after true. */
  readonly begun: boolean;
  begin(): Promise<void>;
  /** The page of a run, new or known. */
  run(uid: string): Page<RunEntry>;
  /** The entry is gone for good. */
  forget(uid: string): Promise<void>;
  runs(): RunEntry[];
  /** The page that has, or will have, the alert. */
  shard(key: string): Page<Shard>;
  alert(key: string): AlertEntry | undefined;
  /** Every alert that is known, with its key. */
  alerts(): [key: string, entry: AlertEntry][];
  readonly shards: readonly Page<Shard>[];
}

/** Reads all of it. Rejects with the errors of KubeClient. */
export async function readLedger(parts: PageParts): Promise<Ledger> {
  const labelSelector = `${Object.entries(partOf).flat().join("=")},${ledgerLabel}`;
  const { items } = await parts.client.list(ConfigMapKind, { namespace: parts.namespace, labelSelector });
  const found = new Map(items.map((map) => [map.metadata.name, map]));
  const runs = new Map<string, Page<RunEntry>>();
  const open = (uid: string, map?: ConfigMap) => {
    const page = createPage<RunEntry>(parts, { name: runPageName(uid), part: "run" }, map);
    runs.set(uid, page);
    return page;
  };
  for (const map of items.filter(({ metadata }) => metadata.labels?.[ledgerLabel] === "run")) {
    open(map.metadata.name.slice(runPageName("").length), map);
  }
  const pages = new Map(
    shards.map((shard) => {
      const name = shardPageName(shard);
      return [shard, createPage<Shard>(parts, { name, part: "alerts" }, found.get(name))];
    }),
  );
  const shard = (id: string): Page<Shard> => {
    const page = pages.get(id);
    if (page === undefined) throw new RangeError(`There is no shard ${id}`);
    return page;
  };
  const first = shard("00");
  return {
    get begun() {
      return first.exists;
    },
    begin: async () => {
      await first.change((value) => value ?? {});
    },
    run: (uid) => runs.get(uid) ?? open(uid),
    forget: async (uid) => {
      await runs.get(uid)?.remove();
      runs.delete(uid);
    },
    runs: () => [...runs.values()].flatMap((page) => page.value() ?? []),
    shard: (key) => shard(shardOf(key)),
    alert: (key) => shard(shardOf(key)).value()?.[key],
    alerts: () => [...pages.values()].flatMap((page) => Object.entries(page.value() ?? {})),
    shards: [...pages.values()],
  };
}

/** What the ledger has of one run now: for replicas that do not lead. Rejects with the errors of KubeClient. */
export async function readRunEntry(client: KubeClient, namespace: string, uid: string): Promise<RunEntry | undefined> {
  return contentOf<RunEntry>(await client.get(ConfigMapKind, { name: runPageName(uid), namespace }));
}
