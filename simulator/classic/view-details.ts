// Owns the provider's details of a classic item. No recording has them: fields are the OpenAPI's, words in them ours.

import { agentOf } from "../agent.ts";
import { NEVER_EXPIRES, resourceId, timeText } from "../arm.ts";
import { guid } from "../chance.ts";
import { type Item, type ProtectedNic, stateOf } from "../items.ts";
import { heartbeatOf, type Machine, machineById } from "../machines.ts";
import { policyOf } from "../policies.ts";
import { progressOf } from "../progress.ts";
import { newestPointOf, rpoOf } from "../recovery-points.ts";
import { resyncOf } from "../resync-state.ts";
import type { World } from "../world.ts";
import { configurationServer, hostId } from "./names.ts";
import { blockersOf } from "./switch-blockers.ts";
import { azureDiskView, diskView, managedDiskView } from "./view-disks.ts";

/** How far the first copy is, or a resynchronisation; a classic item tells of both by the same fields [unverified]. */
export interface Percentages {
  readonly percent: number | undefined;
  readonly health: string;
  readonly stage: string;
  readonly resyncRequired: boolean;
  /** when it began (milliseconds) */
  readonly since?: number;
}

const STAGES = { copying: "Resyncing", copied: "DifferentialSync" } as const;

function firstCopy(item: Item, at: number): Percentages {
  const { percent, health } = progressOf(item, at);
  const since = item.replicatingSince;
  return { percent, health, stage: STAGES.copying, resyncRequired: false, ...(since !== undefined && { since }) };
}

function percentagesOf(item: Item, at: number): Percentages {
  if (stateOf(item, at) !== "Protected" && item.failover === undefined) return firstCopy(item, at);
  const { state, percent } = item.failover === undefined ? resyncOf(item, at) : ({ state: "none" } as const);
  const isRunning = state === "running";
  return {
    percent: isRunning ? percent : undefined,
    health: isRunning ? "InProgress" : "None",
    stage: isRunning ? STAGES.copying : STAGES.copied,
    resyncRequired: state !== "none",
    ...(item.resyncSince !== undefined && { since: item.resyncSince }),
  };
}

function totals(item: Item, { percent, health }: Percentages) {
  const total = item.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  const done = percent === undefined ? {} : { totalDataTransferred: Math.floor((total * percent * 0.88) / 100) };
  return { isAdditionalStatsAvailable: percent !== undefined, ...done, totalProgressHealth: health };
}

function pointFields(world: World, item: Item, at: number) {
  const policy = policyOf(world, item.policy);
  const newest = policy && newestPointOf(item, policy, at);
  const rpo = policy && rpoOf(item, policy, at);
  if (newest === undefined || rpo === undefined) return {};
  return {
    rpoInSeconds: rpo.seconds,
    lastRpoCalculatedTime: timeText(rpo.calculatedAt),
    lastRecoveryPointReceived: timeText(newest.time),
  };
}

function agentFields(world: World, item: Item, at: number) {
  const { version, isUpgradeable, blocked } = agentOf(world, item, at);
  const heard = Math.min(heartbeatOf(world, item.appliance, at), item.failover?.startTime ?? at);
  const last = item.scenarios.has("no-heartbeat") ? (item.replicatingSince ?? heard) : heard;
  return {
    agentVersion: version,
    agentExpiryDate: NEVER_EXPIRES,
    isAgentUpdateRequired: String(isUpgradeable || blocked.includes("RebootRequired")),
    isRebootAfterUpdateRequired: String(blocked.includes("RebootRequired")),
    lastHeartbeat: timeText(Math.min(last, heard)),
    lastUpdateReceivedTime: timeText(heard),
  };
}

const addressType = (address: string | undefined): string => (address === undefined ? "Dynamic" : "Static");

function nicView({ target }: Item, nic: ProtectedNic) {
  const { targetSubnet, targetAddress, testSubnet, testAddress } = nic;
  return {
    nicId: nic.id,
    vMNetworkName: "",
    recoveryVMNetworkId: target.networkId,
    tfoVMNetworkId: target.testNetworkId,
    selectionType: nic.selected ? "SelectedByUser" : "NotSelected",
    ipConfigs: [
      {
        name: "ipConfig1",
        isPrimary: nic.primary,
        staticIPAddress: nic.sourceAddress,
        ipAddressType: "Static",
        isSeletedForFailover: nic.selected,
        recoveryIPAddressType: addressType(targetAddress),
        ...(targetSubnet !== undefined && { recoverySubnetName: targetSubnet }),
        ...(targetAddress !== undefined && { recoveryStaticIPAddress: targetAddress }),
        ...(testSubnet !== undefined && { tfoSubnetName: testSubnet }),
        ...(testAddress !== undefined && { tfoStaticIPAddress: testAddress }),
      },
    ],
  };
}

