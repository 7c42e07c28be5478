// A classic vault in the states that tests begin from, built by the writes that a client would send.
import { textAt } from "../../../simulator/body.ts";
import { hostId } from "../../../simulator/classic/names.ts";
import { protectablePath } from "../../../simulator/classic/protectable.ts";
import { machineNamed } from "../../../simulator/machines.ts";
import { policyPath } from "../../../simulator/policies.ts";
import { readFleet } from "../../../simulator/read-fleet.ts";
import type { Result } from "../../../simulator/refusal.ts";
import { openVault, WRITES, type WriteName } from "../../../simulator/vault.ts";
import type { World } from "../../../simulator/world.ts";
import { never, START, seconds, started, WHOLE_DAY } from "../build.ts";

export const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/old-rg";
export const NETWORK = (name: string) => `${GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;
export const CACHE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/oldcache001`;

const network = (name: string) => ({
  name,
  subnets: [
    { name: "db", addressPrefix: "10.9.2.0/24" },
    { name: "web", addressPrefix: "10.9.1.0/24" },
  ],
});

/** Of machines by these names, each with two disks of 40 GiB; names with an exclamation mark were protected before. */
export const classicFleet = (...names: readonly string[]) =>
  readFleet({
    architecture: "Classic",
    vaultName: "old",
    resourceGroup: "old-rg",
    networks: [network("prod-net"), network("dr-test")],
    runAsAccounts: [{ name: "root" }],
    storageAccounts: [{ name: "oldcache001" }],
    machines: names.map((name) => ({
      name: name.replace("!", ""),
      ipAddress: "192.0.2.11",
      disks: ["/dev/sda", "/dev/sdb"].map((disk) => ({ name: disk, sizeGiB: 40 })),
      protected: name.endsWith("!"),
    })),
  });

export const classicWorld = (...names: readonly string[]): World => openVault(classicFleet(...names), "test", START);

/** Sends a write; `name` is the last name in its path. */
export function send(world: World, operation: WriteName, name: string, body?: unknown): Result {
  const names = { policy: name, mapping: name, item: name, job: name, plan: name, provider: name, container: name };
  return WRITES[operation](world, { names, body });
}

export const policyInput = (settings: object = {}) => ({
  instanceType: "InMageAzureV2",
  recoveryPointThresholdInMinutes: 60,
  recoveryPointHistory: 1440,
  crashConsistentFrequencyInMinutes: 5,
  appConsistentFrequencyInMinutes: 60,
  multiVmSyncStatus: "Enable",
  ...settings,
});

export const createPolicy = (world: World, name: string, settings: object = {}): Result =>
  send(world, "ReplicationPolicies_Create", name, { properties: { providerSpecificInput: policyInput(settings) } });

export const createMapping = (world: World, policy: string, target = "Microsoft Azure"): Result =>
  send(world, "ReplicationProtectionContainerMappings_Create", policy, {
    properties: { policyId: policyPath(world, policy), targetProtectionContainerId: target },
  });

/** A vault with the policy `gold`, mapped. */
export function mapped(...names: readonly string[]): World {
  const world = classicWorld(...names);
  started(createPolicy(world, "gold"));
  seconds(world, 2);
  started(createMapping(world, "gold"));
  seconds(world, 10);
  return world;
}

interface Wish {
  readonly details?: object;
  readonly properties?: object;
}

export const enableBody = (world: World, machine: string, { details = {}, properties = {} }: Wish = {}) => ({
  properties: {
    policyId: policyPath(world, "gold"),
    protectableItemId: protectablePath(world, machineNamed(world, machine) ?? never()),
    providerSpecificDetails: {
      instanceType: "InMageAzureV2",
      processServerId: hostId(world.fleet, "config-server-1"),
      runAsAccountId: "1",
      targetAzureV2ResourceGroupId: GROUP,
      targetAzureNetworkId: NETWORK("prod-net"),
      targetAzureSubnetId: "web",
      diskType: "Premium_LRS",
      logStorageAccountId: CACHE,
      ...details,
    },
    ...properties,
  },
});

/** Enables a machine under its own name. */
export const enable = (world: World, machine: string, wish: Wish = {}): Result =>
  send(world, "ReplicationProtectedItems_Create", machine, enableBody(world, machine, wish));

/** A vault whose machines are all Protected; items have their machines' names. */
export function protectedWorld(...names: readonly string[]): World {
  const world = mapped(...names);
  for (const name of names) started(enable(world, name));
  seconds(world, WHOLE_DAY);
  return world;
}

const PROVIDER = { instanceType: "InMageAzureV2" };

export const drill = (world: World, name: string, properties: object = {}): Result =>
  send(world, "ReplicationProtectedItems_TestFailover", name, {
    properties: {
      failoverDirection: "PrimaryToRecovery",
      networkType: "VmNetworkAsInput",
      networkId: NETWORK("dr-test"),
      providerSpecificDetails: PROVIDER,
      ...properties,
    },
  });

export const failOver = (world: World, name: string, details: object = PROVIDER): Result =>
  send(world, "ReplicationProtectedItems_UnplannedFailover", name, {
    properties: { failoverDirection: "PrimaryToRecovery", providerSpecificDetails: details },
  });

/** A machine is added to the configuration server. */
export const discover = (world: World, properties: object = {}): Result =>
  send(world, "ReplicationProtectionContainers_DiscoverProtectableItem", "cloud", {
    properties: { friendlyName: "added01", ipAddress: "192.0.2.90", osType: "Linux", ...properties },
  });

/** The text at a path of an answer; fails the test when there is none. */
export const text = (answer: unknown, ...path: readonly string[]): string => textAt(answer, ...path) ?? never();
