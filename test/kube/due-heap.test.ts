// The heap of delayed keys behaves like a sorted list.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDueHeap } from "../../kube/due-heap.ts";

interface Item {
  dueMs: number;
  slot: number;
}

/** The heap and a plain array that are told the same. */
function pair() {
  const heap = createDueHeap<Item>();
  const model: Item[] = [];
  return {
    heap,
    model,
    add: (dueMs: number) => {
      const item = { dueMs, slot: -1 };
      heap.add(item);
      model.push(item);
    },
    remove: (item: Item | undefined) => {
      if (item === undefined) return;
      heap.remove(item);
      model.splice(model.indexOf(item), 1);
    },
  };
}

test("whatever is added and removed, the first is the earliest", () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ remove: fc.nat({ max: 30 }) }),
    fc.constant("shift" as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { heap, model, add, remove } = pair();
      for (const one of steps) {
        if (one === "shift") remove(heap.first());
        else if ("add" in one) add(one.add);
        else remove(model[one.remove]);
        expect(heap.size).toBe(model.length);
        expect(heap.first()?.dueMs ?? Infinity).toBe(Math.min(...model.map(({ dueMs }) => dueMs)));
      }
    }),
  );
});

test("removing what is not in it changes nothing", () => {
  const heap = createDueHeap<Item>();
  const item = { dueMs: 5, slot: -1 };
  heap.add({ dueMs: 1, slot: -1 });
  heap.remove(item);
  expect(heap.size).toBe(1);
});

test("an item that moves up into another branch is found in its order", () => {
  const heap = createDueHeap<Item>();
  const items = [1, 10, 2, 11, 12, 3, 4, 13, 14, 15, 16, 20, 21, 22, 5].map((dueMs) => ({ dueMs, slot: -1 }));
  for (const item of items) heap.add(item);
  heap.remove(items.find(({ dueMs }) => dueMs === 13) ?? { dueMs: 0, slot: -1 });
  const order: number[] = [];
  for (let item = heap.first(); item !== undefined; item = heap.first()) {
    order.push(item.dueMs);
    heap.remove(item);
  }
  expect(order).toEqual([1, 2, 3, 4, 5, 10, 11, 12, 14, 15, 16, 20, 21, 22]);
});
