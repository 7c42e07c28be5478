// What is known of each protected item: facts of GETs and lists, which of them count, and which items are in doubt.
import { sameId } from "../operation.ts";
import { createIdMap } from "./id-map.ts";
import { sameSeen } from "./item-compare.ts";
import { type Census, type Glance, glanceOf } from "./item-glance.ts";
import { createItemIndex, keyOf } from "./item-index.ts";
import { createPacker, type PackedItem, unpack } from "./packed-item.ts";
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

/** What is held between two looks: ten thousand of it, so an item that is there is packed and its id not held twice. */
type Held = Present | (Exclude<Seen<ProtectedItem>, { readonly state: "present" }> & { readonly id: string });

interface Present extends Glance {
  readonly state: "present";
  readonly packed: PackedItem;
  readonly at: Date;
}

/** One item of a list that is not complete yet. */
export interface Row {
  readonly id: string;
  readonly glance: Glance;
  readonly packed: PackedItem;
}

interface Entry {
  held: Held;
  /** When the last GET that counts was asked. */
  readMs: number | undefined;
  wrote: { readonly jobId: string; readonly ms: number } | undefined;
}

export interface ItemStore extends Census {
  get(id: string): Seen<ProtectedItem> | undefined;
  /** All that are there, made anew. */
  present(): readonly ProtectedItem[];
  ofMachine(machineId: string): readonly ProtectedItem[];
  /** Those with this friendly name, without case. */
  called(friendlyName: string): readonly ProtectedItem[];
  /** Ids of items on which an operation runs, ours or somebody else's. */
  busy(): readonly string[];
  /** Keys of items with this name or friendly name. */
  named(name: string): readonly string[];
  /** A GET's answer; undefined is its 404. Answers whether anything changed that matters. */
  takeGet(id: string, item: ProtectedItem | undefined, asked: Asked): boolean;
  /** For a list that comes page by page, so that no page is held as it came. */
  row(item: ProtectedItem): Row;
  /** A complete list. Answers the keys of what changed. */
  takeList(rows: readonly Row[], asked: Asked): readonly string[];
  wrote(id: string, jobId: string, ms: number): void;
  /** Items that a list no longer shows, to be asked for one by one; and those written to lately. */
  inDoubt(nowMs: number): readonly string[];
  readMs(id: string): number | undefined;
  /** How many vanished at once in the last list, while a second one has not agreed. */
  suspect(): number | undefined;
}