const sourceFields = (world: World, item: Item, machine: Machine | undefined) => ({
  discoveryType: "Physical",
  infrastructureVmId: guid("host", item.machineId),
  vCenterInfrastructureId: "",
  vmId: guid("vm", item.id),
  ipAddress: item.nics.find((nic) => nic.primary)?.sourceAddress ?? "",
  osType: machine?.os ?? "Linux",
  osVersion: machine?.osName ?? "",
  firmwareType: machine?.firmware ?? "BIOS",
  azureVmGeneration: machine?.firmware === "UEFI" ? "V2" : "V1",
  sourceVmCpuCount: machine?.cores ?? 0,
  sourceVmRamSizeInMB: machine?.memoryMiB ?? 0,
  processServerId: hostId(world.fleet, item.appliance),
  processServerName: item.appliance,
  masterTargetId: item.classic?.masterTargetId ?? hostId(world.fleet, configurationServer(world.fleet)),
  datastores: [],
});

function groupFields(world: World, item: Item) {
  if (item.multiVmGroup === undefined) return { multiVmSyncStatus: "Disabled" };
  const isOn = policyOf(world, item.policy)?.multiVmSync === "true";
  return {
    multiVmGroupId: guid("group", world.fleet.vaultName, item.multiVmGroup.toLowerCase()),
    multiVmGroupName: item.multiVmGroup,
    multiVmSyncStatus: isOn ? "Enabled" : "Disabled",
  };
}

/** The id of the machine in Azure, once there is one. */
function machineInAzure(world: World, { failover }: Item) {
  if (failover === undefined) return {};
  const { resourceGroup, name } = failover.vm;
  return { targetVmId: resourceId(world.fleet, resourceGroup, `Microsoft.Compute/virtualMachines/${name}`) };
}

const storageFields = ({ classic }: Item) => ({
  useManagedDisks: String(classic?.useManagedDisks ?? false),
  recoveryAzureStorageAccount: classic?.storageAccountId ?? "",
  recoveryAzureLogStorageAccountId: classic?.logStorageAccountId ?? "",
  enableRdpOnTargetOption: classic?.rdpOption ?? "Never",
});

const targetFields = (world: World, item: Item) => ({
  recoveryAzureVMName: item.target.vmName,
  recoveryAzureVMSize: item.target.vmSize,
  recoveryAzureResourceGroupId: item.target.resourceGroupId,
  selectedRecoveryAzureNetworkId: item.target.networkId,
  selectedTfoAzureNetworkId: item.target.testNetworkId,
  selectedSourceNicId: item.nics.find((nic) => nic.primary)?.id ?? "",
  recoveryAvailabilitySetId: item.target.availabilitySetId,
  targetAvailabilityZone: item.target.availabilityZone,
  targetProximityPlacementGroupId: item.target.proximityPlacementGroupId,
  licenseType: item.target.licenseType,
  ...item.target.newer,
  ...storageFields(item),
  ...machineInAzure(world, item),
});

/** Where it moves, or moved; and what would keep it from moving. */
function switchFields(world: World, item: Item, at: number) {
  const move = item.classic?.moving ?? item.classic?.moved;
  const details = move && {
    targetVaultId: move.vaultId,
    targetFabricId: move.fabricId,
    targetApplianceId: move.applianceId,
  };
  return {
    switchProviderBlockingErrorDetails: blockersOf(world, item, at),
    ...(details && { switchProviderDetails: details }),
  };
}

export function classicDetails(world: World, item: Item, at: number) {
  const percentages = percentagesOf(item, at);
  const { percent, stage } = percentages;
  const state = stateOf(item, at);
  return {
    instanceType: "InMageAzureV2",
    ...sourceFields(world, item, machineById(world, item.machineId)),
    protectionStage: stage,
    vmProtectionState: state,
    vmProtectionStateDescription: state,
    ...(percent !== undefined && { resyncProgressPercentage: percent }),
    ...pointFields(world, item, at),
    ...agentFields(world, item, at),
    ...groupFields(world, item),
    ...targetFields(world, item),
    ...totals(item, percentages),
    diskResized: "false",
    osDiskId: item.disks.find(({ os }) => os)?.id ?? "",
    replicaId: guid("replica", item.id),
    protectedDisks: item.disks.map((disk) => diskView(item, disk, percentages)),
    protectedManagedDisks:
      item.classic?.useManagedDisks === true ? item.disks.map((disk) => managedDiskView(item, disk)) : [],
    azureVMDiskDetails: item.disks.map((disk, lun) => azureDiskView(item, disk, lun)),
    vmNics: item.nics.map((nic) => nicView(item, nic)),
    validationErrors: [],
    ...switchFields(world, item, at),
  };
}
