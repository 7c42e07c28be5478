// A binary heap of things that become due, earliest first, from which any of them can be taken out again. Pure.

export interface Due {
  dueMs: number;
  /** Kept by the heap: where the item is, -1 when it is not in it. */
  slot: number;
}

export interface DueHeap<T extends Due> {
  first(): T | undefined;
  add(item: T): void;
  /** Does nothing when the item is not in the heap. */
  remove(item: T): void;
  readonly size: number;
}

export function createDueHeap<T extends Due>(): DueHeap<T> {
  const items: T[] = [];

  const place = (item: T, slot: number) => {
    items[slot] = item;
    item.slot = slot;
  };
  const rise = (item: T) => {
    for (;;) {
      const parent = items[(item.slot - 1) >> 1];
      if (item.slot === 0 || parent === undefined || parent.dueMs <= item.dueMs) return;
      const slot = parent.slot;
      place(parent, item.slot);
      place(item, slot);
    }
  };
  const earlierChild = (slot: number): T | undefined => {
    const left = items[2 * slot + 1];
    const right = items[2 * slot + 2];
    return right !== undefined && left !== undefined && right.dueMs < left.dueMs ? right : left;
  };
  const sink = (item: T) => {
    for (;;) {
      const child = earlierChild(item.slot);
      if (child === undefined || child.dueMs >= item.dueMs) return;
      const slot = child.slot;
      place(child, item.slot);
      place(item, slot);
    }
  };

  return {
    first: () => items[0],
    add: (item) => {
      place(item, items.length);
      rise(item);
    },
    remove: (item) => {
      if (items[item.slot] !== item) return;
      const last = items.pop();
      if (last !== undefined && last !== item) {
        place(last, item.slot);
        rise(last);
        sink(last);
      }
      item.slot = -1;
    },
    get size() {
      return items.length;
    },
  };
}
