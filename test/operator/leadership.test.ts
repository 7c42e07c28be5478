// Without election one process acts from its start to its end; and how each replica names the leader.
import { expect, test } from "vitest";
import { ALONE, whoLeads } from "../../operator/leadership.ts";

test("alone, the work begins at once, in epoch 0, and may always act", async () => {
  const stopping = new AbortController();
  let ended = false;
  const running = ALONE.run(stopping.signal, async (leading) => {
    expect([leading.aborted, ALONE.epoch, ALONE.mayAct(3_600_000)]).toEqual([false, 0, true]);
    await new Promise<void>((resolve) => leading.addEventListener("abort", () => resolve()));
    ended = true;
  });
  stopping.abort();
  await running;
  expect(ended).toBe(true);
});

test("alone, nothing begins that was told to stop before", async () => {
  await ALONE.run(AbortSignal.abort(), () => Promise.reject(new Error("must not begin")));
});

test.each([
  ["leads", { isLeader: true, leader: "a" }, "this process, a"],
  ["is alone", { isLeader: true, leader: undefined }, "this process, without election"],
  ["stands by", { isLeader: false, leader: "b" }, "b; this process stands by"],
  ["knows of none", { isLeader: false, leader: undefined }, "nobody that this process knows of; it stands by"],
])("a process that %s says so", (_, facts, sentence) => {
  expect(whoLeads({ ...ALONE, ...facts })).toBe(sentence);
});
