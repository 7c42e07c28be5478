// Owns the answers about the vault's own furniture: vault, fabric, container, providers, appliances.
import { NEVER_EXPIRES, timeText, vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { GIB } from "./disks.ts";
import {
  applianceGuid,
  containerName,
  containerPath,
  fabricGuid,
  fabricName,
  fabricPath,
  machinePath,
  providerName,
  sitePath,
} from "./fabric.ts";
import { heartbeatOf } from "./machines.ts";
import { healthOfServer, isSilent } from "./silence.ts";
import { list } from "./timeline.ts";
import type { World } from "./world.ts";

const TYPE = "Microsoft.RecoveryServices/vaults";

/** As `Microsoft.RecoveryServices` 2024-04-01 answers; ids of the vault itself have a small s. */
export const vaultView = ({ fleet }: World) => ({
  id: vaultId(fleet).replace("/Subscriptions/", "/subscriptions/"),
  name: fleet.vaultName,
  type: TYPE,
  etag: `W/"datetime'${guid("vault", fleet.vaultName).slice(0, 8)}'"`,
  location: fleet.region,
  sku: { name: "RS0", tier: "Standard" },
  properties: {
    provisioningState: "Succeeded",
    privateEndpointStateForBackup: "None",
    privateEndpointStateForSiteRecovery: "None",
    publicNetworkAccess: "Enabled",
  },
});

function component(world: World, appliance: string, at: number) {
  const { fleet } = world;
  const id = applianceGuid(fleet, appliance);
  return {
    id,
    name: appliance,
    biosId: guid("appliance-bios", fleet.vaultName, appliance).toUpperCase(),
    fabricObjectId: machinePath(fleet, id),
    fqdn: `${appliance}.contoso.example`,
    version: "9.63.7187.1",
    lastHeartbeatUtc: timeText(heartbeatOf(world, appliance, at)),
    ...healthOfServer(world, appliance, at),
  };
}

const itemsBehind = (world: World, appliance: string, at: number): number =>
  list(world.items, at).filter((item) => item.appliance === appliance).length;

function processServer(world: World, appliance: string, at: number) {
  const healthy = isSilent(world, appliance, at) ? "Unknown" : "Healthy";
  const base = component(world, appliance, at);
  return {
    ...base,
    ipAddresses: ["192.0.2.5"],
    totalMemoryInBytes: 32 * GIB,
    availableMemoryInBytes: 28 * GIB,
    usedMemoryInBytes: 4 * GIB,
    memoryUsagePercentage: 12.5,
    totalSpaceInBytes: 620 * GIB,
    availableSpaceInBytes: 600 * GIB,
    usedSpaceInBytes: 20 * GIB,
    freeSpacePercentage: 96.8,
    throughputUploadPendingDataInBytes: 0,
    throughputInBytes: 0,
    processorUsagePercentage: 3,
    throughputStatus: healthy,
    systemLoad: 0,
    systemLoadStatus: healthy,
    diskUsageStatus: healthy,
    memoryUsageStatus: healthy,
    processorUsageStatus: healthy,
    protectedItemCount: itemsBehind(world, appliance, at),
    historicHealth: base.health,
  };
}

function parts(world: World, appliance: string, at: number) {
  const { fqdn: _, fabricObjectId: __, ...dra } = component(world, appliance, at);
  return {
    processServer: processServer(world, appliance, at),
    rcmProxy: { ...component(world, appliance, at), clientAuthenticationType: "Certificate" },
    pushInstaller: component(world, appliance, at),
    replicationAgent: component(world, appliance, at),
    reprotectAgent: { ...component(world, appliance, at), protectedItemCount: 0, accessibleDatastores: [] },
    marsAgent: component(world, appliance, at),
    dra,
  };
}

/** The list of appliances is one row per fabric, with the appliances inside (official example). */
export const appliancesView = (world: World, at: number) => ({
  properties: {
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      appliances: world.fleet.appliances.map((name) => ({
        id: applianceGuid(world.fleet, name),
        name,
        fabricArmId: fabricPath(world.fleet),
        ...parts(world, name, at),
        switchProviderBlockingErrorDetails: [],
      })),
    },
  },
});

