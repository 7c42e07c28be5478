// Owns the answers about policies, their mappings, and recovery points.

import { timeText } from "./arm.ts";
import { classicPolicyView, isWayBack } from "./classic/policies.ts";
import { cloudName, containerPath, fabricPath, friendlyContainer, friendlyFabric, mappingPath } from "./fabric.ts";
import { isClassic, providerOf } from "./fleet.ts";
import type { Item } from "./items.ts";
import type { Mapping } from "./mappings.ts";
import { itemsOf, type Policy, policyNamed, policyPath } from "./policies.ts";
import type { RecoveryPoint } from "./recovery-points.ts";
import type { World } from "./world.ts";

const TYPE = "Microsoft.RecoveryServices/vaults";

/** `status`, `associatedItemsCount` and `dataSourceType` are not in the OpenAPI, and are answered (recorded, 2023). */
const settingsView = (world: World, policy: Policy, at: number) => ({
  instanceType: "InMageRcm",
  recoveryPointHistoryInMinutes: policy.retentionMinutes,
  appConsistentFrequencyInMinutes: policy.appConsistentMinutes,
  crashConsistentFrequencyInMinutes: policy.crashConsistentMinutes,
  enableMultiVmSync: policy.multiVmSync,
  status: false,
  associatedItemsCount: itemsOf(world, policy, at),
  dataSourceType: "VM",
});

export const policyView = (world: World, policy: Policy, at: number) => ({
  id: policyPath(world, policy.name),
  name: policy.name,
  type: `${TYPE}/replicationPolicies`,
  properties: {
    friendlyName: policy.name,
    providerSpecificDetails: classicPolicyView(policy) ?? settingsView(world, policy, at),
  },
});

/** Microsoft's description has no kind of details for a classic mapping, and no recording shows any: there are none. */
const mappingDetails = (world: World, mapping: Mapping) =>
  isClassic(world.fleet)
    ? {}
    : { providerSpecificDetails: { instanceType: "InMageRcm", enableAgentAutoUpgrade: mapping.autoUpgrade } };

/** Where the machines of a mapping go: to Azure, or by a classic policy for the way back to the container itself. */
const destination = (world: World, { policy }: Mapping) =>
  isWayBack(policyNamed(world, policy))
    ? { id: containerPath(world.fleet), container: friendlyContainer(world), fabric: friendlyFabric(world) }
    : { id: "Microsoft Azure", container: "Microsoft Azure", fabric: "Microsoft Azure" };

export function mappingView(world: World, mapping: Mapping) {
  const target = destination(world, mapping);
  return {
    id: mappingPath(world.fleet, mapping.name),
    name: mapping.name,
    type: `${TYPE}/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings`,
    properties: {
      targetProtectionContainerId: target.id,
      targetProtectionContainerFriendlyName: target.container,
      ...mappingDetails(world, mapping),
      health: "Normal",
      healthErrorDetails: [],
      policyId: policyPath(world, mapping.policy),
      state: "Paired",
      sourceProtectionContainerFriendlyName: friendlyContainer(world),
      sourceFabricFriendlyName: friendlyFabric(world),
      targetFabricFriendlyName: target.fabric,
      policyFriendlyName: mapping.policy,
    },
  };
}

/** A recovery point's id goes through a container named after the fabric's GUID (recorded az CLI traffic, 2023). */
export const pointPath = (world: World, item: Item, name: string): string =>
  `${fabricPath(world.fleet)}/replicationProtectionContainers/${cloudName(world.fleet)}/replicationProtectedItems/${item.name}/recoveryPoints/${name}`;

/** `isShared`: it is a point of the item's whole multi-VM group. */
export const pointView = (world: World, item: Item, point: RecoveryPoint, isShared: boolean) => ({
  id: pointPath(world, item, point.name),
  name: point.name,
  type: `${TYPE}/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints`,
  properties: {
    recoveryPointTime: timeText(point.time),
    recoveryPointType: point.type,
    providerSpecificDetails: { instanceType: providerOf(world.fleet), isMultiVmSyncPoint: String(isShared) },
  },
});
