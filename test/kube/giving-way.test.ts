// How much background work lets people's work go first, and that it never stops for good.
import { expect, test } from "vitest";
import { createGivingWay } from "../../kube/giving-way.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

function setUp() {
  const clock = createFakeClock();
  const people = { wait: true };
  const turn = createGivingWay({ busy: () => people.wait, clock });
  let turns = 0;
  const work = async (signal: AbortSignal, takesMs: number) => {
    while (!signal.aborted) {
      await turn(signal);
      turns += 1;
      await new Promise<void>((resolve) => clock.setTimer(takesMs, resolve));
    }
  };
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10) {
      await clock.advance(10);
      await settle();
    }
  };
  return { people, work, pass, turns: () => turns };
}

test("where nobody waits it goes at once", async () => {
  const { people, work, pass, turns } = setUp();
  people.wait = false;
  const end = new AbortController();
  void work(end.signal, 10);
  await pass(100);
  end.abort();
  expect(turns()).toBeGreaterThanOrEqual(10);
});

test("it waits while somebody does, and goes on right after that", async () => {
  const { people, work, pass, turns } = setUp();
  const end = new AbortController();
  void work(end.signal, 10);
  await pass(1900);
  expect(turns()).toBe(0);
  people.wait = false;
  await pass(20);
  end.abort();
  expect(turns()).toBeGreaterThan(0);
});

test("where somebody waits all the time a fifth of the time is left, however many give way", async () => {
  const { work, pass, turns } = setUp();
  const end = new AbortController();
  for (let worker = 0; worker < 8; worker++) void work(end.signal, 10);
  await pass(2000);
  const before = turns();
  await pass(10_000);
  end.abort();
  const part = (turns() - before) / (8 * 1000);
  expect(part).toBeGreaterThan(0.1);
  expect(part).toBeLessThan(0.4);
});
