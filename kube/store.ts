// The objects of one kind in memory, by key and by index, and what each new fact about them changes. Pure.
import { keyOf } from "./keys.ts";
import { createManyMap } from "./many-map.ts";
import { compareVersions } from "./resource-version.ts";
import type { KubeObject } from "./types.ts";

export interface Change<T> {
  readonly type: "added" | "updated" | "deleted";
  /** The object now; for a deletion its last known state. */
  readonly object: T;
  readonly previous: T | undefined;
  /** Found by the very first list: it may have been there for long. */
  readonly initial: boolean;
  /** The deletion was noticed by absence from a list: `object` may be older than what was deleted. */
  readonly stale: boolean;
}

/** Values under which an object is found again, by the name of the index. */
export type Indexes<T> = Readonly<Record<string, (object: T) => readonly string[]>>;

export interface Store<T extends KubeObject> {
  get(key: string): T | undefined;
  list(): T[];
  /** Throws for an index that was not declared. */
  byIndex(index: string, value: string): T[];
  /** Takes an object over if it is newer than the one held; one of an older or equal resourceVersion changes nothing. */
  put(object: T): Change<T>[];
  remove(object: T): Change<T>[];
  /** Makes a complete list the truth. */
  replace(objects: readonly T[], how: Replacing): Change<T>[];
  readonly size: number;
}

export interface Replacing {
  readonly initial: boolean;
  /** The server itself went back in time, so that a resourceVersion says nothing against what we hold. */
  readonly rewound: boolean;
  /** Of the list. What we hold is newer than the list only if its own is higher: our write was faster. */
  readonly resourceVersion?: string;
}

type Verdict = "newer" | "known" | "anotherOne";

export function createStore<T extends KubeObject>(indexes: Indexes<T> = {}): Store<T> {
  const objects = new Map<string, T>();
  const index = createIndex(indexes);

  const hold = (key: string, object: T) => {
    objects.set(key, object);
    index.add(key, object);
  };
  const drop = (key: string, object: T) => {
    objects.delete(key);
    index.remove(key, object);
  };

  function put(object: T, how: Replacing): Change<T>[] {
    const key = keyOf(object);
    const previous = objects.get(key);
    if (previous === undefined) {
      hold(key, object);
      return [addition(object, how.initial)];
    }
    const verdict = compare(previous, object, how);
    if (verdict === "known") return [];
    objects.set(key, object);
    index.move(key, previous, object);
    if (verdict === "anotherOne") return [deletion(previous, true), addition(object, false)];
    return [{ type: "updated", object, previous, initial: false, stale: false }];
  }

  return {
    get: (key) => objects.get(key),
    list: () => [...objects.values()],
    byIndex: (name, value) => {
      const found: T[] = [];
      for (const key of index.keys(name, value)) {
        const object = objects.get(key);
        if (object !== undefined) found.push(object);
      }
      return found;
    },
    put: (object) => put(object, { initial: false, rewound: false }),
    remove: (object) => {
      const key = keyOf(object);
      const previous = objects.get(key);
      if (previous === undefined || previous.metadata.uid !== object.metadata.uid) return [];
      drop(key, previous);
      return [{ ...deletion(object, false), previous }];
    },
    replace: (list, how) => {
      const listed = new Set(list.map(keyOf));
      const changes: Change<T>[] = [];
      for (const [key, previous] of [...objects]) {
        if (listed.has(key)) continue;
        drop(key, previous);
        changes.push(deletion(previous, true));
      }
      for (const object of list) changes.push(...put(object, how));
      return changes;
    },
    get size() {
      return objects.size;
    },
  };
}

function addition<T>(object: T, initial: boolean): Change<T> {
  return { type: "added", object, previous: undefined, initial, stale: false };
}

function deletion<T>(object: T, stale: boolean): Change<T> {
  return { type: "deleted", object, previous: object, initial: false, stale };
}

function compare<T extends KubeObject>(previous: T, next: T, { rewound, resourceVersion }: Replacing): Verdict {
  if (previous.metadata.uid !== next.metadata.uid) return "anotherOne";
  if (rewound) return "newer";
  const held = previous.metadata.resourceVersion;
  const order = compareVersions(next.metadata.resourceVersion, held);
  if (order === 0) return "known";
  const contradicted = resourceVersion !== undefined && compareVersions(held, resourceVersion) !== 1;
  return order === -1 && !contradicted ? "known" : "newer";
}

function createIndex<T>(indexes: Indexes<T>) {
  const all = Object.entries(indexes).map(([name, valuesOf]) => ({
    ...{ name, valuesOf },
    keysOf: createManyMap<string>(),
  }));
  type One = (typeof all)[number];
  const byName = new Map(all.map((one) => [one.name, one]));
  const add = (key: string, { keysOf }: One, values: readonly string[]) => {
    for (const value of values) keysOf.add(value, key);
  };
  const remove = (key: string, { keysOf }: One, values: readonly string[]) => {
    for (const value of values) keysOf.remove(value, key);
  };
  return {
    add: (key: string, object: T) => {
      for (const one of all) add(key, one, one.valuesOf(object));
    },
    remove: (key: string, object: T) => {
      for (const one of all) remove(key, one, one.valuesOf(object));
    },
    /** Most changes leave most values as they are, and a set of ten thousand keys is not cheap to change. */
    move: (key: string, previous: T, object: T) => {
      for (const one of all) {
        const [before, after] = [one.valuesOf(previous), one.valuesOf(object)];
        if (before.length === after.length && before.every((value, at) => value === after[at])) continue;
        remove(key, one, before);
        add(key, one, after);
      }
    },
    keys: (name: string, value: string): readonly string[] => {
      const one = byName.get(name);
      if (one === undefined) throw new TypeError(`There is no index "${name}"`);
      return one.keysOf.get(value);
    },
  };
}
