// Recovery plans as objects: made, changed, refused, deleted, and what they answer.
import { describe, expect, test } from "vitest";
import { itemPath } from "../../simulator/fabric.ts";
import { planNamed } from "../../simulator/plans.ts";
import { list } from "../../simulator/timeline.ts";
import { planView } from "../../simulator/view-plan.ts";
import type { World } from "../../simulator/world.ts";
import { failOver, item, never, protectedWorld, refusal, seconds, send, started } from "./build.ts";
import { boot, createPlan, manual, planBody, plannedWorld, testPlan } from "./plan-build.ts";

const view = (world: World, isWhole = true) => planView(world, planNamed(world, "shop") ?? never(), isWhole).properties;

describe("a recovery plan", () => {
  test("is there after a second, with the groups that the service adds", () => {
    const world = protectedWorld("web01");
    const running = started(createPlan(world, [boot(world, ["web01"])]));
    expect(list(world.plans)).toEqual([]);
    seconds(world, 1);
    expect(view(world).groups.map(({ groupType }) => groupType)).toEqual(["Shutdown", "Failover", "Boot"]);
    expect(view(world).groups[2]?.replicationProtectedItems).toEqual([
      { id: itemPath(world.fleet, "web01"), virtualMachineId: item(world, "web01").id },
    ]);
    expect(running.target).toMatchObject({ name: "shop", type: "RecoveryPlan" });
  });

  test("answers what was recorded of one, before anything was done with it", () => {
    expect(view(plannedWorld("web01"))).toMatchObject({
      friendlyName: "shop",
      primaryFabricFriendlyName: "contoso-drreplicationfabric",
      recoveryFabricId: "Microsoft Azure",
      recoveryFabricFriendlyName: "Microsoft Azure",
      failoverDeploymentModel: "ResourceManager",
      replicationProviders: ["InMageRcm"],
      allowedOperations: ["UnplannedFailover", "TestFailover"],
      currentScenario: null,
      currentScenarioStatus: null,
      currentScenarioStatusDescription: null,
      providerSpecificDetails: [],
    });
  });

  test("has no groups in a list", () => {
    expect(view(plannedWorld("web01"), false).groups).toEqual([]);
  });

  test("gives its actions back as they came", () => {
    const world = protectedWorld("web01");
    const runbook = {
      actionName: "open the firewall",
      failoverTypes: ["TestFailover"],
      failoverDirections: ["PrimaryToRecovery"],
      customDetails: {
        instanceType: "AutomationRunbookActionDetails",
        runbookId: "/subscriptions/1/runbooks/open",
        timeout: "PT10M",
        fabricLocation: "Recovery",
      },
    };
    const script = {
      actionName: "warm the cache",
      failoverTypes: ["UnplannedFailover"],
      failoverDirections: ["PrimaryToRecovery"],
      customDetails: {
        instanceType: "ScriptActionDetails",
        path: "C:\\warm.ps1",
        timeout: null,
        fabricLocation: "Recovery",
      },
    };
    const actions = { startGroupActions: [manual("ring the owner")], endGroupActions: [runbook, script] };
    started(createPlan(world, [boot(world, ["web01"], actions)]));
    seconds(world, 1);
    expect(view(world).groups[2]).toMatchObject(actions);
  });

  test("can be given other groups", () => {
    const world = plannedWorld("web01", "web02");
    const body = { properties: { groups: [boot(world, ["web02", "web01"])] } };
    started(send(world, "ReplicationRecoveryPlans_Update", "shop", body));
    seconds(world, 1);
    expect(planNamed(world, "shop")?.groups.flatMap(({ items }) => items)).toEqual(["web02", "web01"]);
  });

  test("is gone a second after it is deleted; its machines stay", () => {
    const world = plannedWorld("web01");
    const running = started(send(world, "ReplicationRecoveryPlans_Delete", "shop"));
    expect(running).toMatchObject({ scenario: "DeleteRecoveryPlan", friendlyName: "Delete a recovery plan" });
    seconds(world, 1);
    expect(list(world.plans)).toEqual([]);
    expect(list(world.items)).toHaveLength(1);
  });

  test("allows what one of its machines does", () => {
    const world = plannedWorld("web01", "web02");
    started(failOver(world, "web01"));
    seconds(world, 700);
    expect(view(world).allowedOperations).toEqual(["UnplannedFailover", "TestFailover", "Commit"]);
  });

  test("does not show a machine that is not protected any more", () => {
    const world = plannedWorld("web01", "web02");
    started(send(world, "ReplicationProtectedItems_Delete", "web01", { properties: {} }));
    seconds(world, 100);
    expect(view(world).groups.flatMap((group) => group.replicationProtectedItems)).toHaveLength(1);
  });
});

