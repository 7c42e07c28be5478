// Ten thousand resources that all fail at once, for minutes: none is tried hot, none is forgotten, and people go first.
import { expect, test } from "vitest";
import { createController } from "../../kube/controller.ts";
import { UnavailableError } from "../../kube/errors.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createQueue, priorities } from "../../kube/queue.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const RESOURCES = 10_000;
const MINUTES = 5;
/** At 0, 1, 3, 7, 15, 31 and 63 s, and then every minute. */
const TRIES_IN_FIVE_MINUTES = 10;

test("ten thousand that fail are tried ever more slowly, all of them, and all recover", async () => {
  const clock = createFakeClock();
  const queue = createQueue({ name: "things", clock });
  const tries = new Map<string, number>();
  const triesOfAll = () => [...tries.values()].reduce((sum, times) => sum + times, 0);
  let triesBeforeUrgent = 0;
  let down = true;
  const controller = createController({
    name: "things",
    queue,
    workers: 8,
    clock,
    logger: silentLogger,
    reconcile: async (key) => {
      if (key === "urgent") triesBeforeUrgent = triesOfAll();
      tries.set(key, (tries.get(key) ?? 0) + 1);
      if (down && key !== "urgent") throw new UnavailableError("down");
      return {};
    },
  });
  const stop = new AbortController();
  const ended = controller.start(stop.signal);
  const keys = Array.from({ length: RESOURCES }, (_, index) => `shop/${index}`);
  const tried = async (times: number) => {
    while (keys.some((key) => (tries.get(key) ?? 0) < times)) await settle();
  };

  for (const key of keys) queue.add(key, { priority: priorities.resync });
  await tried(1);
  for (let second = 0; second < MINUTES * 60; second++) {
    await clock.advance(1_000);
    while (queue.length > 0) await settle();
  }
  expect(new Set(keys.map((key) => tries.get(key)))).toEqual(new Set([TRIES_IN_FIVE_MINUTES]));
  expect(queue.waiting).toBe(RESOURCES);
  expect(clock.pending).toBe(1);

  for (const key of keys) queue.add(key);
  queue.add("urgent", { priority: priorities.person });
  const before = triesOfAll();
  while (!tries.has("urgent")) await settle();
  expect(triesBeforeUrgent - before).toBeLessThan(50);

  down = false;
  await clock.advance(60_000);
  while (queue.length > 0) await settle();
  expect(keys.every((key) => queue.failures(key) === 0)).toBe(true);
  expect([queue.length, queue.waiting]).toEqual([0, 0]);
  stop.abort();
  expect(await ended).toEqual({ drained: true });
  expect(clock.pending).toBe(0);
}, 120_000);
