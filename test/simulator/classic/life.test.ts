// A classic item after it is protected: changed, drilled, failed over, resynchronised, given up.
import { describe, expect, test } from "vitest";
import { classicItemView } from "../../../simulator/classic/view-item.ts";
import { itemPoints } from "../../../simulator/item-points.ts";
import { allowedOperations, stateOf } from "../../../simulator/items.ts";
import { get, list } from "../../../simulator/timeline.ts";
import type { WriteName } from "../../../simulator/vault.ts";
import { pointPath } from "../../../simulator/view-policy.ts";
import type { World } from "../../../simulator/world.ts";
import { item, job, never, refusal, seconds, started } from "../build.ts";
import { boot, planBody } from "../plan-build.ts";
import { drill, failOver, NETWORK, protectedWorld, send } from "./build.ts";

const shown = (world: World, name = "web01") => classicItemView(world, item(world, name), world.now).properties;
const details = (world: World, name = "web01") => shown(world, name).providerSpecificDetails;
const operations = (world: World, name = "web01") => allowedOperations(item(world, name), world.now);

const update = (world: World, properties: object) =>
  send(world, "ReplicationProtectedItems_Update", "web01", {
    properties: { providerSpecificDetails: { instanceType: "InMageAzureV2" }, ...properties },
  });

describe("a test failover", () => {
  test("waits for its clean-up, and counts as the last one after it", () => {
    const world = protectedWorld("web01");
    const drilling = started(drill(world, "web01"));
    expect(operations(world)).toEqual([]);
    seconds(world, 1300);
    expect(job(world, drilling)).toMatchObject({ state: "Suspended", stateDescription: "WaitingForStopTestFailover" });
    expect(shown(world)).toMatchObject({
      testFailoverState: "WaitingForCompletion",
      protectionStateDescription: "Cleanup test failover pending",
    });
    expect(operations(world)).toEqual(["TestFailoverCleanup"]);
    const body = { properties: { comments: "looked well" } };
    started(send(world, "ReplicationProtectedItems_TestFailoverCleanup", "web01", body));
    seconds(world, 200);
    expect(job(world, drilling).state).toBe("Succeeded");
    expect(shown(world).lastSuccessfulTestFailoverTime).toMatch(/^2026-11-24T/);
  });

  test.each([
    ["of the other provider", { providerSpecificDetails: { instanceType: "InMageRcm" } }, "instanceType"],
    ["into a network that there is not", { networkId: NETWORK("none") }, "properties.networkId"],
    ["back to the site", { failoverDirection: "RecoveryToPrimary" }, "failoverDirection"],
  ])("%s is refused", (_, properties, field) => {
    const refused = refusal(drill(protectedWorld("web01"), "web01", properties));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(field) });
  });

  test("reads no network from the provider's details, which have none", () => {
    const providerSpecificDetails = { instanceType: "InMageAzureV2", networkId: NETWORK("dr-test") };
    const properties = { networkId: undefined, providerSpecificDetails };
    expect(refusal(drill(protectedWorld("web01"), "web01", properties)).message).toContain("properties.networkId");
  });
});

describe("a failover", () => {
  test("runs in Azure, takes another point, and is committed", () => {
    const world = protectedWorld("web01");
    const points = itemPoints(world, item(world, "web01"));
    started(failOver(world, "web01"));
    seconds(world, 700);
    expect(stateOf(item(world, "web01"), world.now)).toBe("UnplannedFailoverCommitPendingStatesBegin");
    expect(operations(world)).toEqual(["CompleteMigration", "Commit", "DisableProtection", "ChangePit"]);
    expect(details(world).targetVmId).toMatch(/Microsoft\.Compute\/virtualMachines\/web01$/);
    const [oldest = never()] = points;
    const body = {
      properties: {
        recoveryPointId: pointPath(world, item(world, "web01"), oldest.name),
        providerSpecificDetails: { instanceType: "InMageAzureV2" },
      },
    };
    const changing = started(send(world, "ReplicationProtectedItems_ApplyRecoveryPoint", "web01", body));
    seconds(world, 400);
    expect(job(world, changing).state).toBe("Succeeded");
    expect(item(world, "web01").failover?.pointId).toBe(oldest.name);
    started(send(world, "ReplicationProtectedItems_FailoverCommit", "web01"));
    seconds(world, 60);
    expect(stateOf(item(world, "web01"), world.now)).toBe("UnplannedFailoverCommitted");
    expect(shown(world)).toMatchObject({ activeLocation: "Recovery" });
  });

  test("asks nothing about a shutdown; the other provider's details are refused", () => {
    const rcm = { instanceType: "InMageRcm", performShutdown: "false" };
    expect(refusal(failOver(protectedWorld("web01"), "web01", rcm)).message).toContain("must be InMageAzureV2");
  });

  test("takes the point from outside the provider's details, and no other", () => {
    const world = protectedWorld("web01");
    started(failOver(world, "web01"));
    seconds(world, 700);
    const [oldest = never()] = itemPoints(world, item(world, "web01"));
    const inside = { instanceType: "InMageAzureV2", recoveryPointId: oldest.name };
    const body = { properties: { providerSpecificDetails: inside } };
    const refused = refusal(send(world, "ReplicationProtectedItems_ApplyRecoveryPoint", "web01", body));
    expect(refused.message).toBe("properties.recoveryPointId must be given.");
  });

  test.each([["ReplicationProtectedItems_Reprotect"], ["ReplicationProtectedItems_PlannedFailover"]] as const)(
    "has no way back: %s says that VMware is not here",
    (operation) => {
      expect(refusal(send(protectedWorld("web01"), operation, "web01")).message).toContain("VMware");
    },
  );
});

