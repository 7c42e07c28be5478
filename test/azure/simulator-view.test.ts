// The view over a vault whose lists lag by two minutes: it never falls back behind what a GET has shown.
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import type { PollingView } from "../../operator/azure/vault-view.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import type { Simulated } from "./simulated.ts";
import { nextWrite, protect, startSimulated, TEST_NETWORK } from "./simulated.ts";

let simulated: Simulated;
let view: PollingView;
let web01: string;

beforeAll(async () => {
  simulated = await startSimulated({ lagSeconds: 120 });
  const { port, clock } = simulated;
  view = createVaultView({ port, clock, logger: silentLogger, random: () => 0.5, fabricType: "InMageRcm" });
  web01 = await protect(simulated, "web01");
  await simulated.advance(600);
  await view.pollItems();
});
afterAll(() => simulated.close());

const state = () => {
  const seen = view.item(web01);
  return seen.state === "present" ? [seen.value.testFailoverState, seen.value.currentJob?.scenario] : [seen.state];
};

test("the item is there, idle", () => {
  expect(state()).toEqual(["None", undefined]);
  expect(view.items()).toHaveLength(1);
});

test("a drill that we started stays seen while lists do not show it yet, and until it waits", async () => {
  const outcome = await view.port.testFailover(nextWrite(), web01, { networkId: TEST_NETWORK });
  const job = (outcome as { started: string }).started;
  view.wrote(web01, job);
  view.follow(web01, "uid");
  await view.pollActive();
  expect(state()).toEqual(["None", "TestFailover"]);
  const seen: unknown[] = [];
  for (let second = 0; second < 1800; second += 15) {
    await view.pollActive();
    if (second % 60 === 0) await view.pollItems();
    seen.push(state()[0]);
    await simulated.advance(15);
  }
  const up = seen.indexOf("WaitingForCompletion");
  expect(up).toBeGreaterThan(0);
  expect(new Set(seen.slice(up))).toEqual(new Set(["WaitingForCompletion"]));
  expect(view.jobsOn(web01).map(({ id }) => id)).toContain(job);
});

test("a clean-up made elsewhere is seen, and is not undone by a late list", async () => {
  await simulated.call("cleanups", { machine: "web01" });
  const seen: unknown[] = [];
  for (let second = 0; second < 900; second += 15) {
    await view.pollActive();
    if (second % 60 === 0) await view.pollItems();
    seen.push(view.item(web01).state === "present" ? state()[0] : "lost");
    await simulated.advance(15);
  }
  expect(seen).not.toContain("lost");
  const clean = seen.lastIndexOf("WaitingForCompletion");
  expect(clean).toBeLessThan(seen.length - 10);
  expect(view.jobsOn(web01)[0]).toMatchObject({ scenario: "TestFailoverCleanup", state: "Succeeded" });
});

test("a drill made elsewhere is found by the list alone, late, with its job", async () => {
  view.release(web01, "uid");
  await simulated.advance(600);
  await simulated.call("drills", { machine: "web01", network: TEST_NETWORK });
  await simulated.advance(300);
  // The first answer tells how late it is; the list after it is known to be late enough.
  await view.pollItems();
  await view.pollItems();
  expect(state()).toEqual(["None", "TestFailover"]);
  expect(view.jobsOn(web01)[0]).toMatchObject({ scenario: "TestFailover", state: "Running" });
});

test("an item that somebody removed elsewhere becomes absent by its GET", async () => {
  await simulated.call("reset", {});
  await simulated.advance(600);
  await view.pollItems();
  expect(view.item(web01).state).toBe("unknown");
  await view.pollActive();
  expect(view.item(web01).state).toBe("absent");
});
