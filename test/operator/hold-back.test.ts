// What has nothing to say yet stays out of the queue: but never for good, and never when a person asks for it.
import { beforeEach, expect, test } from "vitest";
import { createQueue, priorities, type WorkQueue } from "../../kube/queue.ts";
import { holdBack } from "../../operator/hold-back.ts";
import type { Adds } from "../../operator/wake.ts";
import { createFakeClock } from "../kube/fake-clock.ts";

let clock: ReturnType<typeof createFakeClock>;
let queue: WorkQueue;
let held: Adds;
let early: boolean;

beforeEach(() => {
  clock = createFakeClock();
  queue = createQueue({ name: "things", clock, random: () => 0.5 });
  early = true;
  held = holdBack(queue, () => early);
});

test("a key that is too early is not handed out", () => {
  held.add("a", { priority: priorities.change });
  expect(queue.length).toBe(0);
});

test("a key that waits is handed out once when it is no longer too early, with the urgency of that", async () => {
  held.add("a");
  held.add("a");
  early = false;
  held.add("a", { priority: priorities.change });
  expect(await queue.take()).toEqual({ key: "a", priority: priorities.change });
  queue.done("a");
  await clock.advance(120_000);
  expect(queue.length).toBe(0);
});

test("a key that nobody adds again is handed out after a minute, a tenth more or less", async () => {
  held.add("a");
  await clock.advance(59_000);
  expect(queue.length).toBe(0);
  await clock.advance(7_000);
  expect(queue.length).toBe(1);
});

test("what a person asks for is handed out at once", () => {
  held.add("a", { priority: priorities.person });
  expect(queue.length).toBe(1);
});

test("a key that is not too early keeps its own delay", async () => {
  early = false;
  held.add("a", { afterSeconds: 10 });
  expect([queue.length, queue.waiting]).toEqual([0, 1]);
  await clock.advance(10_000);
  expect(queue.length).toBe(1);
});
