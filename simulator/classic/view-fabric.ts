// Owns the answers about a classic vault's furniture: configuration server, process servers, container, provider.
import { NEVER_EXPIRES, timeText } from "../arm.ts";
import { guid } from "../chance.ts";
import { GIB } from "../disks.ts";
import {
  applianceGuid,
  containerName,
  containerPath,
  fabricGuid,
  fabricName,
  fabricPath,
  providerName,
} from "../fabric.ts";
import type { Furniture } from "../furniture.ts";
import { heartbeatOf } from "../machines.ts";
import { healthOfServer, isSilent } from "../silence.ts";
import { list } from "../timeline.ts";
import type { World } from "../world.ts";
import { accountsOf, configurationServer, hostId } from "./names.ts";

const TYPE = "Microsoft.RecoveryServices/vaults";

/** Above the 9.50 that moving to the modernized architecture needs (Microsoft's page about that move). */
const VERSION = "9.63.7187.1";

/** As it was while Microsoft still supported this architecture; what Azure says since then is in no recording. */
const VERSIONS = { version: VERSION, expiryDate: NEVER_EXPIRES, status: "Supported" };

const version = { agentVersion: VERSION, versionStatus: "Supported", agentExpiryDate: NEVER_EXPIRES };

/** A server's certificate lasts for three years and is renewed after two: the simulator's choice. */
const YEAR = 365 * 86_400_000;

function certificate(at: number) {
  const expiry = (Math.floor(at / (2 * YEAR)) + 1) * 2 * YEAR + YEAR;
  return {
    sslCertExpiryDate: timeText(expiry),
    sslCertExpiryRemainingDays: Math.floor((expiry - at) / 86_400_000),
  };
}

const addressOf = ({ fleet }: World, server: string): string => `192.0.2.${6 + fleet.appliances.indexOf(server)}`;

const itemsBehind = (world: World, server: string, at: number): number =>
  list(world.items, at).filter(({ appliance }) => appliance === server).length;

const load = (state: string) => ({
  systemLoad: "3",
  systemLoadStatus: state,
  cpuLoad: "5",
  cpuLoadStatus: state,
  totalMemoryInBytes: 16 * GIB,
  availableMemoryInBytes: 12 * GIB,
  memoryUsageStatus: state,
  totalSpaceInBytes: 600 * GIB,
  availableSpaceInBytes: 560 * GIB,
  spaceUsageStatus: state,
});

/** The words of these states are in no recording [unverified]. */
const stateOf = (world: World, server: string, at: number): string =>
  isSilent(world, server, at) ? "Unknown" : "Healthy";

function processServer(world: World, server: string, at: number) {
  const state = stateOf(world, server, at);
  const machines = String(itemsBehind(world, server, at));
  return {
    friendlyName: server,
    id: hostId(world.fleet, server),
    hostId: hostId(world.fleet, server),
    ipAddress: addressOf(world, server),
    osType: "Windows",
    osVersion: "10.0.17763",
    ...version,
    agentVersionDetails: VERSIONS,
    lastHeartbeat: timeText(heartbeatOf(world, server, at)),
    mobilityServiceUpdates: [],
    machineCount: machines,
    replicationPairCount: machines,
    ...load(state),
    psServiceStatus: state,
    ...certificate(at),
    ...healthOfServer(world, server, at),
    psStatsRefreshTime: timeText(heartbeatOf(world, server, at)),
    throughputUploadPendingDataInBytes: 0,
    throughputInMBps: 0,
    throughputInBytes: 0,
    throughputStatus: state,
    marsCommunicationStatus: state,
    marsRegistrationStatus: state,
  };
}

/** The one in the configuration server. Only failing back to VMware would use it, which the simulator does not play. */
function masterTarget(world: World, at: number) {
  const server = configurationServer(world.fleet);
  return {
    id: hostId(world.fleet, server),
    name: server,
    ipAddress: addressOf(world, server),
    osType: "Windows",
    osVersion: "10.0.17763",
    ...version,
    agentVersionDetails: VERSIONS,
    lastHeartbeat: timeText(heartbeatOf(world, server, at)),
    retentionVolumes: [
      { volumeName: "R", capacityInBytes: 600 * GIB, freeSpaceInBytes: 560 * GIB, thresholdPercentage: 0 },
    ],
    dataStores: [],
    validationErrors: [],
    healthErrors: [],
    diskCount: 1,
    marsAgentVersion: "2.0.9262.0",
    marsAgentExpiryDate: NEVER_EXPIRES,
    marsAgentVersionDetails: { version: "2.0.9262.0", expiryDate: NEVER_EXPIRES, status: "Supported" },
  };
}

