// What each new fact changes in the copy of a kind.
import { describe, expect, test } from "vitest";
import { keyOf } from "../../kube/keys.ts";
import { type Change, createStore } from "../../kube/store.ts";
import { type Thing, thing } from "./things.ts";

const live = { initial: false, rewound: false };

function storeWith(...objects: Thing[]) {
  const store = createStore<Thing>({ color: ({ spec }) => (spec?.color ? [spec.color] : []) });
  store.replace(objects, { initial: true, rewound: false });
  return store;
}

const brief = (changes: readonly Change<Thing>[]) =>
  changes.map(({ type, object }) => `${type} ${keyOf(object)}@${object.metadata.resourceVersion}`);

const facts: [string, Thing[], (store: ReturnType<typeof storeWith>) => Change<Thing>[], string[]][] = [
  ["a new object is added", [], (s) => s.put(thing("a", 5)), ["added shop/a@5"]],
  ["a newer one updates", [thing("a", 5)], (s) => s.put(thing("a", 6)), ["updated shop/a@6"]],
  ["the same again changes nothing", [thing("a", 5)], (s) => s.put(thing("a", 5)), []],
  ["an older one changes nothing", [thing("a", 5)], (s) => s.put(thing("a", 4)), []],
  ["versions are numbers, not text", [thing("a", 9)], (s) => s.put(thing("a", 10)), ["updated shop/a@10"]],
  [
    "a namesake is a deletion and an addition",
    [thing("a", 5)],
    (s) => s.put(thing("a", 9, { uid: "another" })),
    ["deleted shop/a@5", "added shop/a@9"],
  ],
  ["a deletion removes", [thing("a", 5)], (s) => s.remove(thing("a", 6)), ["deleted shop/a@6"]],
  ["a deletion of the unknown changes nothing", [], (s) => s.remove(thing("a", 6)), []],
  [
    "a late deletion does not touch the namesake",
    [thing("a", 9, { uid: "another" })],
    (s) => s.remove(thing("a", 6)),
    [],
  ],
  [
    "a list tells what is new, changed and gone",
    [thing("a", 1), thing("b", 2), thing("c", 3)],
    (s) => s.replace([thing("b", 2), thing("c", 7), thing("d", 6)], live),
    ["deleted shop/a@1", "updated shop/c@7", "added shop/d@6"],
  ],
  ["a list does not go back in time", [thing("a", 5)], (s) => s.replace([thing("a", 4)], live), []],
  [
    "a list after a restore of etcd does",
    [thing("a", 5)],
    (s) => s.replace([thing("a", 4)], { initial: false, rewound: true }),
    ["updated shop/a@4"],
  ],
  [
    "a list that is newer than what we hold, and shows it older, is believed: the server had gone back unseen",
    [thing("a", 5)],
    (s) => s.replace([thing("a", 4)], { ...live, resourceVersion: "9" }),
    ["updated shop/a@4"],
  ],
  [
    "a list that is older than our own write is not",
    [thing("a", 5)],
    (s) => s.replace([thing("a", 3)], { ...live, resourceVersion: "4" }),
    [],
  ],
  [
    "after a restore of etcd the same resourceVersion may be another object",
    [thing("a", 5)],
    (s) => s.replace([thing("a", 5)], { initial: false, rewound: true }),
    ["updated shop/a@5"],
  ],
  [
    "a list shows a namesake too",
    [thing("a", 5)],
    (s) => s.replace([thing("a", 9, { uid: "another" })], live),
    ["deleted shop/a@5", "added shop/a@9"],
  ],
];

describe("in the store", () => {
  test.each(facts)("%s", (_, before, fact, expected) => {
    expect(brief(fact(storeWith(...before)))).toEqual(expected);
  });

  test("only a deletion seen by absence, or through a namesake, is stale", () => {
    expect(storeWith(thing("a", 1)).remove(thing("a", 2))).toMatchObject([{ stale: false, previous: thing("a", 1) }]);
    expect(storeWith(thing("a", 1)).replace([], live)).toMatchObject([{ stale: true, object: thing("a", 1) }]);
    expect(storeWith(thing("a", 1)).put(thing("a", 9, { uid: "another" }))[0]).toMatchObject({ stale: true });
  });

  test("additions of the first list are initial, those of later lists are not", () => {
    const store = createStore<Thing>();
    expect(store.replace([thing("a", 1)], { initial: true, rewound: false })).toMatchObject([{ initial: true }]);
    expect(store.replace([thing("a", 1), thing("b", 2)], live)).toMatchObject([{ initial: false }]);
  });

  test("an index follows every change", () => {
    const store = storeWith(thing("a", 1), thing("b", 2, {}, "blue"));
    const reds = () => store.byIndex("color", "red").map(keyOf);
    expect(reds()).toEqual(["shop/a"]);
    store.put(thing("b", 3, {}, "red"));
    expect(reds().sort()).toEqual(["shop/a", "shop/b"]);
    store.remove(thing("a", 4));
    expect(reds()).toEqual(["shop/b"]);
    expect(store.byIndex("color", "blue")).toEqual([]);
    store.replace([thing("c", 9)], live);
    expect(reds()).toEqual(["shop/c"]);
  });

  test("an index that was not declared is a mistake of ours", () => {
    expect(() => storeWith().byIndex("size", "1")).toThrow('There is no index "size"');
  });

  test("get, list and size agree", () => {
    const store = storeWith(thing("a", 1), thing("b", 2));
    expect(store.get("shop/a")).toEqual(thing("a", 1));
    expect(store.get("shop/z")).toBeUndefined();
    expect(store.list()).toHaveLength(store.size);
  });
});
