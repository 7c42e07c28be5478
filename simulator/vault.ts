// Owns the simulated vault as one thing: how it opens, and every write that it takes, by the OpenAPI's operation name.
import { cancelFailover, changePoint, commitFailover, noWayBack } from "./after-failover.ts";
import { updateAgent } from "./agent.ts";
import { textAt } from "./body.ts";
import { assumeClassicPolicies, classicPortalRequest } from "./classic/portal.ts";
import { discover } from "./classic/protectable.ts";
import { switchProvider } from "./classic/switch-provider.ts";
import { applianceGuid, machinePath } from "./fabric.ts";
import { unplannedFailover } from "./failover.ts";
import { type Fleet, isClassic, providerOf } from "./fleet.ts";
import { FleetError } from "./fleet-fields.ts";
import { enable } from "./item-enable.ts";
import { disableItem, purgeItem } from "./item-remove.ts";
import { updateItem } from "./item-update.ts";
import { type Item, itemNamed, saveItem, without } from "./items.ts";
import { exportJobs, restartJob } from "./job-again.ts";
import { cancelJob, resumeJob } from "./job-cancel.ts";
import { endJob, settled } from "./jobs.ts";
import { addMachine, agentInstalled, type Machine, machineNamed } from "./machines.ts";
import { createMapping, isMapped, removeMapping, updateMapping } from "./mappings.ts";
import { cleanUpPlan, failoverPlan, noWayBackForPlan, settlePlan, testFailoverPlan } from "./plan-start.ts";
import { createPlan, deletePlan, updatePlan } from "./plans.ts";
import { assumePolicy, createPolicy, deletePolicy, policyPath, updatePolicy } from "./policies.ts";
import { refreshProvider } from "./refresh.ts";
import type { Result } from "./refusal.ts";
import { testFailover } from "./test-failover.ts";
import { cleanUp } from "./test-failover-cleanup.ts";
import { list, put } from "./timeline.ts";
import { addDisks, repair, resolveErrors, updateAppliance } from "./upkeep.ts";
import { refreshHealth } from "./vault-health.ts";
import { advance, emptyWorld, type World } from "./world.ts";