/**
 * In a list what the fabric is made of is left out: recorded of the modernized architecture, taken for this one as well,
 * so that nobody relies on it [unverified].
 */
const parts = (world: World, at: number, whole: boolean) => ({
  processServers: whole ? world.fleet.appliances.map((server) => processServer(world, server, at)) : [],
  masterTargetServers: whole ? [masterTarget(world, at)] : [],
  runAsAccounts: whole ? accountsOf(world.fleet) : [],
});

function configuration(world: World, at: number) {
  const server = configurationServer(world.fleet);
  const state = stateOf(world, server, at);
  const machines = String(list(world.items, at).length);
  return {
    hostName: server,
    ipAddress: addressOf(world, server),
    ...version,
    agentVersionDetails: VERSIONS,
    psTemplateVersion: VERSION,
    lastHeartbeat: timeText(heartbeatOf(world, server, at)),
    processServerCount: String(world.fleet.appliances.length),
    agentCount: machines,
    protectedServers: machines,
    replicationPairCount: machines,
    ...load(state),
    webLoad: "1",
    webLoadStatus: state,
    databaseServerLoad: "1",
    databaseServerLoadStatus: state,
    csServiceStatus: state,
    ...certificate(at),
    switchProviderBlockingErrorDetails: [],
  };
}

const NO_KEY = { kekState: "None", kekCertThumbprint: null };

function fabric(world: World, at: number, whole: boolean) {
  const { fleet } = world;
  const silent = fleet.appliances.some((server) => isSilent(world, server, at));
  return {
    name: fabricName(fleet),
    type: `${TYPE}/replicationFabrics`,
    id: fabricPath(fleet),
    properties: {
      friendlyName: configurationServer(fleet),
      encryptionDetails: NO_KEY,
      rolloverEncryptionDetails: NO_KEY,
      internalIdentifier: fabricGuid(fleet),
      bcdrState: "Valid",
      customDetails: { instanceType: "VMware", ...configuration(world, at), ...parts(world, at, whole) },
      healthErrorDetails: [],
      health: silent ? "Critical" : "Normal",
    },
  };
}

/** Fabric and container are both shown by the name of the configuration server (official example). */
const container = (world: World, at: number) => ({
  id: containerPath(world.fleet),
  name: containerName(world.fleet),
  type: `${TYPE}/replicationFabrics/replicationProtectionContainers`,
  properties: {
    fabricFriendlyName: configurationServer(world.fleet),
    friendlyName: configurationServer(world.fleet),
    fabricType: "VMware",
    protectedItemCount: list(world.items, at).length,
    pairingStatus: list(world.mappings, at).length > 0 ? "Paired" : "NotPaired",
    role: "Primary",
    fabricSpecificDetails: null,
  },
});

function provider(world: World, server: string, at: number) {
  const { fleet } = world;
  return {
    id: `${fabricPath(fleet)}/replicationRecoveryServicesProviders/${providerName(fleet, server)}`,
    type: `${TYPE}/replicationFabrics/replicationRecoveryServicesProviders`,
    name: providerName(fleet, server),
    properties: {
      fabricType: "VMware",
      friendlyName: server,
      providerVersion: "5.23.720.4",
      serverVersion: VERSION,
      providerVersionState: "Latest",
      providerVersionExpiryDate: NEVER_EXPIRES,
      fabricFriendlyName: server,
      lastHeartBeat: timeText(heartbeatOf(world, server, at)),
      connectionStatus: isSilent(world, server, at) ? "Disconnected" : "Connected",
      protectedItemCount: list(world.items, at).length,
      allowedScenarios: ["Refresh"],
      healthErrorDetails: [],
      draIdentifier: guid("dra", fleet.vaultName, server),
      machineId: applianceGuid(fleet, server),
      machineName: server,
      biosId: guid("appliance-bios", fleet.vaultName, server).toUpperCase(),
      providerVersionDetails: { version: "5.23.720.4", expiryDate: NEVER_EXPIRES, status: "Supported" },
    },
  };
}

/** Replication appliances are what such a vault has none of: whether Azure's list is empty then is in no recording. */
export const CLASSIC_FURNITURE: Furniture = { fabric, container, provider, appliances: () => [] };
