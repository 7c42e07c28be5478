// Things by ARM id, which compares without case.
import { createPathMap, type PathMap } from "../../kube/path-map.ts";

export function createIdMap<T>(): PathMap<T> {
  const map = createPathMap<T>();
  return {
    get size() {
      return map.size;
    },
    get: (id) => map.get(id.toLowerCase()),
    set: (id, value) => map.set(id.toLowerCase(), value),
    delete: (id) => map.delete(id.toLowerCase()),
    values: map.values,
  };
}
