// Owns the answers about what the appliances see: discovered machines and run-as accounts.
import { timeText } from "./arm.ts";
import { diskId, GIB } from "./disks.ts";
import { accountGuid, accountPath, applianceGuid, machinePath, sitePath } from "./fabric.ts";
import type { RunAsAccount } from "./fleet.ts";
import { heartbeatOf, type Machine } from "./machines.ts";
import { siteName } from "./read-fleet.ts";
import type { World } from "./world.ts";

/** The appliance looks at its machines twice an hour: the simulator's choice. */
const LOOKS_EVERY = 30 * 60_000;

function lookedAt(world: World, machine: Machine, at: number): number {
  const heard = heartbeatOf(world, machine.appliance, at);
  return Math.max(machine.discoveredAt, heard - (heard % LOOKS_EVERY));
}

export function machineView(world: World, machine: Machine, at: number) {
  const os = {
    osType: machine.os === "Windows" ? "windowsguest" : "linuxguest",
    osName: machine.osName,
    osVersion: "",
    osArchitecture: "x64",
  };
  return {
    id: machinePath(world.fleet, machine.id),
    name: machine.id,
    type: "Microsoft.OffAzure/ServerSites/machines",
    properties: {
      displayName: machine.name,
      fqdn: machine.fqdn,
      hydratedFqdn: machine.fqdn,
      networkAdapters: machine.nics.map((nic, index) => ({
        nicId: String(4000 + index),
        macAddress: nic.macAddress,
        ipAddressList: [nic.ipAddress],
        networkName: "",
        ipAddressType: "Static",
      })),
      disks: machine.disks.map((disk, lun) => ({
        id: diskId(machine, disk),
        generatedId: diskId(machine, disk),
        maxSizeInBytes: disk.sizeGiB * GIB,
        name: disk.name,
        diskType: "Basic",
        lun,
        path: disk.name,
      })),
      firmware: machine.firmware,
      guestOsDetails: os,
      operatingSystemDetails: os,
      numberOfProcessorCore: machine.cores,
      allocatedMemoryInMb: machine.memoryMiB,
      biosGuid: machine.biosId,
      biosSerialNumber: machine.biosId,
      runAsAccountId: machine.runAsAccountId ?? null,
      applianceNames: [machine.appliance],
      errors: [],
      isDeleted: machine.isDeleted,
      createdTimestamp: timeText(machine.discoveredAt),
      updatedTimestamp: timeText(lookedAt(world, machine, at)),
    },
  };
}

/** Agents of the site report through its first appliance. */
export const siteView = (world: World, at: number) => {
  const appliance = world.fleet.appliances[0] ?? "";
  return {
    id: sitePath(world.fleet),
    name: siteName(world.fleet),
    type: "Microsoft.OffAzure/ServerSites",
    location: world.fleet.region,
    properties: {
      agentDetails: {
        id: applianceGuid(world.fleet, appliance),
        version: "2.0.3300.1",
        lastHeartBeatUtc: timeText(heartbeatOf(world, appliance, at)),
      },
      applianceName: appliance,
      provisioningState: "Succeeded",
    },
  };
};

/** Account ids are written in small letters, unlike their collection (recorded az CLI traffic, 2023). */
export const accountView = (world: World, account: RunAsAccount, since: number) => ({
  id: accountPath(world.fleet, account.name),
  name: accountGuid(world.fleet, account.name),
  type: "Microsoft.OffAzure/ServerSites/runasaccounts",
  properties: {
    displayName: account.name,
    credentialType: `${account.credentialType}Server`,
    createdTimestamp: timeText(since),
    updatedTimestamp: timeText(since),
    applianceName: world.fleet.appliances[0] ?? "",
  },
});
