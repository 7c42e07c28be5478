// The fields that the live service was seen to answer, by name (recorded az CLI traffic, 2023): neither more nor fewer.
import { describe, expect, test } from "vitest";
import { planNamed } from "../../simulator/plans.ts";
import { get } from "../../simulator/timeline.ts";
import { itemView } from "../../simulator/view-item.ts";
import { planView } from "../../simulator/view-plan.ts";
import { mappingView, policyView } from "../../simulator/view-policy.ts";
import type { World } from "../../simulator/world.ts";
import { enableOf, failedOverWorld, item, mapped, never, seconds, started } from "./build.ts";
import { plannedWorld } from "./plan-build.ts";

const words = (text: string): string[] => text.trim().split(/\s+/).sort();
const fields = (value: object | null | undefined): string[] => Object.keys(value ?? {}).sort();

/** A machine `after` seconds past the end of its enable job. */
function itemAfter(after: number) {
  const world: World = mapped("web01");
  started(enableOf(world, "web01"));
  seconds(world, 1650 + after);
  return itemView(world, item(world, "web01"), world.now).properties;
}

const ITEM = words(`
  friendlyName protectedItemType protectableItemId recoveryServicesProviderId primaryFabricFriendlyName
  primaryFabricProvider recoveryFabricFriendlyName recoveryFabricId primaryProtectionContainerFriendlyName
  recoveryProtectionContainerFriendlyName protectionState protectionStateDescription activeLocation testFailoverState
  testFailoverStateDescription switchProviderState switchProviderStateDescription allowedOperations replicationHealth
  failoverHealth healthErrors policyId policyFriendlyName currentScenario failoverRecoveryPointId
  providerSpecificDetails recoveryContainerId eventCorrelationId`);

const ABOUT_POINTS = words("lastRecoveryPointReceived lastRpoInSeconds lastRpoCalculatedTime");

const DISK = words(`
  diskId diskName isOSDisk capacityInBytes logStorageAccountId diskEncryptionSetId seedManagedDiskId seedBlobUri
  targetManagedDiskId targetBlobUri diskType dataPendingInLogDataStoreInMB dataPendingAtSourceAgentInMB
  isInitialReplicationComplete`);

const NIC = words(`
  nicId isPrimaryNic isSelectedForFailover sourceIPAddress sourceIPAddressType sourceNetworkId sourceSubnetName
  targetIPAddress targetIPAddressType targetSubnetName testSubnetName testIPAddress testIPAddressType`);

describe("a protected item has the fields that were recorded", () => {
  test("on top", () => {
    expect(fields(itemAfter(0))).toEqual(ITEM);
    expect(fields(itemAfter(4000))).toEqual(ITEM);
  });

  test("of its network cards, whose yes and no are texts", () => {
    const [nic] = itemAfter(0).providerSpecificDetails.vmNics;
    expect(fields(nic)).toEqual(NIC);
    expect(nic).toMatchObject({ isPrimaryNic: "true", isSelectedForFailover: "true" });
  });

  test("of its disks, which tell of their replication until it is done", () => {
    const [early] = itemAfter(600).providerSpecificDetails.protectedDisks;
    const [late] = itemAfter(4000).providerSpecificDetails.protectedDisks;
    expect(fields(early)).toEqual([...DISK, "irDetails"].sort());
    expect(fields(late)).toEqual(DISK);
    expect(late).toMatchObject({ isOSDisk: "true", isInitialReplicationComplete: "true" });
  });

  test("of its points once there is one, and none of them before, save the id", () => {
    const before = fields(itemAfter(0).providerSpecificDetails);
    const after = fields(itemAfter(4000).providerSpecificDetails);
    expect(before).toContain("lastRecoveryPointId");
    expect(after.filter((field) => !before.includes(field))).toEqual(ABOUT_POINTS);
  });
});

test("a failover adds one field to the item, and fills its provider's", () => {
  const world = failedOverWorld("web01");
  const { properties } = itemView(world, item(world, "web01"), world.now);
  expect(fields(properties)).toEqual([...ITEM, "lastSuccessfulFailoverTime"].sort());
  expect(fields(properties.providerSpecificDetails)).toEqual(fields(itemAfter(4000).providerSpecificDetails));
});

describe("around the item", () => {
  test("a recovery plan has the fields that were recorded, empty ones too", () => {
    const world = plannedWorld("web01");
    const { properties } = planView(world, planNamed(world, "shop") ?? never(), true);
    expect(fields(properties)).toEqual(
      words(`friendlyName primaryFabricId primaryFabricFriendlyName recoveryFabricId recoveryFabricFriendlyName
        failoverDeploymentModel replicationProviders allowedOperations currentScenario currentScenarioStatus
        currentScenarioStatusDescription groups providerSpecificDetails`),
    );
    expect(fields(properties.groups[0])).toEqual(
      words("groupType replicationProtectedItems startGroupActions endGroupActions"),
    );
  });

  test("a policy has three fields that its description does not know", () => {
    const world = mapped();
    const view = policyView(world, get(world.policies, "gold") ?? never(), world.now);
    expect(fields(view.properties)).toEqual(words("friendlyName providerSpecificDetails"));
    expect(fields(view.properties.providerSpecificDetails)).toEqual(
      words(`instanceType recoveryPointHistoryInMinutes appConsistentFrequencyInMinutes
        crashConsistentFrequencyInMinutes enableMultiVmSync status associatedItemsCount dataSourceType`),
    );
  });

  test("a mapping has its policy's and its container's names beside the ids", () => {
    const world = mapped();
    const view = mappingView(world, get(world.mappings, "gold-mapping") ?? never());
    expect(fields(view.properties)).toEqual(
      words(`targetProtectionContainerId targetProtectionContainerFriendlyName providerSpecificDetails health
        healthErrorDetails policyId state sourceProtectionContainerFriendlyName sourceFabricFriendlyName
        targetFabricFriendlyName policyFriendlyName`),
    );
  });
});
