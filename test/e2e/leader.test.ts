// Two operators: one leads and the other is ready and quiet; a hand-over; and a leader that was frozen and finds out.
import { afterAll, beforeAll, expect, test } from "vitest";
import { freeze } from "../stack/freeze.ts";
import type { Replica } from "../stack/replicas.ts";
import { eventually } from "./eventually.ts";
import { type LeaderGround, startLeaderGround } from "./leader-ground.ts";
import { getRun } from "./shop.ts";

const MINUTES = 60_000;

let ground: LeaderGround;
let first: Replica;
let second: Replica;

beforeAll(async () => {
  ground = await startLeaderGround(240, ["handed", "frozen"]);
  first = await ground.replicas.start();
  await first.leads();
  second = await ground.replicas.start();
  await ground.bound();
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

test("a standby is ready, knows who leads, and sends nothing to Azure but the question how fast its clock runs", async () => {
  const leader = await second.standsBy();
  expect((await ground.lease())?.holderIdentity).toBe(leader);
  expect(await second.ask("/readyz")).toEqual({ status: 200, text: "ok" });
  expect((await second.ask("/readyz?verbose")).text).toContain(`[i]leader: ${leader}; this process stands by`);
  expect((await first.ask("/readyz?verbose")).text).toContain(`[i]leader: this process, ${leader}`);
  expect((await second.ask("/metrics")).text).toMatch(
    /leader_election_master_status\{name="asr-chatops-operator",[^}]*\} 0/,
  );
  const [before, beforeFirst] = [second.way.bytes, first.way.bytes];
  await eventually(
    "the leader polls Azure",
    async () => first.way.bytes,
    (bytes) => bytes > beforeFirst,
  );
  expect((await second.ask("/metrics")).text).not.toContain("asr_arm_requests_total{");
  expect(second.way.bytes).toBe(before);
});

test("a leader that is told to stop ends with 0, and the standby goes on with what is asked for", async () => {
  const epoch = await first.leads();
  const ended = first.child.end("SIGTERM");
  await ground.begin("handed");
  await ended;
  expect(await first.child.ended).toBe(0);
  expect(await second.leads()).toBe(epoch + 1);
  expect(await ground.started("handed")).toMatchObject([{ outcome: "accepted" }]);
  const run = await getRun(ground.stack.client, "handed");
  expect(run?.status?.operation).toMatchObject({ epoch: epoch + 1 });
});

test("a leader that was frozen past its lease sends nothing any more, and ends with 1", async () => {
  const third = await ground.replicas.start();
  await third.standsBy();
  const frozen = freeze(second.child.pid);
  await ground.begin("frozen");
  expect(await third.leads()).toBe((await second.leads()) + 1);
  expect(await ground.started("frozen")).toHaveLength(1);
  // Its polls are overdue by an hour of Azure's time, and the drill is news to it.
  const before = second.way.bytes;
  expect(before).toBeGreaterThan(0);
  frozen.thaw();
  expect(await second.child.ended).toBe(1);
  expect(second.way.bytes).toBe(before);
  expect(second.child.lines.at(-1)).toMatch(/"why":"[^"]+","msg":"ending, to be started again"/);
  expect(await ground.starts("frozen")).toHaveLength(1);
});
