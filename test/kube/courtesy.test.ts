// Who lets whom go first: what can wait does, for a minute at most, and then does not come in a crowd.
import { beforeEach, expect, test } from "vitest";
import { createCourtesy, type Turn } from "../../kube/courtesy.ts";
import { createFakeClock, type FakeClock, settle } from "./fake-clock.ts";

let clock: FakeClock;
let busy: boolean;
let turn: Turn;
let came: boolean;

const take = (signal?: AbortSignal) => {
  came = false;
  void turn(signal).then(() => {
    came = true;
  });
};
const pass = async (ms: number) => {
  await clock.advance(ms);
  await settle();
};

beforeEach(() => {
  clock = createFakeClock();
  busy = true;
  turn = createCourtesy({ busy: () => busy, clock });
});

test("where nothing else is to be done it goes at once", async () => {
  busy = false;
  take();
  await settle();
  expect(came).toBe(true);
});

test("it waits for the other work, and goes soon after that", async () => {
  take();
  await pass(59_000);
  expect(came).toBe(false);
  busy = false;
  await pass(100);
  expect(came).toBe(true);
});

test("other work that never ends is shared with after a minute, ten times a second", async () => {
  take();
  await pass(60_000);
  expect(came).toBe(true);
  const waiting = Array.from({ length: 5 }, () => turn());
  let gone = 0;
  for (const one of waiting) void one.then(() => gone++);
  await pass(100);
  expect(gone).toBe(1);
  await pass(300);
  expect(gone).toBe(4);
});

test("a pause of the other work gives it a minute more", async () => {
  take();
  await pass(50_000);
  busy = false;
  await pass(100);
  expect(came).toBe(true);
  busy = true;
  take();
  await pass(50_000);
  expect(came).toBe(false);
});

test("whoever gives up does not wait", async () => {
  const giving = new AbortController();
  take(giving.signal);
  giving.abort();
  await settle();
  expect(came).toBe(true);
});