describe("a recovery plan", () => {
  const plan = (operation: WriteName, world: World, details: object) =>
    send(world, operation, "shop", {
      properties: {
        failoverDirection: "PrimaryToRecovery",
        ...{ networkType: "VmNetworkAsInput", networkId: NETWORK("dr-test"), sourceSiteOperations: "NotRequired" },
        providerSpecificDetails: [{ recoveryPointType: "LatestCrashConsistent", ...details }],
      },
    });

  test("drills its classic machines, and fails them over; details of the other provider are refused", () => {
    const world = protectedWorld("web01");
    started(send(world, "ReplicationRecoveryPlans_Create", "shop", planBody(world, [boot(world, ["web01"])])));
    seconds(world, 2);
    const rcm = { instanceType: "InMageRcm" };
    expect(refusal(plan("ReplicationRecoveryPlans_TestFailover", world, rcm)).message).toContain("InMageAzureV2");
    const details = { instanceType: "InMageAzureV2" };
    started(plan("ReplicationRecoveryPlans_TestFailover", world, details));
    seconds(world, 1800);
    expect(operations(world)).toEqual(["TestFailoverCleanup"]);
    started(send(world, "ReplicationRecoveryPlans_TestFailoverCleanup", "shop", { properties: { comments: "" } }));
    seconds(world, 600);
    started(plan("ReplicationRecoveryPlans_UnplannedFailover", world, details));
    seconds(world, 1800);
    expect(operations(world)).toContain("Commit");
  });
});

test("tags that were asked for are on the machine that a failover makes", () => {
  const world = protectedWorld("web01");
  started(
    update(world, { providerSpecificDetails: { instanceType: "InMageAzureV2", targetVmTags: { team: "shop" } } }),
  );
  seconds(world, 60);
  started(failOver(world, "web01"));
  seconds(world, 700);
  expect(list(world.virtualMachines)).toMatchObject([{ name: "web01", tags: { team: "shop" } }]);
});

describe("a change", () => {
  test("sets the networks, the size and the cards", () => {
    const world = protectedWorld("web01");
    const nicId = details(world).selectedSourceNicId;
    const address = { recoverySubnetName: "db", recoveryStaticIPAddress: "10.9.2.9", tfoSubnetName: "web" };
    const properties = {
      recoveryAzureVMSize: "Standard_D8s_v5",
      selectedRecoveryAzureNetworkId: NETWORK("prod-net"),
      selectedTfoAzureNetworkId: NETWORK("dr-test"),
      vmNics: [{ nicId, ipConfigs: [address] }],
    };
    started(update(world, properties));
    expect(operations(world)).toEqual([]);
    seconds(world, 60);
    expect(details(world)).toMatchObject({
      recoveryAzureVMSize: "Standard_D8s_v5",
      selectedTfoAzureNetworkId: NETWORK("dr-test"),
      vmNics: [{ nicId, ipConfigs: [{ ...address, recoveryIPAddressType: "Static" }] }],
    });
  });

  test("empties what it leaves out, but for name, size and group", () => {
    const world = protectedWorld("web01");
    started(update(world, { licenseType: "WindowsServer" }));
    seconds(world, 60);
    expect(details(world)).toMatchObject({
      licenseType: "WindowsServer",
      recoveryAzureVMName: "web01",
      selectedRecoveryAzureNetworkId: "",
    });
  });

  test.each([
    ["of the other provider", { providerSpecificDetails: { instanceType: "InMageRcm" } }, "instanceType"],
    ["to a name that Azure does not take", { recoveryAzureVMName: "-" }, "recoveryAzureVMName"],
    ["to a network that there is not", { selectedTfoAzureNetworkId: NETWORK("none") }, "selectedTfoAzureNetworkId"],
    ["of a card that there is not", { vmNics: [{ nicId: "none" }] }, "vmNics"],
    ["to a primary card that there is not", { selectedSourceNicId: "none" }, "vmNics"],
  ])("%s is refused", (_, properties, field) => {
    const refused = refusal(update(protectedWorld("web01"), properties));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(field) });
  });
});

describe("a machine that must be resynchronised", () => {
  const NAME = "web01-needs-resync";

  test("says so of every disk, then how far it is, and no more when it is done", () => {
    const world = protectedWorld(NAME);
    const seen = () => {
      const { resyncProgressPercentage, protectedDisks } = details(world, NAME);
      return [resyncProgressPercentage, protectedDisks[0]?.resyncRequired, protectedDisks[0]?.progressStatus];
    };
    expect(operations(world, NAME)).toContain("RepairReplication");
    expect(seen()).toEqual([undefined, "true", "None"]);
    started(send(world, "ReplicationProtectedItems_RepairReplication", NAME));
    seconds(world, 30 + 650);
    expect(seen()).toEqual([40, "true", "InProgress"]);
    seconds(world, 1200);
    expect(seen()).toEqual([undefined, "false", "None"]);
  });
});

describe("what a classic provider has no body for", () => {
  test.each([
    ["ReplicationProtectedItems_UpdateAppliance", { targetApplianceId: "x" }],
    ["ReplicationProtectedItems_AddDisks", {}],
  ] as const)("is refused: %s", (operation, properties) => {
    const refused = refusal(send(protectedWorld("web01"), operation, "web01", { properties }));
    expect(refused).toMatchObject({ status: 409, detail: { code: "OperationNotSupported" } });
  });
});

test("the end of protection frees the machine", () => {
  const world = protectedWorld("web01");
  started(send(world, "ReplicationProtectedItems_Delete", "web01", { properties: {} }));
  seconds(world, 68);
  expect(get(world.items, "web01")).toBeUndefined();
});
