// Unplanned failovers and what follows them: another point, the commit, a cancel, the end of a migration.
import { describe, expect, test } from "vitest";
import { timeText } from "../../simulator/arm.ts";
import { itemPoints } from "../../simulator/item-points.ts";
import { allowedOperations, scenarioOf, stateOf } from "../../simulator/items.ts";
import { list } from "../../simulator/timeline.ts";
import { itemView } from "../../simulator/view-item.ts";
import { jobView, operationView } from "../../simulator/view-job.ts";
import type { World } from "../../simulator/world.ts";
import {
  drill,
  enableOf,
  failedOverWorld,
  failOver,
  failoverBody,
  item,
  job,
  mapped,
  never,
  protectedWorld,
  refusal,
  seconds,
  send,
  started,
} from "./build.ts";

const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;
const machines = (world: World) => list(world.virtualMachines).map(({ name }) => name);

describe("an unplanned failover", () => {
  test("holds the item while it runs, 10 min 37 s as recorded", () => {
    const world = protectedWorld("web01");
    const running = started(failOver(world, "web01"));
    expect(allowedOperations(item(world, "web01"), world.now)).toEqual([]);
    expect(scenarioOf(item(world, "web01"))).toMatchObject({ scenario: "UnplannedFailover", job: running.name });
    seconds(world, 636);
    expect(job(world, running).state).toBe("InProgress");
    seconds(world, 1);
    expect(job(world, running)).toMatchObject({ state: "Succeeded", operation: "Succeeded" });
  });

  test("leaves the item as recorded", () => {
    const world = protectedWorld("web01");
    const { startTime } = started(failOver(world, "web01"));
    const newest = properties(world, "web01").providerSpecificDetails.lastRecoveryPointId;
    seconds(world, 637);
    expect(properties(world, "web01")).toMatchObject({
      protectionState: "UnplannedFailoverCommitPendingStatesBegin",
      protectionStateDescription: "Failover completed",
      activeLocation: "Recovery",
      testFailoverState: "None",
      allowedOperations: ["CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection"],
      replicationHealth: "Normal",
      failoverHealth: "Normal",
      healthErrors: [],
      lastSuccessfulFailoverTime: timeText(startTime),
      failoverRecoveryPointId: newest,
      currentScenario: { scenarioName: "None" },
      providerSpecificDetails: {
        failoverRecoveryPointId: newest,
        lastRecoveryPointId: newest,
        isAgentRegistrationSuccessfulAfterFailover: false,
        protectedDisks: [{ targetManagedDiskId: expect.stringContaining("/disks/sda-web01-") }],
      },
    });
  });

  test("makes a machine by the target's name, on the target network", () => {
    const world = failedOverWorld("web01");
    expect(list(world.virtualMachines)).toMatchObject([
      { name: "web01", network: "prod-net", subnet: "web", address: "10.8.1.4" },
    ]);
  });

  test("says in its job which machine came from which point", () => {
    const world = protectedWorld("web01");
    const running = started(failOver(world, "web01"));
    seconds(world, 637);
    const view = jobView(world, job(world, running), world.now, (point) => point.pointId);
    expect(view.properties.customDetails).toMatchObject({
      instanceType: "FailoverJobDetails",
      protectedItemDetails: [
        { friendlyName: "web01", testVmName: "web01", recoveryPointId: running.failover?.pointId },
      ],
    });
    expect(view.properties.tasks.map(({ state }) => state)).toEqual(Array(4).fill("Succeeded"));
  });

  test("ends replication: points no more come and no more go", () => {
    const world = failedOverWorld("web01");
    const before = itemPoints(world, item(world, "web01"));
    seconds(world, 3 * 86_400);
    expect(itemPoints(world, item(world, "web01"))).toEqual(before);
  });

  test("takes the point that it is asked for", () => {
    const world = protectedWorld("web01");
    const [oldest = never()] = itemPoints(world, item(world, "web01"));
    started(failOver(world, "web01", { recoveryPointId: `/anywhere/recoveryPoints/${oldest.name}` }));
    seconds(world, 637);
    expect(item(world, "web01").failover).toMatchObject({ pointId: oldest.name, pointTime: oldest.time });
  });

  test("gives the machine another name when its own is taken, and warns with 28175, though it succeeded", () => {
    const world = protectedWorld("web01-name-taken");
    const running = started(failOver(world, "web01-name-taken"));
    expect(operationView(job(world, running)).error).toBeNull();
    seconds(world, 637);
    expect(operationView(job(world, running))).toMatchObject({ status: "Succeeded", error: { code: "28175" } });
    expect(machines(world)).toEqual([expect.stringMatching(/^web01-name-taken-[0-9a-f-]{36}$/)]);
  });

  test("fails on an address that is taken, and makes no machine", () => {
    const world = protectedWorld("web01", "web02");
    started(failOver(world, "web01"));
    seconds(world, 637);
    const nic = { nicId: item(world, "web02").nics[0]?.id, isPrimaryNic: "true", targetStaticIPAddress: "10.8.1.4" };
    const details = {
      instanceType: "InMageRcm",
      targetNetworkId: item(world, "web02").target.networkId,
      vmNics: [nic],
    };
    started(
      send(world, "ReplicationProtectedItems_Update", "web02", { properties: { providerSpecificDetails: details } }),
    );
    seconds(world, 60);
    const running = started(failOver(world, "web02"));
    seconds(world, 637);
    expect(job(world, running)).toMatchObject({ state: "Failed", errors: [{ code: "28092" }] });
    expect(machines(world)).toEqual(["web01"]);
    expect(stateOf(item(world, "web02"), world.now)).toBe("Protected");
  });

  test("fails half-way by the machine's name, and the machine stays Protected", () => {
    const world = protectedWorld("web01-fails-failover");
    const running = started(failOver(world, "web01-fails-failover"));
    seconds(world, 637);
    expect(job(world, running)).toMatchObject({ state: "Failed", errors: [{ code: "28031" }] });
    expect(allowedOperations(item(world, "web01-fails-failover"), world.now)).toContain("UnplannedFailover");
    expect(machines(world)).toEqual([]);
  });

  test("works at the second try when the name says once", () => {
    const world = protectedWorld("web01-fails-failover-once");
    for (const state of ["Failed", "Succeeded"]) {
      const running = started(failOver(world, "web01-fails-failover-once"));
      seconds(world, 637);
      expect(job(world, running).state).toBe(state);
    }
  });

  test("is done for a machine without a network too", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01", { targetNetworkId: undefined, targetSubnetName: undefined }));
    seconds(world, 86_400);
    started(failOver(world, "web01"));
    seconds(world, 637);
    expect(list(world.virtualMachines)).toMatchObject([{ name: "web01", network: "", address: "" }]);
  });
});

