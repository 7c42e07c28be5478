// Which items are looked at by GET in every round: those that somebody follows, and those in doubt.

import { keyOf } from "./item-index.ts";
import type { ItemStore } from "./item-store.ts";

export interface ActiveItems {
  /** Answers whether the item was not followed before. */
  follow(itemId: string, owner: string): boolean;
  release(itemId: string, owner: string): void;
  /** Ids to read now, those that were not read for longest first. */
  due(nowMs: number): readonly string[];
  /** How many there are in all; more than one round takes when Azure is asked to do a lot at once. */
  count(nowMs: number): number;
}

/** At most so many GETs in one round, so that a whole fleet in replication does not become a flood. */
export const ITEMS_PER_ROUND = 40;

export function createActiveItems(store: ItemStore): ActiveItems {
  const followed = new Map<string, { readonly id: string; readonly owners: Set<string> }>();

  const active = (nowMs: number): Map<string, string> => {
    const found = new Map<string, string>();
    for (const [key, { id }] of followed) found.set(key, id);
    for (const id of store.inDoubt(nowMs)) found.set(keyOf(id), id);
    for (const id of store.busy()) found.set(keyOf(id), id);
    return found;
  };

  return {
    follow: (itemId, owner) => {
      const known = followed.get(keyOf(itemId));
      known?.owners.add(owner);
      if (known === undefined) followed.set(keyOf(itemId), { id: itemId, owners: new Set([owner]) });
      return known === undefined;
    },
    release: (itemId, owner) => {
      const known = followed.get(keyOf(itemId));
      known?.owners.delete(owner);
      if (known?.owners.size === 0) followed.delete(keyOf(itemId));
    },
    due: (nowMs) => {
      const ids = [...active(nowMs).values()];
      const readMs = (id: string) => store.readMs(id) ?? Number.NEGATIVE_INFINITY;
      return ids.sort((one, other) => readMs(one) - readMs(other)).slice(0, ITEMS_PER_ROUND);
    },
    count: (nowMs) => active(nowMs).size,
  };
}
