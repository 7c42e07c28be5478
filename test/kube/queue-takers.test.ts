// Workers that take nothing of a low priority, beside those that take everything.
import { expect, test } from "vitest";
import { createQueue, priorities, type Taken } from "../../kube/queue.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const low = { priority: priorities.resync };

/** Workers of both kinds that never finish by themselves; what they work on, in the order in which they got it. */
function setUp(workers: number, forChanges: number) {
  const clock = createFakeClock();
  const queue = createQueue({ name: "things", clock });
  const taken: Taken[] = [];
  const work = (atLeast?: number) => void queue.take(atLeast).then((one) => one && taken.push(one));
  for (let worker = 0; worker < forChanges; worker++) work(priorities.change);
  for (let worker = 0; worker < workers; worker++) work();
  const keys = async () => {
    await settle();
    return taken.map(({ key }) => key);
  };
  return { clock, queue, keys, work };
}

test("of what can wait as many are worked on as there are workers for everything, though others are idle", async () => {
  const { queue, keys, work } = setUp(2, 4);
  for (const key of ["a", "b", "c", "d"]) queue.add(key, low);
  expect(await keys()).toEqual(["a", "b"]);
  queue.done("a");
  work();
  expect(await keys()).toEqual(["a", "b", "c"]);
  expect([queue.length, queue.running]).toEqual([1, 2]);
});

test("a change and a person find a worker all the same", async () => {
  const { queue, keys } = setUp(1, 2);
  for (const key of ["a", "b"]) queue.add(key, low);
  queue.add("change");
  queue.add("person", { priority: priorities.person });
  expect(await keys()).toEqual(["a", "change", "person"]);
});

test("one that waits and then changes is taken by who waits for changes", async () => {
  const { queue, keys } = setUp(1, 1);
  for (const key of ["a", "b"]) queue.add(key, low);
  queue.add("b");
  expect(await keys()).toEqual(["a", "b"]);
});

test("what has waited for long is still nothing for who waits for changes", async () => {
  const { clock, queue, keys, work } = setUp(1, 1);
  for (const key of ["a", "b"]) queue.add(key, low);
  await clock.advance(60_000);
  expect(await keys()).toEqual(["a"]);
  work();
  expect(await keys()).toEqual(["a", "b"]);
});

test("a worker that comes later finds what is ready for it, and only that", async () => {
  const { queue, keys, work } = setUp(0, 0);
  queue.add("a", low);
  work(priorities.change);
  expect(await keys()).toEqual([]);
  queue.add("b");
  work();
  expect(await keys()).toEqual(["b", "a"]);
});

test("the end of the queue is the end of both", async () => {
  const { queue } = setUp(0, 0);
  const waiting = [queue.take(), queue.take(priorities.change)];
  queue.shutDown();
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
});
