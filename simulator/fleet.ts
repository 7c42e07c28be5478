// Owns what there is before anybody asks: the vault, its appliances and networks, and the physical machines.

export interface Disk {
  readonly name: string;
  readonly sizeGiB: number;
  /** the disk that the machine starts from; the first one when none says so */
  readonly os: boolean;
}

export interface Nic {
  readonly macAddress: string;
  readonly ipAddress: string;
}

export interface FleetMachine {
  /** also its scenario: see `scenarios.ts` */
  readonly name: string;
  readonly fqdn: string;
  readonly os: "Linux" | "Windows";
  readonly osName: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly firmware: "BIOS" | "UEFI";
  readonly biosId: string;
  readonly appliance: string;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** protected in the portal before the simulator starts */
  readonly protected: boolean;
}

export interface RunAsAccount {
  readonly name: string;
  readonly credentialType: "Linux" | "Windows";
}

export interface Subnet {
  readonly name: string;
  readonly addressPrefix: string;
}

export interface Network {
  readonly name: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly addressPrefixes: readonly string[];
  readonly subnets: readonly Subnet[];
}

export interface StorageAccount {
  readonly name: string;
  readonly resourceGroup: string;
  readonly region: string;
  readonly sku: string;
}

/** What replicates the machines: replication appliances, or a configuration server with its process servers. */
export type Architecture = "Modernized" | "Classic";

export interface Fleet {
  readonly architecture: Architecture;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly vaultName: string;
  readonly region: string;
  readonly targetResourceGroup: string;
  /** in a classic vault: the configuration server, then further process servers */
  readonly appliances: readonly string[];
  readonly runAsAccounts: readonly RunAsAccount[];
  readonly networks: readonly Network[];
  readonly storageAccounts: readonly StorageAccount[];
  readonly machines: readonly FleetMachine[];
}

export const isClassic = ({ architecture }: Pick<Fleet, "architecture">): boolean => architecture === "Classic";

/** The replication provider, as the `instanceType` of items and of writes on them names it. */
export const providerOf = (fleet: Pick<Fleet, "architecture">): "InMageRcm" | "InMageAzureV2" =>
  isClassic(fleet) ? "InMageAzureV2" : "InMageRcm";

/** The resource groups that anything of the fleet lives in. */
export function resourceGroups(fleet: Fleet): string[] {
  const all = [fleet.resourceGroup, fleet.targetResourceGroup];
  for (const thing of [...fleet.networks, ...fleet.storageAccounts]) all.push(thing.resourceGroup);
  return [...new Map(all.map((name) => [name.toLowerCase(), name])).values()];
}