const NO_KEY = { kekState: "None", kekCertThumbprint: null };

/** In a list the components are left out (recorded az CLI traffic, 2023). */
function components(world: World, at: number, whole: boolean) {
  const all = whole ? world.fleet.appliances.map((name) => parts(world, name, at)) : [];
  return {
    processServers: all.map((each) => each.processServer),
    rcmProxies: all.map((each) => each.rcmProxy),
    pushInstallers: all.map((each) => each.pushInstaller),
    replicationAgents: all.map((each) => each.replicationAgent),
    reprotectAgents: all.map((each) => each.reprotectAgent),
    marsAgents: all.map((each) => each.marsAgent),
    dras: all.map((each) => each.dra),
    agentDetails: [],
  };
}

export function fabricView(world: World, at: number, whole: boolean) {
  const { fleet } = world;
  const silent = fleet.appliances.some((name) => isSilent(world, name, at));
  return {
    name: fabricName(fleet),
    type: `${TYPE}/replicationFabrics`,
    id: fabricPath(fleet),
    properties: {
      friendlyName: fabricName(fleet),
      encryptionDetails: NO_KEY,
      rolloverEncryptionDetails: NO_KEY,
      internalIdentifier: fabricGuid(fleet),
      bcdrState: "Valid",
      customDetails: {
        instanceType: "InMageRcm",
        vmwareSiteId: null,
        physicalSiteId: sitePath(fleet),
        serviceEndpoint: "https://simulated.hypervrecoverymanager.example",
        serviceResourceId: "8238764630195140046",
        serviceContainerId: "5269262064710",
        dataPlaneUri: "https://simulated.backup.example",
        controlPlaneUri: "https://simulated.rcm.example",
        sourceAgentIdentityDetails: null,
        ...components(world, at, whole),
      },
      healthErrorDetails: [],
      health: silent ? "Critical" : "Normal",
    },
  };
}

export const containerView = (world: World, at: number) => ({
  id: containerPath(world.fleet),
  name: containerName(world.fleet),
  type: `${TYPE}/replicationFabrics/replicationProtectionContainers`,
  properties: {
    fabricFriendlyName: fabricName(world.fleet),
    friendlyName: containerName(world.fleet),
    fabricType: "InMageRcm",
    protectedItemCount: list(world.items, at).length,
    pairingStatus: list(world.mappings, at).length > 0 ? "Paired" : "NotPaired",
    role: "Primary",
    fabricSpecificDetails: null,
  },
});

export function providerView(world: World, appliance: string, at: number) {
  const { fleet } = world;
  const id = applianceGuid(fleet, appliance);
  const name = providerName(fleet, appliance);
  const version = "5.23.720.4";
  return {
    id: `${fabricPath(fleet)}/replicationRecoveryServicesProviders/${name}`,
    type: `${TYPE}/replicationFabrics/replicationRecoveryServicesProviders`,
    name,
    properties: {
      fabricType: "InMageRcm",
      friendlyName: appliance,
      providerVersion: version,
      serverVersion: "0.0",
      providerVersionState: "Latest",
      providerVersionExpiryDate: NEVER_EXPIRES,
      fabricFriendlyName: fabricName(fleet),
      lastHeartBeat: timeText(heartbeatOf(world, appliance, at)),
      connectionStatus: isSilent(world, appliance, at) ? "Disconnected" : "Connected",
      protectedItemCount: itemsBehind(world, appliance, at),
      allowedScenarios: ["Refresh"],
      healthErrorDetails: [],
      draIdentifier: id,
      machineId: id,
      machineName: appliance,
      biosId: guid("appliance-bios", fleet.vaultName, appliance).toUpperCase(),
      providerVersionDetails: { version, expiryDate: NEVER_EXPIRES, status: "Supported" },
    },
  };
}
