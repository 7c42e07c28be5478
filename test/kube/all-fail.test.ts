// Ten thousand resources that all fail at once, for minutes: none is tried hot, none is forgotten, and people go first.
import { expect, test } from "vitest";
import { createController } from "../../kube/controller.ts";
import { UnavailableError } from "../../kube/errors.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createQueue, priorities } from "../../kube/queue.ts";
import { seeded } from "../faults/seeded.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const RESOURCES = 10_000;
const MINUTES = 5;
/** After 1, 2, 4, 8, 16 and 32 s, and then every minute; or, by chance, after half of each. */
const [FEWEST, MOST] = [10, 16];
/** In lockstep all of them would be tried in one and the same second. */
const MOST_IN_A_SECOND = RESOURCES / 10;

test("ten thousand that fail are tried ever more slowly, all of them, and all recover", async () => {
  const clock = createFakeClock();
  const queue = createQueue({ name: "things", clock, random: seeded(11) });
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
  const perSecond: number[] = [];
  for (let second = 0; second < MINUTES * 60; second++) {
    const before = triesOfAll();
    await clock.advance(1_000);
    while (queue.length > 0) await settle();
    perSecond.push(triesOfAll() - before);
  }
  const times = keys.map((key) => tries.get(key) ?? 0);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(FEWEST);
  expect(Math.max(...times)).toBeLessThanOrEqual(MOST);
  expect(Math.max(...perSecond.slice(120))).toBeLessThan(MOST_IN_A_SECOND);
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
