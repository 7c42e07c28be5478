// Things by ARM id, without case: ten thousand ids that differ in their last part keep the rest once.

export interface IdMap<T> {
  readonly size: number;
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): void;
  /** In the order in which they were set, within what has the same path. */
  values(): Iterable<T>;
}

export function createIdMap<T>(): IdMap<T> {
  /** path → last part → thing, both in lower case */
  const paths = new Map<string, Map<string, T>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    get: (id) => {
      const [path, name] = partsOf(id);
      return paths.get(path)?.get(name);
    },
    set: (id, value) => {
      const [path, name] = partsOf(id);
      const names = paths.get(path) ?? new Map<string, T>();
      if (names.size === 0) paths.set(compact(path), names);
      if (!names.has(name)) size++;
      names.set(names.has(name) ? name : compact(name), value);
    },
    delete: (id) => {
      const [path, name] = partsOf(id);
      const names = paths.get(path);
      if (names?.delete(name) !== true) return;
      size--;
      if (names.size === 0) paths.delete(path);
    },
    values: function* () {
      for (const names of paths.values()) yield* names.values();
    },
  };
}

function partsOf(id: string): readonly [path: string, name: string] {
  const lowered = id.toLowerCase();
  const end = lowered.lastIndexOf("/") + 1;
  return [lowered.slice(0, end), lowered.slice(end)];
}

/** V8 makes a slice a reference into the whole text, which it then keeps: a copy is the part alone. */
export function compact(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
