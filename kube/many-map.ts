// Keys that have one value mostly, and sometimes ten thousand.
import { createPathMap, type MapLike } from "./path-map.ts";

export interface ManyMap<V> {
  /** Nothing happens when the key has the value already. */
  add(key: string, value: V): void;
  remove(key: string, value: V): void;
  get(key: string): readonly V[];
}

/** One value is held as it is, since a set for each would take more memory than all the rest. */
export function createManyMap<V extends string | object>(map: MapLike<V | Set<V>> = createPathMap()): ManyMap<V> {
  return {
    add: (key, value) => {
      const known = map.get(key);
      if (known === undefined) map.set(key, value);
      else if (isSeveral<V>(known)) known.add(value);
      else if (known !== value) map.set(key, new Set([known, value]));
    },
    remove: (key, value) => {
      const known = map.get(key);
      if (known === undefined) return;
      if (!isSeveral<V>(known)) {
        if (known === value) map.delete(key);
        return;
      }
      known.delete(value);
      if (known.size === 0) map.delete(key);
    },
    get: (key) => {
      const known = map.get(key);
      if (known === undefined) return [];
      return isSeveral<V>(known) ? [...known] : [known];
    },
  };
}

function isSeveral<V>(known: V | Set<V>): known is Set<V> {
  return known instanceof Set;
}
