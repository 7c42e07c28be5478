// Multi-VM groups: who may be in one, and the recovery points that all of its members share.
import { describe, expect, test } from "vitest";
import { itemPoints, pointWished, syncPoints } from "../../simulator/item-points.ts";
import { groupOf } from "../../simulator/items.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import { enableOf, item, mappingBody, policyBody, refusal, seconds, send, started, worldOf } from "./build.ts";
import { boot, createPlan, failOverPlan } from "./plan-build.ts";

const DAY = 86_400;

function synced(enableMultiVmSync: "true" | "false", ...names: readonly string[]): World {
  const world = worldOf(...names);
  send(world, "ReplicationPolicies_Create", "gold", policyBody({ enableMultiVmSync }));
  seconds(world, 2);
  send(world, "ReplicationProtectionContainerMappings_Create", "gold-mapping", mappingBody());
  seconds(world, 10);
  return world;
}

/** Two machines in a group, the second of which was enabled two hours and a bit after the first; and one alone. */
function grouped(): World {
  const world = synced("true", "web01", "web02", "web03");
  started(enableOf(world, "web01", { multiVmGroupName: "Shop" }));
  seconds(world, 7321);
  started(enableOf(world, "web02", { multiVmGroupName: "shop" }));
  started(enableOf(world, "web03"));
  seconds(world, 12_000);
  return world;
}

const shared = (world: World, name: string) =>
  itemPoints(world, item(world, name)).filter(syncPoints(world, item(world, name)));
const times = (world: World, name: string) => shared(world, name).map(({ time, type }) => `${type} ${time}`);

describe("a multi-VM group", () => {
  test("is shown by the name that each member gave, and compared without case", () => {
    const world = grouped();
    const [first, second] = ["web01", "web02"].map(
      (name) => itemView(world, item(world, name), world.now).properties.providerSpecificDetails.multiVmGroupName,
    );
    expect([first, second]).toEqual(["Shop", "shop"]);
    expect(groupOf(world, item(world, "web01")).map(({ name }) => name)).toEqual(["web01", "web02"]);
  });

  test("shares its points from the moment that every member makes some", () => {
    const world = grouped();
    expect(times(world, "web01").length).toBeGreaterThan(10);
    expect(times(world, "web01")).toEqual(times(world, "web02"));
    expect(itemPoints(world, item(world, "web01")).length).toBeGreaterThan(shared(world, "web01").length);
  });

  test("shares none while one member has none", () => {
    const world = synced("true", "web01", "web02-never-replicates");
    for (const name of ["web01", "web02-never-replicates"])
      started(enableOf(world, name, { multiVmGroupName: "shop" }));
    seconds(world, DAY);
    expect(shared(world, "web01")).toEqual([]);
  });

  test("is what a machine alone is not in", () => {
    const world = grouped();
    expect(shared(world, "web03")).toEqual([]);
    expect(groupOf(world, item(world, "web03")).map(({ name }) => name)).toEqual(["web03"]);
  });

  test("loses a member that is not protected any more", () => {
    const world = grouped();
    started(send(world, "ReplicationProtectedItems_Delete", "web02", { properties: {} }));
    seconds(world, 100);
    expect(groupOf(world, item(world, "web01")).map(({ name }) => name)).toEqual(["web01"]);
  });

  test("needs a policy that keeps its members' points together", () => {
    const world = synced("false", "web01");
    expect(refusal(enableOf(world, "web01", { multiVmGroupName: "shop" }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("multiVmGroupName"),
    });
  });
});

describe("a plan that asks for shared points", () => {
  const ask = (world: World, useMultiVmSyncPoint: "true" | "false") =>
    failOverPlan(world, [
      { instanceType: "InMageRcm", recoveryPointType: "LatestCrashConsistent", useMultiVmSyncPoint },
    ]);

  test("fails every member over to the same moment", () => {
    const world = grouped();
    started(createPlan(world, [boot(world, ["web01", "web02"])]));
    seconds(world, 1);
    started(ask(world, "true"));
    seconds(world, 3600);
    const [first, second] = ["web01", "web02"].map((name) => item(world, name).failover?.pointTime);
    expect(first).toBeDefined();
    expect(first).toBe(second);
  });

  test("takes any point of a machine that is in no group", () => {
    const world = grouped();
    const wish = { type: "LatestCrashConsistent", sync: true };
    expect(pointWished(world, item(world, "web03"), wish)).toEqual(
      itemPoints(world, item(world, "web03")).findLast(({ type }) => type === "CrashConsistent"),
    );
  });
});
