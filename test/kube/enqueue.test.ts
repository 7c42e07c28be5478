// Which changes put which keys into the queue, and how urgent they are.
import { describe, expect, test } from "vitest";
import { enqueueChanges, isStatusOnly, resync } from "../../kube/enqueue.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createQueue } from "../../kube/queue.ts";
import { reflectorOver } from "../../kube/reflector.ts";
import type { Change } from "../../kube/store.ts";
import { createFakeClock, settle } from "./fake-clock.ts";
import { createScriptedSource, listOf } from "./scripted-source.ts";
import { line, type Thing, thing } from "./things.ts";

async function setUp() {
  const clock = createFakeClock();
  const source = createScriptedSource(listOf(7, thing("old", 5)));
  const reflector = reflectorOver<Thing>({ resource: "things", source }, { clock, logger: silentLogger });
  const queue = createQueue({ name: "things", clock });
  const stop = new AbortController();
  const start = async () => {
    void reflector.start(stop.signal);
    await settle();
  };
  const taken = async () => {
    const one = await queue.take();
    if (one !== undefined) queue.done(one.key);
    return one;
  };
  return { clock, source, reflector, queue, stop, start, taken };
}

test("what was there can wait, what happens cannot", async () => {
  const { reflector, queue, source, start, taken } = await setUp();
  enqueueChanges(reflector, queue);
  await start();
  await source.send(line("ADDED", thing("new", 8)), line("DELETED", thing("old", 9)));
  expect(await taken()).toEqual({ key: "shop/new", priority: 0 });
  expect(await taken()).toEqual({ key: "shop/old", priority: 0 });
  expect(queue.length).toBe(0);
});

test("another kind's change wakes the keys that depend on it, or nobody", async () => {
  const { reflector, queue, source, start, taken } = await setUp();
  const leave = enqueueChanges(reflector, queue, {
    keysOf: ({ object }) => [`shop/${object.spec?.color}`],
    priorityOf: ({ initial }) => (initial ? undefined : 100),
  });
  await start();
  expect(queue.length).toBe(0);
  await source.send(line("ADDED", thing("new", 8, {}, "blue")));
  expect(await taken()).toEqual({ key: "shop/blue", priority: 100 });
  leave();
  await source.send(line("ADDED", thing("newer", 9)));
  expect(queue.length).toBe(0);
});

test("everything is looked at again after about ten hours, last in line", async () => {
  const { reflector, queue, clock, start, stop, taken } = await setUp();
  await start();
  const ended = resync({ reflector, queue, clock, random: () => 0.5 }, stop.signal);
  await clock.advance(35_999_000);
  expect(queue.length).toBe(0);
  await clock.advance(1_000);
  expect(await taken()).toEqual({ key: "shop/old", priority: -100 });
  stop.abort();
  await ended;
});

describe("an update is a mere status", () => {
  const update = (object: Thing): Change<Thing> => {
    const previous = thing("a", 5, { generation: 1 });
    return { type: "updated", object, previous, initial: false, stale: false };
  };
  test.each<[boolean, string, Thing]>([
    [true, "when only the resourceVersion moved", thing("a", 6, { generation: 1 })],
    [false, "not when the generation moved", thing("a", 6, { generation: 2 })],
    [false, "not with a new annotation", thing("a", 6, { generation: 1, annotations: { "x/y": "1" } })],
    [false, "not with a new label", thing("a", 6, { generation: 1, labels: { x: "1" } })],
    [false, "not with a new finalizer", thing("a", 6, { generation: 1, finalizers: ["x/y"] })],
    [
      false,
      "not when the deletion begins",
      thing("a", 6, { generation: 1, deletionTimestamp: "2026-11-23T10:00:00Z" }),
    ],
  ])("%s: %s", (expected, _, object) => {
    expect(isStatusOnly(update(object))).toBe(expected);
  });

  test("never when it is an addition", () => {
    expect(isStatusOnly({ ...update(thing("a", 6)), type: "added", previous: undefined })).toBe(false);
  });
});