export function createItemStore(): ItemStore {
  const entries = createIdMap<Entry>();
  const index = createItemIndex<Entry>();
  const pack = createPacker();
  let missing: ReadonlySet<string> | undefined;

  const row = (item: ProtectedItem): Row => ({ id: item.id, glance: glanceOf(item), packed: pack(item) });
  /** Whether anything changed that matters. */
  const set = (entry: Entry, next: Held): boolean => {
    const { held } = entry;
    entry.held = next;
    if (arePackedTheSame(held, next)) return false;
    const [before, seen] = [seenOf(held), seenOf(next)];
    if (!bearSameNames(before, seen)) {
      if (before.state === "present") index.drop(entry, before.value);
      if (seen.state === "present") index.add(entry, seen.value);
    }
    return !sameSeen(before, seen);
  };
  const entryFor = (id: string): Entry => {
    const known = entries.get(id);
    if (known !== undefined) return known;
    const held: Held = { state: "unknown", why: "It has not been read yet.", id };
    const entry: Entry = { held, readMs: undefined, wrote: undefined };
    entries.set(id, entry);
    return entry;
  };

  const count = () => [...presentOnes(entries)].length;

  const takeRow = (listed: Row, asked: Asked): string[] => {
    const entry = entryFor(listed.id);
    if (!listCounts(entry, listed.glance.jobId, asked.ms)) return [];
    return set(entry, heldOf(listed, asked.at)) ? [keyOf(listed.id)] : [];
  };
  const vanished = (shown: ReadonlySet<Entry>, asked: Asked): string[] =>
    [...entries.values()].flatMap((entry) =>
      entry.held.state === "present" && !shown.has(entry) && listCounts(entry, undefined, asked.ms)
        ? [keyOf(idOf(entry))]
        : [],
    );
  const forget = (key: string, asked: Asked): string[] => {
    const entry = entries.get(key);
    const why = `Azure's list of ${asked.at.toISOString().slice(11, 16)} UTC no longer shows it; it is being asked for by itself.`;
    return entry !== undefined && set(entry, { state: "unknown", why, id: idOf(entry) }) ? [key] : [];
  };

  return {
    get: (id) => {
      const entry = entries.get(id);
      return entry === undefined ? undefined : seenOf(entry.held);
    },
    present: () => [...entries.values()].flatMap(presentOf),
    ofMachine: (machineId) => index.ofMachine(machineId).flatMap(presentOf),
    called: (friendlyName) =>
      index
        .named(friendlyName)
        .flatMap(presentOf)
        .filter((item) => keyOf(item.friendlyName) === keyOf(friendlyName)),
    busy: () => [...entries.values()].flatMap((entry) => (isBusy(entry) ? [idOf(entry)] : [])),
    count,
    has: (itemId) => entries.get(itemId)?.held.state === "present",
    replicates: (machineId) => index.ofMachine(machineId).length > 0,
    drilling: () => [...presentOnes(entries)].filter(({ drilling }) => drilling).map(({ packed }) => unpack(packed)),
    countUnder: (policyId) => [...presentOnes(entries)].filter((one) => sameId(one.policyId, policyId)).length,
    worstRpoSeconds: () => {
      let worst: number | undefined;
      for (const { rpoSeconds = -1 } of presentOnes(entries)) if (rpoSeconds > (worst ?? -1)) worst = rpoSeconds;
      return worst;
    },
    named: (name) => index.named(name).map((entry) => keyOf(idOf(entry))),
    takeGet: (id, item, asked) => {
      const entry = entryFor(id);
      if (entry.readMs !== undefined && entry.readMs > asked.ms) return false;
      entry.readMs = asked.ms;
      return set(entry, item === undefined ? { state: "absent", at: asked.at, id } : heldOf(row(item), asked.at));
    },
    row,
    takeList: (list, asked) => {
      const known = count();
      const gone = vanished(new Set(list.flatMap(({ id }) => entries.get(id) ?? [])), asked);
      const changed = list.flatMap((listed) => takeRow(listed, asked));
      const tooMany = gone.length > 1 && gone.length > known * SUSPICIOUS_PART;
      const agreed = gone.every((key) => missing?.has(key) === true);
      missing = tooMany && !agreed ? new Set(gone) : undefined;
      if (missing !== undefined) return changed;
      return [...changed, ...gone.flatMap((key) => forget(key, asked))];
    },
    wrote: (id, jobId, ms) => {
      entryFor(id).wrote = { jobId, ms };
    },
    inDoubt: (nowMs) => [...entries.values()].flatMap((entry) => (isDoubtful(entry, nowMs) ? [idOf(entry)] : [])),
    readMs: (id) => entries.get(id)?.readMs,
    suspect: () => missing?.size,
  };
}

/** Whether an item stands in the index as it should already: so it is in nearly every row of a list. */
function bearSameNames(before: Seen<ProtectedItem>, seen: Seen<ProtectedItem>): boolean {
  if (before.state !== "present" || seen.state !== "present") return false;
  const [one, other] = [before.value, seen.value];
  return one.name === other.name && one.friendlyName === other.friendlyName && one.machineId === other.machineId;
}

function heldOf({ glance, packed }: Row, at: Date): Present {
  return { state: "present", packed, at, ...glance };
}

function arePackedTheSame(one: Held, other: Held): boolean {
  if (one.state !== "present" || other.state !== "present") return false;
  return one.packed.form === other.packed.form && one.packed.own === other.packed.own;
}

function* presentOnes(entries: { values(): Iterable<Entry> }): Generator<Present> {
  for (const { held } of entries.values()) if (held.state === "present") yield held;
}

function seenOf(held: Held): Seen<ProtectedItem> {
  if (held.state === "present") return { state: "present", value: unpack(held.packed), at: held.at };
  const { id: _, ...seen } = held;
  return seen;
}

function presentOf({ held }: Entry): readonly ProtectedItem[] {
  return held.state === "present" ? [unpack(held.packed)] : [];
}

function idOf({ held }: Entry): string {
  return held.state === "present" ? unpack(held.packed).id : held.id;
}

const isBusy = ({ held }: Entry) => held.state === "present" && held.jobId !== undefined;

/** Whether a list that was asked for at `listMs` can know better than what we have, by the job that it shows on the item. */
function listCounts(entry: Entry, jobId: string | undefined, listMs: number): boolean {
  const { readMs, wrote } = entry;
  if (readMs !== undefined && listMs < readMs + LIST_LAG_MS) return false;
  if (wrote === undefined || listMs >= wrote.ms + WRITE_SETTLES_MS) return true;
  return jobId === wrote.jobId;
}

function isDoubtful({ held, wrote }: Entry, nowMs: number): boolean {
  return held.state === "unknown" || (wrote !== undefined && nowMs < wrote.ms + WRITE_SETTLES_MS);
}
