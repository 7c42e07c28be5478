// Owns the answers about policies, their mappings, and recovery points.

import { timeText } from "./arm.ts";
import { cloudName, containerName, fabricName, fabricPath, mappingPath } from "./fabric.ts";
import type { Item } from "./items.ts";
import type { Mapping } from "./mappings.ts";
import { itemsOf, type Policy, policyPath } from "./policies.ts";
import type { RecoveryPoint } from "./recovery-points.ts";
import type { World } from "./world.ts";

const TYPE = "Microsoft.RecoveryServices/vaults";

/** `status`, `associatedItemsCount` and `dataSourceType` are not in the OpenAPI, and are answered (recorded, 2023). */
export const policyView = (world: World, policy: Policy, at: number) => ({
  id: policyPath(world, policy.name),
  name: policy.name,
  type: `${TYPE}/replicationPolicies`,
  properties: {
    friendlyName: policy.name,
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      recoveryPointHistoryInMinutes: policy.retentionMinutes,
      appConsistentFrequencyInMinutes: policy.appConsistentMinutes,
      crashConsistentFrequencyInMinutes: policy.crashConsistentMinutes,
      enableMultiVmSync: policy.multiVmSync,
      status: false,
      associatedItemsCount: itemsOf(world, policy, at),
      dataSourceType: "VM",
    },
  },
});

export const mappingView = (world: World, mapping: Mapping) => ({
  id: mappingPath(world.fleet, mapping.name),
  name: mapping.name,
  type: `${TYPE}/replicationFabrics/replicationProtectionContainers/replicationProtectionContainerMappings`,
  properties: {
    targetProtectionContainerId: "Microsoft Azure",
    targetProtectionContainerFriendlyName: "Microsoft Azure",
    providerSpecificDetails: { instanceType: "InMageRcm", enableAgentAutoUpgrade: mapping.autoUpgrade },
    health: "Normal",
    healthErrorDetails: [],
    policyId: policyPath(world, mapping.policy),
    state: "Paired",
    sourceProtectionContainerFriendlyName: containerName(world.fleet),
    sourceFabricFriendlyName: fabricName(world.fleet),
    targetFabricFriendlyName: "Microsoft Azure",
    policyFriendlyName: mapping.policy,
  },
});

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
    providerSpecificDetails: { instanceType: "InMageRcm", isMultiVmSyncPoint: String(isShared) },
  },
});
