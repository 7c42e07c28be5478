// Whatever comes in whatever order, the queue loses no key and hands none out twice at once.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createQueue, type WorkQueue } from "../../kube/queue.ts";
import { createFakeClock } from "./fake-clock.ts";

const setUp = () => {
  const clock = createFakeClock();
  return { clock, queue: createQueue({ name: "things", clock }) };
};

/** Workers that hold each key until it is released, and object to getting one that is held already. */
function holdingWorkers(queue: WorkQueue, count: number) {
  const held = new Map<string, () => void>();
  const owed = new Set<string>();
  const twice: string[] = [];
  const work = async () => {
    for (let taken = await queue.take(); taken !== undefined; taken = await queue.take()) {
      const { key } = taken;
      if (held.has(key)) twice.push(key);
      owed.delete(key);
      await new Promise<void>((release) => held.set(key, release));
      held.delete(key);
      queue.done(key);
    }
  };
  const ended = Promise.all(Array.from({ length: count }, work));
  const releaseAll = () => {
    for (const release of [...held.values()]) release();
  };
  return { held, owed, twice, ended, releaseAll };
}

interface Step {
  readonly does: "add" | "release" | "pass";
  readonly key: string;
  readonly afterSeconds: number;
  readonly priority: number;
  readonly passMs: number;
}

async function play(
  { does, key, afterSeconds, priority, passMs }: Step,
  setup: ReturnType<typeof setUp>,
  owed: Set<string>,
) {
  if (does === "add") {
    owed.add(key);
    setup.queue.add(key, { afterSeconds, priority });
  }
  await setup.clock.advance(does === "pass" ? passMs : 0);
}

test("no key is lost and none is worked on twice at once, whatever happens", async () => {
  const step: fc.Arbitrary<Step> = fc.record({
    does: fc.constantFrom("add", "add", "release", "pass"),
    key: fc.constantFrom("a", "b", "c"),
    afterSeconds: fc.constantFrom(0, 0, 1, 5),
    priority: fc.constantFrom(-100, 0, 100),
    passMs: fc.integer({ min: 0, max: 3_000 }),
  });
  const run = async (steps: readonly Step[]) => {
    const setup = setUp();
    const { held, owed, twice, ended, releaseAll } = holdingWorkers(setup.queue, 2);
    for (const one of steps) {
      if (one.does === "release") held.get(one.key)?.();
      await play(one, setup, owed);
    }
    for (let round = 0; round < 4; round++) {
      releaseAll();
      await setup.clock.advance(5_000);
    }
    setup.queue.shutDown();
    releaseAll();
    await ended;
    expect([...owed]).toEqual([]);
    expect(twice).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), run), { numRuns: 40 });
});
