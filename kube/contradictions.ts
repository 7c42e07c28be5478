// Conflicts that the copy does not explain: the API server says that an object is another one, and no watch tells of it,
// as after etcd was restored to a time whose versions have passed ours.
import type { Clock } from "./clock.ts";

export interface Contradictions {
  /** A write met a conflict while the copy had this version. True when that has gone on for too long: the copy is wrong. */
  met(key: string, resourceVersion: string | undefined): boolean;
}

/** A watch is behind by milliseconds, and by some seconds on a bad day. */
export const EXPLAINED_WITHIN_MS = 10_000;
/** Of a thousand keys that once met one, hardly any is in trouble: the oldest are forgotten. */
const mostKeys = 1000;

export function createContradictions(clock: Pick<Clock, "monotonicMs">): Contradictions {
  const first = new Map<string, { readonly resourceVersion: string | undefined; readonly atMs: number }>();
  return {
    met: (key, resourceVersion) => {
      const nowMs = clock.monotonicMs();
      const before = first.get(key);
      if (before === undefined || before.resourceVersion !== resourceVersion) {
        first.delete(key);
        first.set(key, { resourceVersion, atMs: nowMs });
        if (first.size > mostKeys) first.delete(first.keys().next().value ?? key);
        return false;
      }
      if (nowMs - before.atMs < EXPLAINED_WITHIN_MS) return false;
      first.clear();
      return true;
    },
  };
}
