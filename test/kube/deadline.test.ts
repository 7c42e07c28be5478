// Time limits and signals that end together, and let go of each other.
import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { sleep } from "../../kube/clock.ts";
import { startDeadline } from "../../kube/deadline.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const late = new Error("late");

function setUp(...signals: (AbortSignal | undefined)[]) {
  const clock = createFakeClock();
  return { clock, deadline: startDeadline({ clock, limitMs: 1_000, reason: () => late, signals }) };
}

describe("a deadline", () => {
  test("ends at its limit, with its reason, and says so", async () => {
    const { clock, deadline } = setUp();
    await clock.advance(999);
    expect(deadline.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(deadline.signal.reason).toBe(late);
    expect(deadline.expired()).toBe(true);
  });

  test("ends earlier with any of the signals, for that one's reason", () => {
    const one = new AbortController();
    const { deadline } = setUp(undefined, one.signal, new AbortController().signal);
    const reason = new Error("stop");
    one.abort(reason);
    expect(deadline.signal.reason).toBe(reason);
    expect(deadline.expired()).toBe(false);
  });

  test("has ended at once when a signal has", () => {
    const { clock, deadline } = setUp(AbortSignal.abort(late));
    expect(deadline.signal.reason).toBe(late);
    expect(clock.pending).toBe(0);
  });

  test("once released leaves neither timer nor listener, and does not end any more", async () => {
    const parent = new AbortController();
    const { clock, deadline } = setUp(parent.signal);
    expect(getEventListeners(parent.signal, "abort")).toHaveLength(1);
    deadline.release();
    expect(getEventListeners(parent.signal, "abort")).toHaveLength(0);
    expect(clock.pending).toBe(0);
    await clock.advance(2_000);
    expect(deadline.signal.aborted).toBe(false);
  });
});

test("sleep ends with its time or its signal, and leaves nothing behind", async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const ended: string[] = [];
  const sleeping = (name: string, ms: number) => sleep(clock, ms, stop.signal).then(() => ended.push(name));
  void sleeping("short", 10);
  void sleeping("long", 1_000);
  await clock.advance(10);
  expect(ended).toEqual(["short"]);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
  stop.abort();
  await settle();
  expect(ended).toEqual(["short", "long"]);
  expect(clock.pending).toBe(0);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  await sleeping("after", 1_000);
  expect(ended).toContain("after");
});
