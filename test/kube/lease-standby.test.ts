// A standby hears of its leader by a watch, asks for the lease only when that is silent, and takes over on time.
import { expect, test } from "vitest";
import { settle } from "./fake-clock.ts";
import {
  away,
  clientThat,
  contender,
  heldByOther,
  leading,
  newWorld,
  notAllowed,
  seconds,
} from "./lease-under-test.ts";

const reads = ({ server }: ReturnType<typeof newWorld>) => server.calls.filter((method) => method === "GET");

test("a standby asks once, and not again while its leader renews", async () => {
  const world = newWorld();
  const first = await leading(world);
  const second = contender(world, "b");
  await settle();
  expect([second.lease.leader, reads(world).length, world.server.watches]).toEqual(["a", 2, 1]);
  await world.clock.advance(seconds(600));
  expect([second.lease.isLeader, reads(world).length]).toEqual([false, 2]);
  await second.stop();
  await first.stop();
  expect([world.server.watches, world.clock.pending]).toEqual([0, 0]);
});

test("a process that leads from the start never watches", async () => {
  const world = newWorld();
  const { stop } = await leading(world);
  await world.clock.advance(seconds(60));
  expect(world.server.watches).toBe(0);
  await stop();
});

test("a lease that is let go is taken at once, without a timer", async () => {
  const world = newWorld();
  const first = await leading(world);
  const second = contender(world, "b");
  await settle();
  await first.stop();
  await settle();
  expect([second.lease.isLeader, second.lease.epoch, world.server.watches]).toEqual([true, 1, 0]);
  await second.stop();
});

test("a lease that is deleted is taken at once", async () => {
  const world = newWorld();
  world.server.write({ ...heldByOther, leaseTransitions: 3 });
  const { lease, stop } = contender(world, "a");
  await settle();
  world.server.remove();
  await settle();
  expect([lease.isLeader, lease.epoch]).toEqual([true, 4]);
  await stop();
});

test("a leader that dies right after a renewal is followed fifteen seconds after that", async () => {
  const world = newWorld();
  let dead = false;
  const client = clientThat(world.server, (call) => (dead ? Promise.reject(away()) : world.server.http.send(call)));
  const first = await leading(world, "a", { client });
  const second = contender(world, "b", { random: () => 0.999 });
  await world.clock.advance(seconds(60));
  dead = true;
  await world.clock.advance(seconds(15) - 1);
  expect(second.lease.isLeader).toBe(false);
  await world.clock.advance(1);
  expect(second.lease.isLeader).toBe(true);
  await second.stop();
  await first.stop();
});

test("over a watch that is dead it asks every two seconds, and still follows within 17 s", async () => {
  const world = newWorld();
  let dead = false;
  const client = clientThat(world.server, (call) => (dead ? Promise.reject(away()) : world.server.http.send(call)));
  const first = await leading(world, "a", { client });
  const second = contender(world, "b", { random: () => 0.999 });
  await world.clock.advance(seconds(10));
  world.server.silent = true;
  await world.clock.advance(seconds(60));
  expect(second.lease.isLeader).toBe(false);
  dead = true;
  await world.clock.advance(seconds(17));
  expect([second.lease.isLeader, second.lease.epoch]).toEqual([true, 1]);
  await second.stop();
  await first.stop();
});

test("a watch that is refused is no trouble: the lease is asked for instead", async () => {
  const world = newWorld();
  world.server.write(heldByOther);
  world.server.fate = ({ path }) => (path.includes("fieldSelector") ? notAllowed() : "answer");
  const { lease, logger, stop } = contender(world, "a");
  await world.clock.advance(seconds(15));
  expect(lease.isLeader).toBe(true);
  expect([...logger.messages("warn"), ...logger.messages("error")]).toEqual([]);
  await stop();
});

test("it says whom it follows, once for each leader", async () => {
  const world = newWorld();
  world.server.write(heldByOther);
  const { logger, stop } = contender(world, "a");
  await world.clock.advance(seconds(5));
  world.server.write({ ...heldByOther, renewTime: "1999-01-01T00:00:02.000000Z" });
  await world.clock.advance(seconds(5));
  world.server.write({ ...heldByOther, holderIdentity: "third", leaseTransitions: 1 });
  await world.clock.advance(seconds(5));
  const said = logger.entries.filter(({ message }) => message === "standing by").map(({ fields }) => fields.leader);
  expect(said).toEqual(["other", "third"]);
  await stop();
});

test("a lease let go over a silent watch is found by asking", async () => {
  const world = newWorld();
  world.server.write(heldByOther);
  const { lease, stop } = contender(world, "a");
  await settle();
  world.server.silent = true;
  world.server.write({ ...heldByOther, holderIdentity: "" });
  await world.clock.advance(seconds(7));
  expect([lease.isLeader, lease.leader]).toEqual([true, "a"]);
  await stop();
});

test("whoever needs to know is told of a loss before the work is", async () => {
  const world = newWorld();
  const told: string[] = [];
  const lead = (signal: AbortSignal) =>
    new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => {
        told.push("work");
        resolve();
      }),
    );
  const { stop } = await leading(world, "a", { lead, onLost: (why) => told.push(why) });
  world.server.fate = away;
  await world.clock.advance(seconds(10));
  expect(told).toEqual(["no renewal succeeded for 10 s", "work"]);
  world.server.fate = () => "answer";
  await stop();
});

test("nobody is told of a loss when a term ends as it was asked to", async () => {
  const world = newWorld();
  const told: string[] = [];
  const { stop } = await leading(world, "a", { onLost: (why) => told.push(why) });
  await stop();
  expect(told).toEqual([]);
});
