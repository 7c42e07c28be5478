// Who takes a Lease, and when: free, ours, expired by our own clock; one of two contenders.
import { describe, expect, test } from "vitest";
import { settle } from "./fake-clock.ts";
import type { LeaseServer } from "./lease-server.ts";
import {
  away,
  clientThat,
  contender,
  heldByOther,
  leading,
  newWorld,
  seconds,
  type World,
} from "./lease-under-test.ts";

describe("a lease", () => {
  test("that does not exist is made and held", async () => {
    const world = newWorld();
    const { lease, log, stop } = await leading(world);
    expect(world.server.spec).toEqual({
      holderIdentity: "a",
      leaseDurationSeconds: 15,
      acquireTime: "2026-11-23T10:00:00.000000Z",
      renewTime: "2026-11-23T10:00:00.000000Z",
      leaseTransitions: 0,
    });
    expect([lease.leader, lease.epoch, log]).toEqual(["a", 0, ["begins 0"]]);
    await stop();
  });

  test("that nobody holds is taken at once, and counts one more transition", async () => {
    const world = newWorld();
    world.server.write({ holderIdentity: "", leaseDurationSeconds: 1, leaseTransitions: 6 });
    const { lease, stop } = await leading(world);
    expect(lease.epoch).toBe(7);
    await stop();
  });

  test("that is ours from before is taken back at once, and counts no transition", async () => {
    const world = newWorld();
    world.server.write({ ...heldByOther, holderIdentity: "a", leaseTransitions: 6 });
    const { lease, stop } = await leading(world);
    expect(lease.epoch).toBe(6);
    await stop();
  });

  test("of somebody else is free when it has not changed for its duration, by our clock and whatever its times say", async () => {
    const world = newWorld();
    world.server.write({ ...heldByOther, leaseTransitions: 3 });
    const { lease, log, stop } = contender(world, "a");
    await world.clock.advance(seconds(15) - 1);
    expect([lease.isLeader, lease.leader, log]).toEqual([false, "other", []]);
    await world.clock.advance(1);
    expect([lease.isLeader, lease.leader, lease.epoch]).toEqual([true, "a", 4]);
    await stop();
  });

  test("that somebody else renews is left alone", async () => {
    const world = newWorld();
    world.server.write(heldByOther);
    const standby = contender(world, "a");
    for (let second = 0; second < 60; second += 2) {
      world.server.write({ ...heldByOther, renewTime: `1999-01-01T00:00:${second}.000000Z` });
      await world.clock.advance(seconds(2));
    }
    expect([standby.lease.isLeader, standby.log]).toEqual([false, []]);
    await standby.stop();
  });

  test("whose labels change but not what it says is as dead as before", async () => {
    const world = newWorld();
    world.server.write(heldByOther);
    const { lease, stop } = contender(world, "a");
    for (let second = 0; second < 14; second++) {
      await world.clock.advance(seconds(1));
      world.server.write(heldByOther, { second: String(second) });
    }
    await world.clock.advance(seconds(2));
    expect(lease.isLeader).toBe(true);
    await stop();
  });

  test("says for itself how long it lasts", async () => {
    const world = newWorld();
    world.server.write({ ...heldByOther, leaseDurationSeconds: 40 });
    const { lease, stop } = contender(world, "a");
    await world.clock.advance(seconds(40) - 1);
    expect(lease.isLeader).toBe(false);
    await world.clock.advance(1);
    expect(lease.isLeader).toBe(true);
    await stop();
  });

  test("keeps what others wrote into it", async () => {
    const world = newWorld();
    const foreign = { ...heldByOther, holderIdentity: "", strategy: "OldestEmulationVersion" };
    world.server.write(foreign);
    const { stop } = await leading(world);
    expect(world.server.spec).toMatchObject({ holderIdentity: "a", strategy: "OldestEmulationVersion" });
    await stop();
  });
});

describe("of two contenders", () => {
  test.each<[string, Parameters<LeaseServer["write"]>[0] | undefined]>([
    ["that does not exist", undefined],
    ["that nobody holds", { holderIdentity: "", leaseDurationSeconds: 1 }],
  ])("for a lease %s one leads, and losing the race is no trouble", async (_, spec) => {
    const world = newWorld();
    if (spec !== undefined) world.server.write(spec);
    const both = [contender(world, "a"), contender(world, "b")];
    await settle();
    expect(both.filter(({ lease }) => lease.isLeader)).toHaveLength(1);
    await world.clock.advance(seconds(2));
    for (const { lease, logger } of both) {
      expect([lease.leader, ...logger.messages("warn"), ...logger.messages("error")]).toEqual(["a"]);
    }
    for (const { stop } of both) await stop();
  });

  test("the other takes over within 17 seconds of the last renewal of one that died", async () => {
    const world = newWorld();
    const cut = new Set<string>();
    const first = await leading(world, "a", { client: cutOff(world, "a", cut) });
    const second = contender(world, "b", { random: () => 0.999 });
    await world.clock.advance(seconds(60));
    expect(second.lease.isLeader).toBe(false);
    cut.add("a");
    await world.clock.advance(seconds(17));
    expect([first.lease.isLeader, second.lease.isLeader, second.lease.epoch]).toEqual([false, true, 1]);
    await second.stop();
    await first.stop();
  });

  test("never do both lead or act, however often one of them is cut off", async () => {
    const world = newWorld();
    const cut = new Set<string>();
    const both = ["a", "b"].map((name) => contender(world, name, { client: cutOff(world, name, cut) }));
    const terms = new Set<number>();
    const halfMinute = async () => {
      for (let step = 0; step < 60; step++) {
        await world.clock.advance(500);
        const acting = both.filter(({ lease }) => lease.isLeader || lease.mayAct());
        expect(acting.length).toBeLessThanOrEqual(1);
        for (const { lease } of acting) terms.add(lease.epoch);
      }
    };
    for (const name of ["a", "b", "a", "b", "a", "b"]) {
      cut.add(name);
      await halfMinute();
      cut.clear();
      await halfMinute();
    }
    expect(terms.size).toBeGreaterThan(3);
    for (const { stop } of both) await stop();
  });
});

const cutOff = ({ server }: World, name: string, cut: ReadonlySet<string>) =>
  clientThat(server, (call) => (cut.has(name) ? Promise.reject(away()) : server.http.send(call)));
