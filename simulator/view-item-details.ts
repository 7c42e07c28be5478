// Owns the provider's details in the answer about a protected item (recorded az CLI traffic, 2023, of a virtual machine).
import { AGENT, agentOf } from "./agent.ts";
import { lastSegment, timeText } from "./arm.ts";
import { guid } from "./chance.ts";
import { applianceGuid, machinePath } from "./fabric.ts";
import { AGENT_NOT_UPDATED } from "./failures.ts";
import { type Item, type ProtectedDisk, type ProtectedNic, stateOf } from "./items.ts";
import { heartbeatOf, type Machine, machineById } from "./machines.ts";
import { policyOf } from "./policies.ts";
import { type Progress, progressOf } from "./progress.ts";
import { newestPointOf, rpoOf } from "./recovery-points.ts";
import { type Resync, resyncOf } from "./resync-state.ts";
import { pointPath } from "./view-policy.ts";
import type { World } from "./world.ts";

/** An old agent is supported for a month longer: the simulator's choice. */
const AGENT_LIFE = 30 * 86_400_000;

const NO_RESYNC: Resync = { state: "none" };

const seedDisk = (item: Item, disk: ProtectedDisk): string => {
  const group = item.target.resourceGroupId;
  return `${group}/providers/Microsoft.Compute/disks/asrseeddisk-${item.target.vmName.slice(0, 8)}-${guid("seed", item.id, disk.id)}`;
};

/** Exists once the machine was failed over; the name's form is recorded (az CLI traffic, 2023). */
function targetDisk(item: Item, disk: ProtectedDisk): string | null {
  if (item.failover === undefined) return null;
  const device = lastSegment(disk.name.replaceAll("\\", "/"));
  const vm = item.target.vmName.replaceAll("-", "_");
  return `${item.target.resourceGroupId}/providers/Microsoft.Compute/disks/${device}-${vm}-${guid("disk", item.id, disk.id, item.failover.pointId)}`;
}

/** What waits to be sent; the small figure is recorded, the large ones are ours. */
const churn = (item: Item) =>
  item.scenarios.has("high-churn")
    ? { dataPendingInLogDataStoreInMB: 512.5, dataPendingAtSourceAgentInMB: 20_480.25 }
    : { dataPendingInLogDataStoreInMB: 0, dataPendingAtSourceAgentInMB: 0.087890625 };

/** A disk reports its own replication until it is done. */
function replication(disk: ProtectedDisk, progress: Progress) {
  if (progress.diskDone) return {};
  const processed = Math.floor((disk.capacityBytes * (progress.percent ?? 0)) / 100);
  return {
    irDetails: {
      progressHealth: progress.health === "None" ? "Queued" : progress.health,
      transferredBytes: Math.floor(processed * 0.88),
      last15MinutesTransferredBytes: Math.floor(processed * 0.88),
      lastDataTransferTimeUtc: null,
      processedBytes: processed,
      startTime: null,
      lastRefreshTime: null,
      progressPercentage: progress.percent ?? null,
    },
  };
}

const diskView = (item: Item, disk: ProtectedDisk, progress: Progress) => ({
  diskId: disk.id,
  diskName: disk.name,
  isOSDisk: String(disk.os),
  capacityInBytes: disk.capacityBytes,
  logStorageAccountId: disk.logStorageAccountId,
  diskEncryptionSetId: disk.encryptionSetId ?? null,
  seedManagedDiskId: seedDisk(item, disk),
  seedBlobUri: null,
  targetManagedDiskId: targetDisk(item, disk),
  targetBlobUri: null,
  diskType: disk.diskType,
  ...churn(item),
  isInitialReplicationComplete: String(progress.diskDone),
  ...replication(disk, progress),
});

const addressType = (address: string | undefined): string => (address === undefined ? "Dynamic" : "Static");

const nicView = (nic: ProtectedNic) => ({
  nicId: nic.id,
  isPrimaryNic: String(nic.primary),
  isSelectedForFailover: String(nic.selected),
  sourceIPAddress: nic.sourceAddress,
  sourceIPAddressType: "Static",
  sourceNetworkId: "",
  sourceSubnetName: null,
  targetIPAddress: nic.targetAddress ?? "",
  targetIPAddressType: addressType(nic.targetAddress),
  targetSubnetName: nic.targetSubnet ?? null,
  testSubnetName: nic.testSubnet ?? null,
  testIPAddress: nic.testAddress ?? null,
  testIPAddressType: addressType(nic.testAddress),
});

/** How far initial replication is, as the three fields say it; all null before the first report and at the end. */
function progressFields(item: Item, progress: Progress) {
  const { percent } = progress;
  const total = item.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  const processed = percent === undefined ? null : Math.floor((total * percent) / 100);
  return {
    initialReplicationProgressPercentage: percent ?? null,
    initialReplicationProcessedBytes: processed,
    initialReplicationTransferredBytes: processed === null ? null : Math.floor(processed * 0.88),
    initialReplicationProgressHealth: progress.health,
  };
}

/**
 * Fields about points are missing, not null, until the item is Protected, save the id; the first point that they then
 * show is older than that (recorded az CLI traffic, 2023: nothing 50 minutes after the enable, a point of minute 41 five
 * minutes later).
 */
