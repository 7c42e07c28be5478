// In which order, how often and when keys come out of the queue.
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { createQueue, type WorkQueue } from "../../kube/queue.ts";
import { seeded } from "../faults/seeded.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const setUp = (random = () => 0) => {
  const clock = createFakeClock();
  const registry = new Registry();
  const queue = createQueue({ name: "things", clock, metrics: createKubeMetrics(registry).queue, random });
  return { clock, registry, queue };
};

/** Takes and finishes everything that is ready. */
async function drain(queue: WorkQueue): Promise<string[]> {
  const keys: string[] = [];
  while (queue.length > 0) {
    const taken = await queue.take();
    if (taken === undefined) break;
    keys.push(taken.key);
    queue.done(taken.key);
  }
  return keys;
}

describe("order", () => {
  test("equal keys come in the order they were added, each once", async () => {
    const { queue } = setUp();
    for (const key of ["a", "b", "a", "c", "b"]) queue.add(key);
    expect(await drain(queue)).toEqual(["a", "b", "c"]);
  });

  test("the higher priority goes first", async () => {
    const { queue } = setUp();
    queue.add("resync", { priority: -100 });
    queue.add("change");
    queue.add("person", { priority: 100 });
    expect(await drain(queue)).toEqual(["person", "change", "resync"]);
  });

  test("a key that is raised goes to the end of its new line; one is never lowered", async () => {
    const { queue } = setUp();
    queue.add("a", { priority: -100 });
    queue.add("b");
    queue.add("a");
    queue.add("b", { priority: -100 });
    expect(await drain(queue)).toEqual(["b", "a"]);
  });

  test("what can wait does not wait for ever: after 30 s it stands among the changes", async () => {
    const { queue, clock } = setUp();
    queue.add("old", { priority: -100 });
    await clock.advance(29_999);
    queue.add("early");
    await clock.advance(1);
    queue.add("late");
    expect((await queue.take())?.key).toBe("early");
    expect((await queue.take())?.key).toBe("old");
    expect((await queue.take())?.key).toBe("late");
  });

  test("people still go before what has waited", async () => {
    const { queue, clock } = setUp();
    queue.add("old", { priority: -100 });
    await clock.advance(60_000);
    queue.add("person", { priority: 100 });
    expect(await drain(queue)).toEqual(["person", "old"]);
  });
});

describe("a key that is being worked on", () => {
  test("is not handed out twice, and runs exactly once more for any number of adds", async () => {
    const { queue } = setUp();
    queue.add("a");
    await queue.take();
    queue.add("a");
    queue.add("a");
    queue.add("b");
    expect(await queue.take()).toMatchObject({ key: "b" });
    const again = queue.take();
    queue.done("b");
    await settle();
    queue.done("a");
    expect(await again).toMatchObject({ key: "a" });
    queue.done("a");
    expect(queue.length).toBe(0);
  });

  test("keeps the priority of the add that came meanwhile", async () => {
    const { queue } = setUp();
    queue.add("a");
    await queue.take();
    queue.add("a", { priority: 100 });
    queue.done("a");
    expect(await queue.take()).toEqual({ key: "a", priority: 100 });
  });
});

describe("a delay", () => {
  test("holds a key back until it is over, not longer", async () => {
    const { queue, clock } = setUp();
    queue.add("a", { afterSeconds: 10 });
    await clock.advance(9_999);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(await drain(queue)).toEqual(["a"]);
  });

  test("is the earlier of two, and ends at once with an add without one", async () => {
    const { queue, clock } = setUp();
    queue.add("a", { afterSeconds: 10 });
    queue.add("a", { afterSeconds: 5 });
    queue.add("a", { afterSeconds: 20 });
    queue.add("b", { afterSeconds: 10 });
    queue.add("b");
    expect(await drain(queue)).toEqual(["b"]);
    await clock.advance(5_000);
    expect(await drain(queue)).toEqual(["a"]);
    await clock.advance(60_000);
    expect(queue.length).toBe(0);
  });

  test("does not take a key out of the line that is already ready", async () => {
    const { queue } = setUp();
    queue.add("a");
    queue.add("a", { afterSeconds: 10 });
    expect(await drain(queue)).toEqual(["a"]);
    expect(queue.waiting).toBe(0);
  });

  test("that ends while the key is worked on makes it run again after that", async () => {
    const { queue, clock } = setUp();
    queue.add("a");
    await queue.take();
    queue.add("a", { afterSeconds: 1 });
    await clock.advance(2_000);
    const again = queue.take();
    queue.done("a");
    expect(await again).toMatchObject({ key: "a" });
  });

  test("wakes a worker that already waits", async () => {
    const { queue, clock } = setUp();
    const taken = queue.take();
    queue.add("a", { afterSeconds: 3 });
    await clock.advance(3_000);
    expect(await taken).toEqual({ key: "a", priority: 0 });
  });

  test("leaves no timer behind when nothing waits", async () => {
    const { queue, clock } = setUp();
    queue.add("a", { afterSeconds: 36_000 });
    queue.add("a");
    await drain(queue);
    expect(clock.pending).toBe(0);
  });
});