describe("an unplanned failover is refused", () => {
  test.each([
    ["of another provider", { instanceType: "InMageAzureV2" }, "instanceType"],
    ["without a word on shutting down", { performShutdown: undefined }, "performShutdown"],
    ["with a yes that is no text", { performShutdown: true }, "performShutdown"],
    ["to a point that there is not", { recoveryPointId: "/recoveryPoints/none" }, "recoveryPointId"],
  ])("%s", (_, details, field) => {
    const { status, message } = refusal(failOver(protectedWorld("web01"), "web01", details));
    expect([status, message]).toEqual([400, expect.stringContaining(field)]);
  });

  test.each([
    ["in the other direction", { failoverDirection: "RecoveryToPrimary" }],
    ["with unknown work at the source", { sourceSiteOperations: "Perhaps" }],
  ])("%s", (_, properties) => {
    const body = { properties: { ...failoverBody().properties, ...properties } };
    const world = protectedWorld("web01");
    expect(refusal(send(world, "ReplicationProtectedItems_UnplannedFailover", "web01", body)).status).toBe(400);
  });

  test.each([
    [
      "while it replicates for the first time",
      () => {
        const world = mapped("web01");
        started(enableOf(world, "web01"));
        seconds(world, 1700);
        return world;
      },
    ],
    [
      "while a test machine waits",
      () => {
        const world = protectedWorld("web01");
        started(drill(world, "web01"));
        seconds(world, 3600);
        return world;
      },
    ],
    ["when it is failed over already", () => failedOverWorld("web01")],
  ] as const)("%s", (_, make) => {
    expect(refusal(failOver(make(), "web01"))).toMatchObject({ status: 409, detail: { code: "OperationNotAllowed" } });
  });

  test("of what is not there, and of a machine that refuses everything", () => {
    expect(refusal(failOver(protectedWorld("web01"), "web02")).status).toBe(404);
    const world = mapped("web01-busy");
    for (let turn = 0; turn < 3; turn++) enableOf(world, "web01-busy");
    seconds(world, 86_400);
    expect(refusal(failOver(world, "web01-busy")).detail?.code).toBe("AnotherOperationInProgress");
  });
});