/** What a write needs: the names in its path, and its body. */
export interface Written {
  readonly names: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const write =
  (what: string, perform: (world: World, name: string, body: unknown) => Result) =>
  (world: World, { names, body }: Written): Result =>
    perform(world, names[what] ?? "", body);

/** Every write of Site Recovery that the vault takes. */
export const WRITES = {
  ReplicationPolicies_Create: write("policy", createPolicy),
  ReplicationPolicies_Update: write("policy", updatePolicy),
  ReplicationPolicies_Delete: write("policy", deletePolicy),
  ReplicationProtectionContainerMappings_Create: write("mapping", createMapping),
  ReplicationProtectionContainerMappings_Update: write("mapping", updateMapping),
  ReplicationProtectionContainerMappings_Delete: write("mapping", (world, name) =>
    removeMapping(world, name, "remove"),
  ),
  ReplicationProtectionContainerMappings_Purge: write("mapping", (world, name) => removeMapping(world, name, "purge")),
  ReplicationProtectedItems_Create: write("item", (world, name, body) => enable(world, name, body)),
  ReplicationProtectedItems_Update: write("item", updateItem),
  ReplicationProtectedItems_Delete: write("item", disableItem),
  ReplicationProtectedItems_Purge: write("item", purgeItem),
  ReplicationProtectedItems_TestFailover: write("item", (world, name, body) => testFailover(world, name, body)),
  ReplicationProtectedItems_TestFailoverCleanup: write("item", (world, name, body) => cleanUp(world, name, body)),
  ReplicationProtectedItems_UnplannedFailover: write("item", (world, name, body) =>
    unplannedFailover(world, name, body),
  ),
  ReplicationProtectedItems_ApplyRecoveryPoint: write("item", (world, name, body) => changePoint(world, name, body)),
  ReplicationProtectedItems_FailoverCommit: write("item", (world, name) => commitFailover(world, name)),
  ReplicationProtectedItems_FailoverCancel: write("item", (world, name) => cancelFailover(world, name)),
  ReplicationProtectedItems_PlannedFailover: write("item", (world, name) => noWayBack(world, name, "PlannedFailover")),
  ReplicationProtectedItems_Reprotect: write("item", (world, name) => noWayBack(world, name, "ReverseReplicate")),
  ReplicationProtectedItems_RepairReplication: write("item", repair),
  ReplicationProtectedItems_ResolveHealthErrors: write("item", resolveErrors),
  ReplicationProtectedItems_UpdateAppliance: write("item", updateAppliance),
  ReplicationProtectedItems_UpdateMobilityService: write("item", updateAgent),
  ReplicationProtectedItems_AddDisks: write("item", addDisks),
  ReplicationProtectedItems_SwitchProvider: write("item", switchProvider),
  ReplicationProtectionContainers_DiscoverProtectableItem: write("container", discover),
  ReplicationRecoveryPlans_Create: write("plan", createPlan),
  ReplicationRecoveryPlans_Update: write("plan", updatePlan),
  ReplicationRecoveryPlans_Delete: write("plan", deletePlan),
  ReplicationRecoveryPlans_TestFailover: write("plan", testFailoverPlan),
  ReplicationRecoveryPlans_TestFailoverCleanup: write("plan", cleanUpPlan),
  ReplicationRecoveryPlans_UnplannedFailover: write("plan", failoverPlan),
  ReplicationRecoveryPlans_FailoverCommit: write("plan", (world, name) => settlePlan(world, name, "CommitFailover")),
  ReplicationRecoveryPlans_FailoverCancel: write("plan", (world, name) => settlePlan(world, name, "CancelFailover")),
  ReplicationRecoveryPlans_PlannedFailover: write("plan", (world, name) =>
    noWayBackForPlan(world, name, "PlannedFailover"),
  ),
  ReplicationRecoveryPlans_Reprotect: write("plan", (world, name) => noWayBackForPlan(world, name, "ReverseReplicate")),
  ReplicationRecoveryServicesProviders_RefreshProvider: write("provider", refreshProvider),
  ReplicationVaultHealth_Refresh: write("vault", refreshHealth),
  ReplicationJobs_Export: write("vault", exportJobs),
  ReplicationJobs_Cancel: write("job", cancelJob),
  ReplicationJobs_Restart: write("job", restartJob),
  ReplicationJobs_Resume: write("job", resumeJob),
} as const;

export type WriteName = keyof typeof WRITES;

const DAY = 86_400_000;
const PORTAL_POLICY = "24-hour-retention-policy";

/** The request with which somebody protected a machine in the portal: everything at its default. */
function portalRequest(world: World, machine: Machine) {
  const { fleet } = world;
  if (isClassic(fleet)) return classicPortalRequest(world, machine, PORTAL_POLICY);
  const account = fleet.storageAccounts[0];
  const group = `/subscriptions/${fleet.subscriptionId}/resourceGroups`;
  const logStorageAccountId = `${group}/${account?.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account?.name}`;
  return {
    properties: {
      policyId: policyPath(world, PORTAL_POLICY),
      providerSpecificDetails: {
        instanceType: "InMageRcm",
        fabricDiscoveryMachineId: machinePath(fleet, machine.id),
        processServerId: applianceGuid(fleet, machine.appliance),
        targetResourceGroupId: `${group}/${fleet.targetResourceGroup}`,
        disksDefault: { diskType: "StandardSSD_LRS", logStorageAccountId },
      },
    },
  };
}

/**
 * Puts the vault into the state in which the portal protected a machine at the moment `since` (milliseconds).
 * Throws `FleetError` when it cannot be.
 */
function protectInPortal(world: World, machine: Machine, since: number): void {
  assumePortalPolicy(world);
  const result = enable(world, machine.id, portalRequest(world, machine), "portal");
  if ("refused" in result) throw new FleetError(`${machine.name} cannot be protected: ${result.refused.message}`);
  endJob(world, result.accepted.name, "Succeeded");
  const item = itemNamed(world, machine.id);
  if (item !== undefined) saveItem(world, { ...without(item, "busy"), replicatingSince: since });
  agentInstalled(world, machine.id);
}

function assumePortalPolicy(world: World): void {
  if (isClassic(world.fleet)) {
    assumeClassicPolicies(world, PORTAL_POLICY);
    return;
  }
  assumePolicy(world, {
    name: PORTAL_POLICY,
    retentionMinutes: 1440,
    crashConsistentMinutes: 5,
    appConsistentMinutes: 60,
    multiVmSync: "false",
  });
  const mapping = { name: `${PORTAL_POLICY}-mapping`, policy: PORTAL_POLICY, autoUpgrade: "true" } as const;
  if (!isMapped(world, PORTAL_POLICY)) put(world.mappings, mapping.name, mapping, world.now);
}

/** Somebody protected a machine in the portal a day ago; false when the appliances list none of that name. */
export function protectMachineInPortal(world: World, name: string): boolean {
  const machine = machineNamed(world, name);
  if (machine === undefined) return false;
  protectInPortal(world, machine, world.now - DAY);
  return true;
}

/** An item vanishes at once, as when somebody purged it in the portal; false when the machine has none. */
export function purgeInPortal(world: World, machine: string): boolean {
  const item = itemOf(world, machine);
  if (item === undefined) return false;
  if (item.busy !== undefined) endJob(world, item.busy.job, "Cancelled");
  put(world.items, item.name, undefined, world.now);
  if (item.drill !== undefined) endJob(world, item.drill.job, "Cancelled");
  if (item.drill !== undefined) settled(world, item.drill.job);
  return true;
}

const itemOf = (world: World, machine: string): Item | undefined =>
  list(world.items).find((each) => each.machineName.toLowerCase() === machine.toLowerCase());

/**
 * A vault whose appliances have known their machines for a day. `now` is in milliseconds since 1970.
 * Throws `FleetError` when a machine that the fleet calls protected cannot be.
 */
export function openVault(fleet: Fleet, seed: string, now: number): World {
  const world = emptyWorld(fleet, seed, now - DAY);
  for (const machine of fleet.machines) {
    const added = addMachine(world, machine);
    if (!machine.protected) continue;
    protectInPortal(world, added, world.now);
    // One after the other, so that their jobs have an order in time as Azure's have.
    advance(world, world.now + 1);
  }
  advance(world, now);
  return world;
}

/** Somebody starts a test failover in the portal: of this machine, into this network or the item's own test network. */
export function drillInPortal(world: World, machine: string, networkId: string | undefined): Result | undefined {
  const item = itemOf(world, machine);
  if (item === undefined) return undefined;
  const id = networkId ?? item.target.testNetworkId;
  const properties = {
    failoverDirection: "PrimaryToRecovery",
    ...(id === "" ? { networkType: "NoNetworkAttachAsInput" } : { networkType: "VmNetworkAsInput", networkId: id }),
    providerSpecificDetails: { instanceType: providerOf(world.fleet), ...(id !== "" && { networkId: id }) },
  };
  return testFailover(world, item.name, { properties }, "portal");
}

/** Somebody cleans a test failover up in the portal. */
export function cleanUpInPortal(world: World, machine: string, body: unknown): Result | undefined {
  const item = itemOf(world, machine);
  const comments = textAt(body, "comments") ?? "";
  return item && cleanUp(world, item.name, { properties: { comments } }, "portal");
}