describe("backoff", () => {
  const range = { baseSeconds: 0.005, capSeconds: 1000 };

  test("starts anew once the key is forgotten", async () => {
    const { queue, clock } = setUp();
    for (let n = 0; n < 9; n++) queue.add("a", { backoff: range, afterSeconds: 1e-9 });
    await clock.advance(1);
    await drain(queue);
    expect(queue.failures("a")).toBe(9);
    queue.forget("a");
    expect(queue.failures("a")).toBe(0);
    queue.add("a", { backoff: range });
    await clock.advance(5);
    expect(queue.length).toBe(1);
  });

  test.each([
    [0, 5],
    [1, 10],
    [10, 5_120],
    [18, 1_000_000],
    [2_000, 1_000_000],
  ])("after %i failures it waits %i ms", async (failures, ms) => {
    const { queue, clock } = setUp();
    for (let n = 0; n < failures; n++) queue.add("a", { backoff: range, afterSeconds: 1e-9 });
    await clock.advance(1);
    await drain(queue);
    queue.add("a", { backoff: range });
    await clock.advance(ms - 1);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });

  test.each([
    ["a failure, at the soonest", { backoff: range }, 0.999, 2.5],
    ["a failure, at the latest", { backoff: range }, 0, 5],
    ["what need not be exact, at the soonest", { afterSeconds: 600, roughly: true }, 0, 600_000],
    ["what need not be exact, at the latest", { afterSeconds: 600, roughly: true }, 0.999, 659_940],
    ["what is due at a time", { afterSeconds: 600 }, 0.999, 600_000],
    ["a server's wish, at the soonest", { backoff: range, atLeastSeconds: 30 }, 0, 30_000],
    ["a server's wish, at the latest", { backoff: range, atLeastSeconds: 30 }, 0.999, 32_997],
    ["a failure that waits longer than a server wished", { backoff: range, atLeastSeconds: 0.001 }, 0.999, 2.5],
  ])("chance decides how long is waited after %s", async (_, options, chance, ms) => {
    const { queue, clock } = setUp(() => chance);
    queue.add("a", options);
    await clock.advance(ms - 1);
    expect(queue.length).toBe(0);
    await clock.advance(1.1);
    expect(queue.length).toBe(1);
  });

  test("ten thousand that failed together do not come back together", async () => {
    const { queue, clock } = setUp(seeded(7));
    const once = { backoff: { baseSeconds: 60, capSeconds: 60 } };
    for (let n = 0; n < 10_000; n++) queue.add(`${n}`, once);
    const perSecond: number[] = [];
    for (let second = 0; second < 60; second++) {
      const before = queue.length;
      await clock.advance(1000);
      perSecond.push(queue.length - before);
    }
    expect(queue.length).toBe(10_000);
    expect(perSecond.slice(0, 29)).toEqual(Array(29).fill(0));
    expect(Math.max(...perSecond)).toBeLessThan(500);
  });

  test("an add without delay during backoff runs at once and leaves the failures", async () => {
    const { queue } = setUp();
    queue.add("a", { backoff: { baseSeconds: 60, capSeconds: 60 } });
    queue.add("a");
    expect(await drain(queue)).toEqual(["a"]);
    expect(queue.failures("a")).toBe(1);
  });

  test("waits longer than it would when a server asked for it", async () => {
    const { queue, clock } = setUp();
    queue.add("a", { backoff: range, atLeastSeconds: 7 });
    await clock.advance(6_999);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });
});

describe("shutting down", () => {
  test("ends every waiting worker, hands nothing out, takes nothing in", async () => {
    const { queue, clock } = setUp();
    const waiting = [queue.take(), queue.take()];
    queue.add("later", { afterSeconds: 5 });
    queue.shutDown();
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    queue.add("b");
    expect(await queue.take()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});

test("the metrics count what became ready, what was delayed, and what waits", async () => {
  const { queue, clock, registry } = setUp();
  queue.add("a");
  queue.add("b", { afterSeconds: 5 });
  queue.add("c", { priority: -100 });
  await queue.take();
  await clock.advance(2_000);
  const text = await registry.metrics();
  const label = 'name="things",controller="things"';
  expect(text).toContain(`workqueue_adds_total{${label}} 2`);
  expect(text).toContain(`workqueue_retries_total{${label}} 1`);
  expect(text).toContain(`workqueue_depth{${label},priority="-100"} 1`);
  expect(text).toContain(`workqueue_depth{${label},priority="0"} 0`);
  expect(text).toContain(`workqueue_unfinished_work_seconds{${label}} 2`);
  expect(text).toContain(`workqueue_longest_running_processor_seconds{${label}} 2`);
  expect(text).toContain(`workqueue_queue_duration_seconds_count{${label}} 1`);
  queue.done("a");
  expect(await registry.metrics()).toContain(`workqueue_work_duration_seconds_sum{${label}} 2`);
});
