// What follows a failover: another point, the commit, a cancel, the end of protection and of a migration.
import { describe, expect, test } from "vitest";
import { itemPoints } from "../../simulator/item-points.ts";
import { stateOf } from "../../simulator/items.ts";
import { get, list } from "../../simulator/timeline.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import {
  failedOverWorld,
  failOver,
  item,
  job,
  never,
  protectedWorld,
  refusal,
  seconds,
  send,
  started,
} from "./build.ts";

const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;

const machines = (world: World) => list(world.virtualMachines).map(({ name }) => name);

const commit = (world: World, name: string) => send(world, "ReplicationProtectedItems_FailoverCommit", name);

const changePoint = (world: World, name: string, recoveryPointId: string) =>
  send(world, "ReplicationProtectedItems_ApplyRecoveryPoint", name, {
    properties: { recoveryPointId, providerSpecificDetails: { instanceType: "InMageRcm", recoveryPointId } },
  });

describe("after a failover", () => {
  test("a commit ends the choice of a point", () => {
    const world = failedOverWorld("web01");
    const [point = never()] = itemPoints(world, item(world, "web01"));
    const running = started(commit(world, "web01"));
    expect(running).toMatchObject({ scenario: "CommitFailover" });
    seconds(world, 20);
    expect(properties(world, "web01")).toMatchObject({
      protectionState: "UnplannedFailoverCommitted",
      activeLocation: "Recovery",
      allowedOperations: ["CompleteMigration", "DisableProtection"],
    });
    expect(refusal(changePoint(world, "web01", point.name)).status).toBe(409);
    expect(refusal(commit(world, "web01")).status).toBe(409);
    expect(machines(world)).toEqual(["web01"]);
  });

  test("a commit that fails by the machine's name works the second time", () => {
    const world = failedOverWorld("web01-fails-commit");
    for (const state of ["Failed", "Succeeded"]) {
      const running = started(commit(world, "web01-fails-commit"));
      seconds(world, 20);
      expect(job(world, running).state).toBe(state);
    }
    expect(stateOf(item(world, "web01-fails-commit"), world.now)).toBe("UnplannedFailoverCommitted");
  });

  test("another point makes the machine anew, under the same name and address", () => {
    const world = failedOverWorld("web01");
    const [oldest = never()] = itemPoints(world, item(world, "web01"));
    const before = get(world.virtualMachines, "dr-target-rg/web01") ?? never();
    started(changePoint(world, "web01", `/anything/recoveryPoints/${oldest.name}`));
    seconds(world, 300);
    expect(item(world, "web01").failover).toMatchObject({ pointId: oldest.name, committed: false });
    expect(get(world.virtualMachines, "dr-target-rg/web01")).toMatchObject({ name: "web01", address: before.address });
    expect(get(world.virtualMachines, "dr-target-rg/web01")?.createdAt).toBeGreaterThan(before.createdAt);
  });

  test("a change of point that fails leaves the machine as it was", () => {
    const name = "web01-fails-change-point";
    const world = failedOverWorld(name);
    const before = item(world, name).failover;
    const [oldest = never()] = itemPoints(world, item(world, name));
    const running = started(changePoint(world, name, oldest.name));
    seconds(world, 300);
    expect(job(world, running).state).toBe("Failed");
    expect(item(world, name).failover).toEqual(before);
    expect(machines(world)).toEqual([name]);
  });

  test.each([
    ["without a point", {}],
    ["of a point that there is not", { recoveryPointId: "none" }],
    ["of another provider", { instanceType: "A2A", recoveryPointId: "none" }],
  ])("a change %s is refused", (_, details) => {
    const body = { properties: { providerSpecificDetails: { instanceType: "InMageRcm", ...details } } };
    const result = send(failedOverWorld("web01"), "ReplicationProtectedItems_ApplyRecoveryPoint", "web01", body);
    expect(refusal(result).status).toBe(400);
  });

  test.each([
    "ReplicationProtectedItems_Update",
    "ReplicationProtectedItems_TestFailover",
    "ReplicationProtectedItems_Reprotect",
    "ReplicationProtectedItems_PlannedFailover",
    "ReplicationProtectedItems_FailoverCancel",
  ] as const)("%s is refused: the way is one-way", (operation) => {
    expect(refusal(send(failedOverWorld("web01"), operation, "web01", { properties: {} })).status).toBe(409);
  });

  test("a cancel brings the machine back into replication, where its name allows one", () => {
    const name = "web01-cancellable-failover";
    const world = failedOverWorld(name);
    const running = started(send(world, "ReplicationProtectedItems_FailoverCancel", name));
    expect(running.scenario).toBe("CancelFailover");
    seconds(world, 120);
    expect(properties(world, name)).toMatchObject({ protectionState: "Protected", activeLocation: "Primary" });
    expect(machines(world)).toEqual([]);
    started(failOver(world, name));
  });
});

describe("the end of protection", () => {
  const remove = (world: World, disableProtectionReason?: string) =>
    send(world, "ReplicationProtectedItems_Delete", "web01", { properties: { disableProtectionReason } });

  test.each([undefined, "NotSpecified", "MigrationComplete"])(
    "after a failover (%s) leaves the machine in Azure",
    (reason) => {
      const world = failedOverWorld("web01");
      started(remove(world, reason));
      seconds(world, 68);
      expect(list(world.items)).toEqual([]);
      expect(machines(world)).toEqual(["web01"]);
    },
  );

  test("is no completed migration before a failover, and has no other reasons", () => {
    const world = protectedWorld("web01");
    expect(refusal(remove(world, "Because"))).toMatchObject({ status: 400 });
    expect(refusal(remove(world, "MigrationComplete"))).toMatchObject({ status: 409 });
    expect(properties(world, "web01")).toMatchObject({ protectionState: "Protected" });
    started(remove(world));
  });

  test("by a purge ends a failover that runs", () => {
    const world = protectedWorld("web01");
    const running = started(failOver(world, "web01"));
    started(send(world, "ReplicationProtectedItems_Purge", "web01"));
    seconds(world, 700);
    expect(job(world, running).state).toBe("Cancelled");
    expect(list(world.items)).toEqual([]);
    expect(machines(world)).toEqual([]);
  });
});
