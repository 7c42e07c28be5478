// Owns what somebody did in the portal of a classic vault before the simulator starts: policy, twin, and a machine's enable.
import { guid } from "../chance.ts";
import { applianceGuid } from "../fabric.ts";
import type { Machine } from "../machines.ts";
import { isMapped } from "../mappings.ts";
import { assumePolicy, policyPath } from "../policies.ts";
import { put } from "../timeline.ts";
import type { World } from "../world.ts";
import { portalPolicies } from "./policies.ts";
import { protectablePath } from "./protectable.ts";

/** Both policies exist, and both are mapped. */
export function assumeClassicPolicies(world: World, name: string): void {
  for (const policy of portalPolicies(name)) {
    assumePolicy(world, policy);
    const mapping = { name: guid("mapping", world.fleet.vaultName, policy.name), policy: policy.name } as const;
    if (isMapped(world, policy.name)) continue;
    put(world.mappings, mapping.name, { ...mapping, autoUpgrade: "false" }, world.now);
  }
}

/** The request with which somebody protected a machine in the portal: managed disks, everything else at its default. */
export function classicPortalRequest(world: World, machine: Machine, policy: string) {
  const { fleet } = world;
  const group = `/subscriptions/${fleet.subscriptionId}/resourceGroups`;
  const [account] = fleet.storageAccounts;
  return {
    properties: {
      policyId: policyPath(world, policy),
      protectableItemId: protectablePath(world, machine),
      providerSpecificDetails: {
        instanceType: "InMageAzureV2",
        processServerId: applianceGuid(fleet, machine.appliance),
        targetAzureV2ResourceGroupId: `${group}/${fleet.targetResourceGroup}`,
        diskType: "StandardSSD_LRS",
        logStorageAccountId: `${group}/${account?.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account?.name}`,
      },
    },
  };
}