function pointFields(world: World, item: Item, at: number) {
  if (stateOf(item, at).startsWith("InitialReplication")) return { lastRecoveryPointId: null };
  const policy = policyOf(world, item.policy);
  const newest = policy && newestPointOf(item, policy, at);
  const rpo = policy && rpoOf(item, policy, at);
  if (newest === undefined || rpo === undefined) return { lastRecoveryPointId: null };
  return {
    lastRecoveryPointReceived: timeText(newest.time),
    lastRpoInSeconds: rpo.seconds,
    lastRpoCalculatedTime: timeText(rpo.calculatedAt),
    lastRecoveryPointId: pointPath(world, item, newest.name),
  };
}

function sourceFields(world: World, item: Item, machine: Machine | undefined) {
  return {
    fabricDiscoveryMachineId: machinePath(world.fleet, item.machineId),
    multiVmGroupName: item.multiVmGroup ?? null,
    discoveryType: "Physical",
    processServerId: applianceGuid(world.fleet, item.appliance),
    processorCoreCount: machine?.cores ?? 0,
    allocatedMemoryInMB: machine?.memoryMiB ?? 0,
    processServerName: item.appliance,
    runAsAccountId: item.runAsAccountId ?? null,
    osType: machine?.os ?? "Linux",
    firmwareType: machine?.firmware ?? "BIOS",
    primaryNicIpAddress: item.nics.find((nic) => nic.primary)?.sourceAddress ?? "",
  };
}

const targetFields = (world: World, { target }: Item, machine: Machine | undefined) => ({
  targetGeneration: machine?.firmware === "UEFI" ? "V2" : "V1",
  licenseType: target.licenseType,
  storageAccountId: null,
  targetVmName: target.vmName,
  targetVmSize: target.vmSize,
  targetResourceGroupId: target.resourceGroupId,
  targetLocation: world.fleet.region,
  targetAvailabilitySetId: target.availabilitySetId,
  targetAvailabilityZone: target.availabilityZone,
  targetProximityPlacementGroupId: target.proximityPlacementGroupId,
  targetBootDiagnosticsStorageAccountId: target.bootDiagnosticsStorageAccountId,
  targetNetworkId: target.networkId,
  testNetworkId: target.testNetworkId,
  ...target.newer,
});

/** How far a resynchronisation is; that it looks like this is of the OpenAPI's words alone [unverified]. */
function resyncFields(item: Item, at: number) {
  const { state, percent } = stateOf(item, at) === "Protected" ? resyncOf(item, at) : NO_RESYNC;
  const total = item.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  const done = percent === undefined ? null : Math.floor((total * percent) / 100);
  return {
    resyncProgressPercentage: percent ?? null,
    resyncProcessedBytes: done,
    resyncTransferredBytes: done === null ? null : Math.floor(done * 0.1),
    resyncProgressHealth: state === "running" ? "InProgress" : "None",
    resyncRequired: String(state !== "none"),
    resyncState: state === "running" ? "StartedResynchronization" : "None",
  };
}

const NOT_UPDATED = {
  errorCode: AGENT_NOT_UPDATED.code,
  errorMessage: AGENT_NOT_UPDATED.message,
  possibleCauses: AGENT_NOT_UPDATED.possibleCauses,
  recommendedAction: AGENT_NOT_UPDATED.recommendedAction,
};

function upgradeFields(item: Item) {
  const isRunning = item.busy?.scenario === "UpdateMobilityService";
  const last = item.agentUpdate;
  return {
    agentUpgradeState: isRunning ? "Started" : "None",
    lastAgentUpgradeType: null,
    agentUpgradeJobId: isRunning ? item.busy.job : null,
    agentUpgradeAttemptToVersion: isRunning ? AGENT : null,
    isLastUpgradeSuccessful: String(last?.worked ?? false),
    isAgentRegistrationSuccessfulAfterFailover: item.failover === undefined ? null : false,
    lastAgentUpgradeErrorDetails: last?.worked === false ? [NOT_UPDATED] : [],
    agentUpgradeBlockingErrorDetails: [],
  };
}

function agentFields(world: World, item: Item, at: number) {
  const heard = Math.min(heartbeatOf(world, item.appliance, at), item.failover?.startTime ?? at);
  const last = item.scenarios.has("no-heartbeat") ? (item.replicatingSince ?? heard) : heard;
  const { version, isUpgradeable, blocked } = agentOf(world, item, at);
  const isOld = version !== AGENT;
  return {
    ...upgradeFields(item),
    mobilityAgentDetails: {
      version,
      latestVersion: isOld ? AGENT : null,
      latestAgentReleaseDate: null,
      driverVersion: version,
      latestUpgradableVersionWithoutReboot: isUpgradeable ? AGENT : null,
      ...(isOld && { agentVersionExpiryDate: timeText((item.replicatingSince ?? at) + AGENT_LIFE) }),
      lastHeartbeatUtc: timeText(Math.min(last, heard)),
      reasonsBlockingUpgrade: blocked,
      isUpgradeable: String(isUpgradeable),
    },
  };
}

export function itemDetails(world: World, item: Item, at: number) {
  const machine = machineById(world, item.machineId);
  const progress = progressOf(item, at);
  return {
    instanceType: "InMageRcm",
    internalIdentifier: item.id,
    ...sourceFields(world, item, machine),
    ...targetFields(world, item, machine),
    failoverRecoveryPointId: item.failover === undefined ? null : pointPath(world, item, item.failover.pointId),
    ...pointFields(world, item, at),
    ...progressFields(item, progress),
    ...resyncFields(item, at),
    protectedDisks: item.disks.map((disk) => diskView(item, disk, progress)),
    ...agentFields(world, item, at),
    vmNics: item.nics.map(nicView),
    discoveredVmDetails: null,
  };
}
