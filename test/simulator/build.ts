// A vault in the states that tests begin from, built by the writes that a client would send.
import { applianceGuid, machinePath } from "../../simulator/fabric.ts";
import type { Fleet } from "../../simulator/fleet.ts";
import type { Item } from "../../simulator/items.ts";
import type { Job } from "../../simulator/jobs.ts";
import { machineId, readFleet } from "../../simulator/read-fleet.ts";
import type { Refusal, Result } from "../../simulator/refusal.ts";
import { get } from "../../simulator/timeline.ts";
import { openVault, WRITES, type WriteName } from "../../simulator/vault.ts";
import { advance, type World } from "../../simulator/world.ts";

export const START = Date.parse("2026-11-23T08:00:00Z");
export const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg";
export const NETWORK = (name: string) => `${GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;
export const CACHE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/drcache001`;
export const POLICY_ID = `${GROUP}/providers/Microsoft.RecoveryServices/vaults/contoso-dr/replicationPolicies/gold`;

/** A fleet of machines by these names, on the networks of the example. */
export const fleetOf = (...names: readonly string[]): Fleet =>
  readFleet({
    networks: [
      { name: "prod-net", subnets: [{ name: "web", addressPrefix: "10.8.1.0/24" }] },
      {
        name: "dr-test",
        subnets: [
          { name: "web", addressPrefix: "10.9.1.0/24" },
          { name: "db", addressPrefix: "10.9.2.0/24" },
        ],
      },
      { name: "tiny", subnets: [{ name: "web", addressPrefix: "10.7.0.0/29" }] },
    ],
    storageAccounts: [{ name: "drcache001" }],
    machines: names.map((name) => ({ name, ipAddress: "192.0.2.11", disks: [{ name: "/dev/sda", sizeGiB: 40 }] })),
  });

export const worldOf = (...names: readonly string[]): World => openVault(fleetOf(...names), "test", START);

export const seconds = (world: World, count: number): void => advance(world, world.now + count * 1000);

/** Sends a write; `name` is the last name in its path. */
export function send(world: World, operation: WriteName, name: string, body?: unknown): Result {
  const names = { policy: name, mapping: name, item: name, job: name, plan: name, provider: name };
  return WRITES[operation](world, { names, body });
}

/** The job that a write started; fails the test when it was refused. */
export function started(result: Result): Job {
  if ("refused" in result) throw new Error(`refused: ${result.refused.message}`);
  return result.accepted;
}

/** Why a write was refused; fails the test when it was not. */
export function refusal(result: Result): Refusal {
  if ("accepted" in result) throw new Error(`accepted as ${result.accepted.scenario}`);
  return result.refused;
}

/** For what a test knows to be there. */
export function never(): never {
  throw new Error("This should have been there.");
}

export const job = (world: World, of: Job): Job => get(world.jobs, of.name) ?? of;

export const item = (world: World, name: string): Item => {
  const found = get(world.items, name);
  if (found === undefined) throw new Error(`There is no item ${name}.`);
  return found;
};

export const policyBody = (settings: object = {}) => ({
  properties: {
    providerSpecificInput: {
      instanceType: "InMageRcm",
      recoveryPointHistoryInMinutes: 1440,
      crashConsistentFrequencyInMinutes: 5,
      appConsistentFrequencyInMinutes: 60,
      enableMultiVmSync: "false",
      ...settings,
    },
  },
});

export const mappingBody = (properties: object = {}) => ({
  properties: {
    policyId: POLICY_ID,
    targetProtectionContainerId: "Microsoft Azure",
    providerSpecificInput: { instanceType: "InMageRcm" },
    ...properties,
  },
});

/** A vault with the policy `gold`, mapped. */
export function mapped(...names: readonly string[]): World {
  const world = worldOf(...names);
  send(world, "ReplicationPolicies_Create", "gold", policyBody());
  seconds(world, 2);
  send(world, "ReplicationProtectionContainerMappings_Create", "gold-mapping", mappingBody());
  seconds(world, 10);
  return world;
}

export const enableBody = (world: World, machine: string, details: object = {}) => ({
  properties: {
    policyId: POLICY_ID,
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      fabricDiscoveryMachineId: machinePath(world.fleet, machineId(world.fleet, machine)),
      processServerId: applianceGuid(world.fleet, "dr-appliance-1"),
      targetResourceGroupId: GROUP.replace("dr-rg", "dr-target-rg"),
      targetNetworkId: NETWORK("prod-net"),
      targetSubnetName: "web",
      testNetworkId: NETWORK("dr-test"),
      testSubnetName: "web",
      disksDefault: { diskType: "Premium_LRS", logStorageAccountId: CACHE },
      ...details,
    },
  },
});

export const enableOf = (world: World, machine: string, details: object = {}): Result =>
  send(world, "ReplicationProtectedItems_Create", machine, enableBody(world, machine, details));

/** Long enough for a machine to be enabled and Protected, slow ones too. */
export const WHOLE_DAY = 86_400;

/** A vault whose machines are all Protected; items have their machines' names. */
export function protectedWorld(...names: readonly string[]): World {
  const world = mapped(...names);
  for (const name of names) started(enableOf(world, name));
  seconds(world, WHOLE_DAY);
  return world;
}

export const drillBody = (network = "dr-test", details: object = {}) => ({
  properties: {
    failoverDirection: "PrimaryToRecovery",
    networkType: "VmNetworkAsInput",
    networkId: NETWORK(network),
    providerSpecificDetails: { instanceType: "InMageRcm", networkId: NETWORK(network), ...details },
  },
});

export const drill = (world: World, name: string, network = "dr-test"): Result =>
  send(world, "ReplicationProtectedItems_TestFailover", name, drillBody(network));

export const cleanUp = (world: World, name: string, comments = "looked well"): Result =>
  send(world, "ReplicationProtectedItems_TestFailoverCleanup", name, { properties: { comments } });

export const failoverBody = (details: object = {}) => ({
  properties: {
    failoverDirection: "PrimaryToRecovery",
    sourceSiteOperations: "NotRequired",
    providerSpecificDetails: { instanceType: "InMageRcm", performShutdown: "false", ...details },
  },
});

export const failOver = (world: World, name: string, details: object = {}): Result =>
  send(world, "ReplicationProtectedItems_UnplannedFailover", name, failoverBody(details));

/** A vault whose machines are all failed over, and not committed. */
export function failedOverWorld(...names: readonly string[]): World {
  const world = protectedWorld(...names);
  for (const name of names) started(failOver(world, name));
  seconds(world, 6 * 637);
  return world;
}
