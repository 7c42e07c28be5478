// One round: how long it waits after a step, after an error, when Azure throttles, and when it is nudged.
import { beforeEach, describe, expect, test } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import type { Round } from "../../operator/azure/round.ts";
import { createRound } from "../../operator/azure/round.ts";
import { TransientError } from "../../operator/errors.ts";
import type { StillClock } from "./still-clock.ts";
import { createStillClock } from "./still-clock.ts";

let clock: StillClock;
let stop: AbortController;
let steps: number;
let step: () => Promise<void>;
let throttledUntil: Date | undefined;
let random: number;

beforeEach(() => {
  clock = createStillClock();
  stop = new AbortController();
  steps = 0;
  step = async () => {};
  throttledUntil = undefined;
  random = 0;
});

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function started(intervalSeconds = 60): Promise<Round> {
  const round = createRound({
    name: "test",
    clock,
    logger: silentLogger,
    random: () => random,
    intervalSeconds: () => intervalSeconds,
    notBefore: () => (throttledUntil !== undefined && throttledUntil > clock.now() ? throttledUntil : undefined),
    step: () => {
      steps += 1;
      return step();
    },
  });
  void round.run(stop.signal);
  await settle();
  return round;
}

async function stepsAfter(seconds: number): Promise<number> {
  clock.advance(seconds * 1000);
  await settle();
  return steps;
}

describe("a round", () => {
  test("steps at once, then at its interval", async () => {
    await started();
    expect(steps).toBe(1);
    expect(await stepsAfter(59)).toBe(1);
    expect(await stepsAfter(1)).toBe(2);
  });

  test.each([
    [0, 60],
    [0.5, 63],
    [1, 66],
  ])("comes up to a tenth later, never sooner, by chance (%d)", async (chance, seconds) => {
    random = chance;
    await started();
    expect(await stepsAfter(seconds - 1)).toBe(1);
    expect(await stepsAfter(1)).toBe(2);
  });

  test("ends when it is told to, and leaves no timer", async () => {
    await started();
    stop.abort();
    await settle();
    expect(await stepsAfter(1000)).toBe(1);
    expect(clock.pending()).toBe(0);
  });

  test("steps now when nudged, also when that comes in the middle of a step", async () => {
    const round = await started();
    round.nudge();
    await settle();
    expect(steps).toBe(2);
    let finish = () => {};
    step = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    expect(await stepsAfter(60)).toBe(3);
    round.nudge();
    step = async () => {};
    finish();
    await settle();
    expect(steps).toBe(4);
    expect(await stepsAfter(59)).toBe(4);
  });
});

describe("errors", () => {
  test("never end it, and make it wait longer each time, but not beyond its interval", async () => {
    step = () => Promise.reject(new Error("bug"));
    await started();
    for (const [seconds, expected] of [
      [5, 2],
      [10, 3],
      [20, 4],
      [40, 5],
      [60, 6],
      [60, 7],
    ] as const) {
      expect(await stepsAfter(seconds - 1)).toBe(expected - 1);
      expect(await stepsAfter(1)).toBe(expected);
    }
  });

  test("are forgotten after a step that went well", async () => {
    step = () => Promise.reject(new Error("once"));
    await started();
    step = async () => {};
    await stepsAfter(5);
    expect(steps).toBe(2);
    expect(await stepsAfter(59)).toBe(2);
    expect(await stepsAfter(1)).toBe(3);
  });

  test("with a wait of Azure's own are waited out", async () => {
    step = () => Promise.reject(new TransientError("Slow down.", { retryAfterSeconds: 400 }));
    await started();
    expect(await stepsAfter(399)).toBe(1);
    expect(await stepsAfter(1)).toBe(2);
  });

  test("do not let a nudge make it hot", async () => {
    step = () => Promise.reject(new Error("down"));
    const round = await started();
    round.nudge();
    await settle();
    expect(steps).toBe(1);
  });
});

test("nothing is asked while Azure throttles", async () => {
  throttledUntil = new Date(clock.now().getTime() + 30_000);
  await started();
  expect(steps).toBe(0);
  expect(await stepsAfter(29)).toBe(0);
  expect(await stepsAfter(1)).toBe(1);
});
