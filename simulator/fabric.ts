// Owns the names and ids of what the appliance's registration made: fabric, container, providers, sites, accounts.
import { resourceId, vaultId } from "./arm.ts";
import { digits, guid } from "./chance.ts";
import { classicFabricName, classicProviderName, configurationServer, hostId } from "./classic/names.ts";
import { type Fleet, isClassic } from "./fleet.ts";
import { siteName } from "./read-fleet.ts";

/** Names as the service makes them: found by type, never by name (recorded az CLI traffic and official examples). */
export const fabricName = (fleet: Fleet): string =>
  isClassic(fleet) ? classicFabricName(fleet) : `${fleet.vaultName}replicationfabric`;

export const containerName = (fleet: Fleet): string =>
  isClassic(fleet)
    ? cloudName(fleet)
    : `${fleet.vaultName.slice(0, 10)}${digits(4, "container", fleet.vaultName)}replicationcontainer`;

export const fabricPath = (fleet: Fleet): string => `${vaultId(fleet)}/replicationFabrics/${fabricName(fleet)}`;

export const containerPath = (fleet: Fleet): string =>
  `${fabricPath(fleet)}/replicationProtectionContainers/${containerName(fleet)}`;

export const itemPath = (fleet: Fleet, item: string): string =>
  `${containerPath(fleet)}/replicationProtectedItems/${item}`;

export const mappingPath = (fleet: Fleet, mapping: string): string =>
  `${containerPath(fleet)}/replicationProtectionContainerMappings/${mapping}`;

export const jobPath = (fleet: Fleet, job: string): string => `${vaultId(fleet)}/replicationJobs/${job}`;

/** The fabric's GUID; recovery points are addressed through a container of that name, not the real one (recorded). */
export const fabricGuid = (fleet: Fleet): string => guid("fabric", fleet.subscriptionId, fleet.vaultName);

/** By which names people are shown them: a classic vault's by that of its configuration server (official example). */
export const friendlyFabric = ({ fleet }: { readonly fleet: Fleet }): string =>
  isClassic(fleet) ? configurationServer(fleet) : fabricName(fleet);

export const friendlyContainer = ({ fleet }: { readonly fleet: Fleet }): string =>
  isClassic(fleet) ? configurationServer(fleet) : containerName(fleet);

export const cloudName = (fleet: Fleet): string => `cloud_${fabricGuid(fleet)}`;

/** The process server's id, which is the provider's `machineId`: a GUID, not an ARM id. */
export const applianceGuid = (fleet: Fleet, appliance: string): string =>
  isClassic(fleet) ? hostId(fleet, appliance) : guid("appliance", fleet.vaultName, appliance.toLowerCase());

/** A classic vault has one provider, the configuration server's, whichever process server is meant. */
export const providerName = (fleet: Fleet, appliance: string): string =>
  isClassic(fleet)
    ? classicProviderName(fleet)
    : `${appliance.slice(0, 15)}${digits(4, "dra", fleet.vaultName, appliance)}dra`;

/** The servers that a provider of their own is registered for. */
export const registered = (fleet: Fleet): readonly string[] =>
  isClassic(fleet) ? fleet.appliances.slice(0, 1) : fleet.appliances;

export const sitePath = (fleet: Fleet): string =>
  resourceId(fleet, fleet.resourceGroup, `Microsoft.OffAzure/ServerSites/${siteName(fleet)}`);

export const machinePath = (fleet: Fleet, machine: string): string =>
  resourceId(fleet, fleet.resourceGroup, `Microsoft.OffAzure/serverSites/${siteName(fleet)}/machines/${machine}`);

export const accountGuid = (fleet: Fleet, account: string): string =>
  guid("account", fleet.vaultName, account.toLowerCase());

export const accountPath = (fleet: Fleet, account: string): string =>
  resourceId(
    fleet,
    fleet.resourceGroup,
    `Microsoft.OffAzure/serverSites/${siteName(fleet)}/runasaccounts/${accountGuid(fleet, account)}`,
  );
