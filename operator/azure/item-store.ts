// What is known of each protected item: facts of GETs and lists, which of them count, and which items are in doubt.
import { createIdMap } from "./id-map.ts";
import { sameSeen } from "./item-compare.ts";
import { createItemIndex, keyOf } from "./item-index.ts";
import { createPacker, type PackedItem, type Packer, unpack } from "./packed-item.ts";
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
type Held =
  | (Glance & { readonly state: "present"; readonly packed: PackedItem; readonly at: Date })
  | (Exclude<Seen<ProtectedItem>, { readonly state: "present" }> & { readonly id: string });

/** What is asked of all items at once, and so is not packed. */
interface Glance {
  readonly busy: boolean;
  readonly rpoSeconds: number | undefined;
}

interface Entry {
  held: Held;
  /** When the last GET that counts was asked. */
  readMs: number | undefined;
  wrote: { readonly jobId: string; readonly ms: number } | undefined;
}

export interface ItemStore {
  get(id: string): Seen<ProtectedItem> | undefined;
  present(): readonly ProtectedItem[];
  ofMachine(machineId: string): readonly ProtectedItem[];
  /** Those with this friendly name, without case. */
  called(friendlyName: string): readonly ProtectedItem[];
  /** Ids of items on which an operation runs, ours or somebody else's. */
  busy(): readonly string[];
  /** The largest that Azure tells; undefined where it tells none. */
  worstRpoSeconds(): number | undefined;
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
  const entries = createIdMap<Entry>();
  const index = createItemIndex<Entry>();
  const pack = createPacker();
  let missing: ReadonlySet<string> | undefined;

  const set = (id: string, entry: Entry, seen: Seen<ProtectedItem>): boolean => {
    const before = seenOf(entry);
    if (!bearSameNames(before, seen)) {
      if (before.state === "present") index.drop(entry, before.value);
      if (seen.state === "present") index.add(entry, seen.value);
    }
    entry.held = seen.state === "present" ? heldOf(seen, pack) : { ...seen, id };
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

  const takeRow = (item: ProtectedItem, asked: Asked): string[] => {
    const entry = entryFor(item.id);
    if (!listCounts(entry, item, asked.ms)) return [];
    return set(item.id, entry, { state: "present", value: item, at: asked.at }) ? [keyOf(item.id)] : [];
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
    return entry !== undefined && set(idOf(entry), entry, { state: "unknown", why }) ? [key] : [];
  };

  return {
    get: (id) => {
      const entry = entries.get(id);
      return entry === undefined ? undefined : seenOf(entry);
    },
    present: () => [...entries.values()].flatMap(presentOf),
    ofMachine: (machineId) => index.ofMachine(machineId).flatMap(presentOf),
    called: (friendlyName) =>
      index
        .named(friendlyName)
        .flatMap(presentOf)
        .filter((item) => keyOf(item.friendlyName) === keyOf(friendlyName)),
    busy: () => [...entries.values()].flatMap((entry) => (isBusy(entry) ? [idOf(entry)] : [])),
    worstRpoSeconds: () => {
      let worst: number | undefined;
      for (const { held } of entries.values()) {
        if (held.state === "present" && (held.rpoSeconds ?? -1) > (worst ?? -1)) worst = held.rpoSeconds;
      }
      return worst;
    },
    named: (name) => index.named(name).map((entry) => keyOf(idOf(entry))),
    takeGet: (id, item, asked) => {
      const entry = entryFor(id);
      if (entry.readMs !== undefined && entry.readMs > asked.ms) return false;
      entry.readMs = asked.ms;
      const seen: Seen<ProtectedItem> =
        item === undefined ? { state: "absent", at: asked.at } : { state: "present", value: item, at: asked.at };
      return set(id, entry, seen);
    },
    takeList: (list, asked) => {
      const known = [...entries.values()].filter(({ held }) => held.state === "present").length;
      const gone = vanished(new Set(list.flatMap(({ id }) => entries.get(id) ?? [])), asked);
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

function heldOf({ value, at }: Seen<ProtectedItem> & { readonly state: "present" }, pack: Packer): Held {
  return {
    state: "present",
    packed: pack(value),
    busy: value.currentJob !== undefined,
    rpoSeconds: value.rpoSeconds,
    at,
  };
}

function seenOf({ held }: Entry): Seen<ProtectedItem> {
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

const isBusy = ({ held }: Entry) => held.state === "present" && held.busy;

/** Whether a list that was asked for at `listMs` can know better than what we have. `row` is absent when it lacks it. */
function listCounts(entry: Entry, row: ProtectedItem | undefined, listMs: number): boolean {
  const { readMs, wrote } = entry;
  if (readMs !== undefined && listMs < readMs + LIST_LAG_MS) return false;
  if (wrote === undefined || listMs >= wrote.ms + WRITE_SETTLES_MS) return true;
  return row?.currentJob?.jobId === wrote.jobId;
}

function isDoubtful({ held, wrote }: Entry, nowMs: number): boolean {
  return held.state === "unknown" || (wrote !== undefined && nowMs < wrote.ms + WRITE_SETTLES_MS);
}
