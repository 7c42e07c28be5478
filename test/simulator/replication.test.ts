// Replication over time: states, percentages, recovery points, RPO, health; and the recorded lifecycle's order.
import { describe, expect, test } from "vitest";
import { newestPointOf, pointsOf, rpoOf } from "../../simulator/recovery-points.ts";
import { get } from "../../simulator/timeline.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import { enableOf, item, mapped, never, policyBody, protectedWorld, seconds, send, started } from "./build.ts";

const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;
const details = (world: World, name: string) => properties(world, name).providerSpecificDetails;
const policyIn = (world: World) => get(world.policies, "gold") ?? never();

/** A vault in which the machine's enable job has just ended. */
function enabled(name: string): World {
  const world = mapped(name);
  started(enableOf(world, name));
  seconds(world, name.includes("slow") ? 6 * 1650 : 1650);
  return world;
}

describe("initial replication", () => {
  test("goes null, 0, 64, 64 with its state ahead, null: as recorded, and never 100", () => {
    const world = enabled("web01");
    const seen = [0, 600, 600, 300, 1000, 1000].map((step) => {
      seconds(world, step);
      return [properties(world, "web01").protectionState, details(world, "web01").initialReplicationProgressPercentage];
    });
    expect(seen).toEqual([
      ["InitialReplicationInProgress", null],
      ["InitialReplicationInProgress", 0],
      ["InitialReplicationInProgress", 64],
      ["InitialReplicationRecoveryCompletionPending", 64],
      ["InitialReplicationRecoveryCompletionPending", 64],
      ["Protected", null],
    ]);
  });

  test("has a point before it is Protected, and no field about it until then: as recorded", () => {
    const world = enabled("web01");
    const count = () => pointsOf(item(world, "web01"), policyIn(world), world.now).length;
    seconds(world, 2500);
    expect(count()).toBe(0);
    seconds(world, 526);
    expect(count()).toBeGreaterThan(0);
    expect(details(world, "web01")).not.toHaveProperty("lastRecoveryPointReceived");
    expect(details(world, "web01").lastRecoveryPointId).toBeNull();
    seconds(world, 303);
    expect(details(world, "web01")).toHaveProperty("lastRecoveryPointReceived");
    expect(properties(world, "web01").protectionState).toBe("Protected");
  });

  test("of a slow machine shows more percentages on its longer way", () => {
    const world = enabled("web01-slow");
    const seen = new Set<number | null>();
    for (let step = 0; step < 200; step++) {
      seconds(world, 60);
      seen.add(details(world, "web01-slow").initialReplicationProgressPercentage);
    }
    expect([...seen]).toEqual([null, 0, 9, 27, 45, 64]);
  });

  test("of one that never replicates stays at 0 and is Critical", () => {
    const world = enabled("web01-never-replicates");
    seconds(world, 86_400);
    expect(properties(world, "web01-never-replicates")).toMatchObject({
      protectionState: "InitialReplicationInProgress",
      replicationHealth: "Critical",
      allowedOperations: ["DisableProtection"],
    });
    expect(details(world, "web01-never-replicates")).toMatchObject({
      initialReplicationProgressPercentage: 0,
      initialReplicationProgressHealth: "NoProgress",
    });
  });
});

describe("recovery points", () => {
  test("are made by the policy's frequencies and kept for its retention", () => {
    const world = protectedWorld("web01");
    seconds(world, 10 * 86_400);
    const points = pointsOf(item(world, "web01"), policyIn(world), world.now);
    const oldest = world.now - (points[0]?.time ?? 0);
    expect(oldest).toBeLessThanOrEqual(1440 * 60_000);
    expect(oldest).toBeGreaterThan(1370 * 60_000);
    const lastHour = points.filter((point) => point.time > world.now - 3_600_000);
    expect(lastHour.filter((point) => point.type === "CrashConsistent")).toHaveLength(12);
    expect(lastHour.filter((point) => point.type === "ApplicationConsistent")).toHaveLength(1);
  });

  test("older than two hours are one crash-consistent an hour", () => {
    const world = protectedWorld("web01");
    const old = pointsOf(item(world, "web01"), policyIn(world), world.now).filter(
      (point) => point.type === "CrashConsistent" && point.time < world.now - 2 * 3_600_000,
    );
    const hours = old.map((point) => Math.floor(point.time / 3_600_000));
    expect(new Set(hours).size).toBe(hours.length);
    expect(hours.length).toBeGreaterThan(15);
  });

  test("have the same name each time they are listed", () => {
    const world = protectedWorld("web01");
    const names = () => pointsOf(item(world, "web01"), policyIn(world), world.now).map((point) => point.name);
    const before = names();
    seconds(world, 60);
    expect(names().slice(1)).toEqual(expect.arrayContaining(before.slice(2, -1)));
  });

  test("are one, the newest, with a retention of 0", () => {
    const world = protectedWorld("web01");
    const settings = { recoveryPointHistoryInMinutes: 0, appConsistentFrequencyInMinutes: 0 };
    const body = { properties: { replicationProviderSettings: policyBody(settings).properties.providerSpecificInput } };
    send(world, "ReplicationPolicies_Update", "gold", body);
    seconds(world, 10);
    expect(pointsOf(item(world, "web01"), policyIn(world), world.now)).toHaveLength(1);
  });

  test("have the newest that is also found on its own", () => {
    const world = protectedWorld("web01");
    for (let minute = 0; minute < 90; minute += 7) {
      seconds(world, 7 * 60);
      const all = pointsOf(item(world, "web01"), policyIn(world), world.now);
      expect(newestPointOf(item(world, "web01"), policyIn(world), world.now)).toEqual(all.at(-1));
    }
  });
});

describe("the RPO", () => {
  test("is the newest point's age, never above the frequency for a healthy machine", () => {
    const world = protectedWorld("web01");
    for (let minute = 0; minute < 60; minute++) {
      seconds(world, 60);
      const { seconds: age = -1 } = rpoOf(item(world, "web01"), policyIn(world), world.now) ?? {};
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThanOrEqual(300);
    }
  });

  test("grows to two hours for a machine with a high one", () => {
    const world = protectedWorld("web01-high-rpo");
    const seen: number[] = [];
    for (let step = 0; step < 24; step++) {
      seconds(world, 300);
      seen.push(details(world, "web01-high-rpo").lastRpoInSeconds ?? 0);
    }
    expect(Math.max(...seen)).toBeGreaterThan(6000);
    expect(properties(world, "web01-high-rpo").replicationHealth).toBe("Warning");
  });
});

describe("health", () => {
  test("is Normal for replication and Warning for failover until the first test failover", () => {
    expect(properties(protectedWorld("web01"), "web01")).toMatchObject({
      replicationHealth: "Normal",
      failoverHealth: "Warning",
    });
  });

  test.each(["web01-critical", "web01-no-heartbeat"])("is Critical for %s, with causes and what to do", (name) => {
    const { replicationHealth, healthErrors } = properties(protectedWorld(name), name);
    expect(replicationHealth).toBe("Critical");
    expect(healthErrors[0]).toMatchObject({
      errorLevel: "Error",
      possibleCauses: expect.stringMatching(/\w/),
      recommendedAction: expect.stringMatching(/\w/),
    });
  });
});
