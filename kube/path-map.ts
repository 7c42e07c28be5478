// Things by paths: ten thousand ids that differ in their last part keep the rest once.

/** Of a Map, what all maps here have. */
export interface MapLike<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): unknown;
  delete(key: string): unknown;
}

export interface PathMap<T> extends MapLike<T> {
  readonly size: number;
  /** In the order in which they were set, within what has the same path. */
  values(): Iterable<T>;
}

/** A key is split behind its last slash; one without any is as good. */
export function createPathMap<T>(): PathMap<T> {
  /** path → last part → thing */
  const paths = new Map<string, Map<string, T>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    get: (key) => {
      const end = endOfPath(key);
      return paths.get(key.slice(0, end))?.get(key.slice(end));
    },
    set: (key, value) => {
      const end = endOfPath(key);
      const [path, name] = [key.slice(0, end), key.slice(end)];
      const names = paths.get(path) ?? new Map<string, T>();
      if (names.size === 0) paths.set(compact(path), names);
      if (!names.has(name)) size++;
      names.set(names.has(name) ? name : compact(name), value);
    },
    delete: (key) => {
      const end = endOfPath(key);
      const path = key.slice(0, end);
      const names = paths.get(path);
      if (names?.delete(key.slice(end)) !== true) return;
      size--;
      if (names.size === 0) paths.delete(path);
    },
    values: function* () {
      for (const names of paths.values()) yield* names.values();
    },
  };
}

const endOfPath = (key: string) => key.lastIndexOf("/") + 1;

/** V8 makes a slice a reference into the whole text, which it then keeps: a copy is the part alone. */
function compact(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
