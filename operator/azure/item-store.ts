// What is known of each protected item: facts of GETs and lists, which of them count, and which items are in doubt.
import { sameSeen } from "./item-compare.ts";
import { createItemIndex, keyOf } from "./item-index.ts";
import type { ProtectedItem } from "./site-recovery.ts";
import type { Seen } from "./view.ts";

/** Azure's lists lag by up to two minutes: an older fact of a GET may be newer than what a list shows. */
const LIST_LAG_MS = 120_000;

/** After a write a list is believed again by itself, also when it never showed our job. */
const WRITE_SETTLES_MS = 180_000;

/** More than this part of all items gone at once, and more than one, is taken for a fault and not for the truth. */
const SUSPICIOUS_PART = 0.1;

/** When a fact was asked for: on the monotonic clock for order, on Azure's clock for people. */
export interface Asked {
  readonly ms: number;
  readonly at: Date;
}

interface Entry {
  readonly id: string;
  seen: Seen<ProtectedItem>;
  /** When the last GET that counts was asked. */
  readMs?: number;
  wrote?: { readonly jobId: string; readonly ms: number };
}

export interface ItemStore {
  get(id: string): Seen<ProtectedItem> | undefined;
  present(): readonly ProtectedItem[];
  ofMachine(machineId: string): readonly ProtectedItem[];
  /** Keys of items with this name or friendly name. */
  named(name: string): readonly string[];
  /** A GET's answer; undefined is its 404. Answers whether anything changed that matters. */
  takeGet(id: string, item: ProtectedItem | undefined, asked: Asked): boolean;
  /** A complete list. Answers the keys of what changed. */
  takeList(items: readonly ProtectedItem[], asked: Asked): readonly string[];
  wrote(id: string, jobId: string, ms: number): void;
  /** Items that a list no longer shows, to be asked for one by one; and those written to lately. */
  inDoubt(nowMs: number): readonly string[];
  readMs(id: string): number | undefined;
  /** How many vanished at once in the last list, while a second one has not agreed. */
  suspect(): number | undefined;
}

export function createItemStore(): ItemStore {
  const entries = new Map<string, Entry>();
  const index = createItemIndex();
  let missing: ReadonlySet<string> | undefined;

  const set = (key: string, entry: Entry, seen: Seen<ProtectedItem>): boolean => {
    const before = entry.seen;
    if (before.state === "present") index.drop(key, before.value);
    if (seen.state === "present") index.add(key, seen.value);
    entry.seen = seen;
    return !sameSeen(before, seen);
  };
  const entryFor = (id: string): Entry => {
    const known = entries.get(keyOf(id));
    if (known !== undefined) return known;
    const entry: Entry = { id, seen: { state: "unknown", why: "It has not been read yet." } };
    entries.set(keyOf(id), entry);
    return entry;
  };
  const items = (keys: Iterable<string>) =>
    [...keys].flatMap((key) => {
      const seen = entries.get(key)?.seen;
      return seen?.state === "present" ? [seen.value] : [];
    });

  const takeRow = (item: ProtectedItem, asked: Asked): string[] => {
    const entry = entryFor(item.id);
    if (!listCounts(entry, item, asked.ms)) return [];
    return set(keyOf(item.id), entry, { state: "present", value: item, at: asked.at }) ? [keyOf(item.id)] : [];
  };
  const vanished = (shown: ReadonlySet<string>, asked: Asked): string[] =>
    [...entries].flatMap(([key, entry]) =>
      entry.seen.state === "present" && !shown.has(key) && listCounts(entry, undefined, asked.ms) ? [key] : [],
    );
  const forget = (key: string, asked: Asked): string[] => {
    const entry = entries.get(key);
    const why = `Azure's list of ${asked.at.toISOString().slice(11, 16)} UTC no longer shows it; it is being asked for by itself.`;
    return entry !== undefined && set(key, entry, { state: "unknown", why }) ? [key] : [];
  };

  return {
    get: (id) => entries.get(keyOf(id))?.seen,
    present: () => items(entries.keys()),
    ofMachine: (machineId) => items(index.ofMachine(machineId)),
    named: (name) => index.named(name),
    takeGet: (id, item, asked) => {
      const entry = entryFor(id);
      if (entry.readMs !== undefined && entry.readMs > asked.ms) return false;
      entry.readMs = asked.ms;
      const seen: Seen<ProtectedItem> =
        item === undefined ? { state: "absent", at: asked.at } : { state: "present", value: item, at: asked.at };
      return set(keyOf(id), entry, seen);
    },
    takeList: (list, asked) => {
      const known = [...entries.values()].filter(({ seen }) => seen.state === "present").length;
      const gone = vanished(new Set(list.map(({ id }) => keyOf(id))), asked);
      const changed = list.flatMap((item) => takeRow(item, asked));
      const tooMany = gone.length > 1 && gone.length > known * SUSPICIOUS_PART;
      const agreed = gone.every((key) => missing?.has(key) === true);
      missing = tooMany && !agreed ? new Set(gone) : undefined;
      if (missing !== undefined) return changed;
      return [...changed, ...gone.flatMap((key) => forget(key, asked))];
    },
    wrote: (id, jobId, ms) => {
      entryFor(id).wrote = { jobId, ms };
    },
    inDoubt: (nowMs) => [...entries.values()].flatMap((entry) => (isDoubtful(entry, nowMs) ? [entry.id] : [])),
    readMs: (id) => entries.get(keyOf(id))?.readMs,
    suspect: () => missing?.size,
  };
}

/** Whether a list that was asked for at `listMs` can know better than what we have. `row` is absent when it lacks it. */
function listCounts(entry: Entry, row: ProtectedItem | undefined, listMs: number): boolean {
  const { readMs, wrote } = entry;
  if (readMs !== undefined && listMs < readMs + LIST_LAG_MS) return false;
  if (wrote === undefined || listMs >= wrote.ms + WRITE_SETTLES_MS) return true;
  return row?.currentJob?.jobId === wrote.jobId;
}

function isDoubtful({ seen, wrote }: Entry, nowMs: number): boolean {
  return seen.state === "unknown" || (wrote !== undefined && nowMs < wrote.ms + WRITE_SETTLES_MS);
}