describe("a recovery plan is refused", () => {
  const world = protectedWorld("web01");
  const group = boot(world, ["web01"]);
  const action = manual("ring");
  test.each([
    ["without groups", { groups: undefined }, "properties.groups"],
    ["of another fabric", { primaryFabricId: "/elsewhere" }, "primaryFabricId"],
    ["to somewhere else", { recoveryFabricId: "Elsewhere" }, "recoveryFabricId"],
    ["of the old kind of resources", { failoverDeploymentModel: "Classic" }, "failoverDeploymentModel"],
    ["with an unknown group", { groups: [{ ...group, groupType: "Later" }] }, "groups[0].groupType"],
    ["with a machine that is not protected", { groups: [boot(world, ["web02"])] }, "replicationProtectedItems[0].id"],
    ["with a machine twice", { groups: [group, group] }, "'web01'"],
    [
      "with an action of no kind",
      { groups: [{ ...group, startGroupActions: [{ ...action, customDetails: {} }] }] },
      "startGroupActions[0].customDetails.instanceType",
    ],
    [
      "with an action without a name",
      { groups: [{ ...group, endGroupActions: [{ ...action, actionName: "" }] }] },
      "endGroupActions[0].actionName",
    ],
  ])("%s", (_, properties, where) => {
    const body = { properties: { ...planBody(world, [group]).properties, ...properties } };
    const { status, message } = refusal(send(world, "ReplicationRecoveryPlans_Create", "shop", body));
    expect([status, message]).toEqual([400, expect.stringContaining(where)]);
  });

  test("with more than a hundred machines", () => {
    const names = Array.from({ length: 101 }, (_, index) => `m${index}`);
    const many = protectedWorld(...names);
    expect(refusal(createPlan(many, [boot(many, names)])).message).toContain("100 machines");
    started(createPlan(many, [boot(many, names.slice(1))]));
  });

  test("when there is one of its name", () => {
    const planned = plannedWorld("web01");
    expect(refusal(createPlan(planned, [boot(planned, ["web01"])]))).toMatchObject({ status: 409 });
  });

  test.each(["Update", "Delete"] as const)("%s while it runs, and while test machines wait", (what) => {
    const planned = plannedWorld("web01");
    const body = { properties: { groups: [boot(planned, ["web01"])] } };
    const tryIt = () => send(planned, `ReplicationRecoveryPlans_${what}`, "shop", body);
    started(testPlan(planned));
    expect(refusal(tryIt()).detail?.code).toBe("AnotherOperationInProgress");
    seconds(planned, 3600);
    expect(refusal(tryIt()).detail?.code).toBe("OperationNotAllowed");
  });

  test.each([
    "ReplicationRecoveryPlans_Update",
    "ReplicationRecoveryPlans_Delete",
    "ReplicationRecoveryPlans_TestFailover",
    "ReplicationRecoveryPlans_TestFailoverCleanup",
    "ReplicationRecoveryPlans_UnplannedFailover",
    "ReplicationRecoveryPlans_FailoverCommit",
    "ReplicationRecoveryPlans_FailoverCancel",
    "ReplicationRecoveryPlans_PlannedFailover",
    "ReplicationRecoveryPlans_Reprotect",
  ] as const)("%s of a plan that there is not: 404", (operation) => {
    expect(refusal(send(world, operation, "none", { properties: {} })).status).toBe(404);
  });
});
