// Owns reading a request that enables protection: the item it asks for, or the field that cannot be used.
import { lastSegment } from "./arm.ts";
import { networkOf } from "./azure.ts";
import { listAt, textAt, valueAt } from "./body.ts";
import { guid } from "./chance.ts";
import { diskId, GIB } from "./disks.ts";
import type { Disk, Network } from "./fleet.ts";
import type { Item, ProtectedDisk, ProtectedNic, TargetSettings } from "./items.ts";
import { applianceById, type Machine, machineById } from "./machines.ts";
import { newerAtEnable } from "./newer-fields.ts";
import { type Policy, policyOf } from "./policies.ts";
import { fittingSize } from "./sizes.ts";
import type { World } from "./world.ts";

/** A field of the request that cannot be used; the message names it and says what it must be. */
export class UnusableField extends Error {
  override readonly name = "UnusableField";
}

const WHERE = "properties.providerSpecificDetails";

const refuse = (field: string, must: string): never => {
  throw new UnusableField(`${WHERE}.${field} must be ${must}.`);
};

/** Names of virtual machines (Microsoft's support matrix): letters, digits and hyphens, 63 at most. */
export const VM_NAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** What a machine's name becomes where Azure allows fewer letters. */
export const plainName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9-]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "") || "machine";

function network(world: World, details: unknown, field: "targetNetworkId" | "testNetworkId"): Network | undefined {
  const id = textAt(details, field);
  if (id === undefined) return undefined;
  return networkOf(world, id) ?? refuse(field, "the id of a virtual network that exists");
}

function subnet(details: unknown, field: string, of: Network | undefined): string | undefined {
  const wanted = textAt(details, field);
  if (wanted === undefined || of === undefined) return wanted;
  const found = of.subnets.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
  return found?.name ?? refuse(field, `a subnet of ${of.name}`);
}

function cacheAccount(world: World, input: unknown, field: string): string {
  const id = textAt(input, "logStorageAccountId") ?? refuse(`${field}.logStorageAccountId`, "given");
  const name = lastSegment(id).toLowerCase();
  const exists = world.fleet.storageAccounts.some((account) => account.name.toLowerCase() === name);
  return exists ? id : refuse(`${field}.logStorageAccountId`, "the id of a storage account that exists");
}

const DISK_TYPES = ["Standard_LRS", "Premium_LRS", "StandardSSD_LRS"];

function diskType(input: unknown, field: string): string {
  const type = textAt(input, "diskType") ?? "";
  return DISK_TYPES.includes(type) ? type : refuse(`${field}.diskType`, `one of ${DISK_TYPES.join(", ")}`);
}

/** A disk of the machine as a request wants it replicated; `field` is where the request says so. */
function wantedDisk(world: World, machine: Machine, disk: Disk, { input, field }: { input: unknown; field: string }) {
  const encryptionSetId = textAt(input, "diskEncryptionSetId");
  return {
    id: diskId(machine, disk),
    name: disk.name,
    os: disk.os,
    capacityBytes: disk.sizeGiB * GIB,
    diskType: diskType(input, field),
    logStorageAccountId: cacheAccount(world, input, field),
    ...(encryptionSetId !== undefined && { encryptionSetId }),
  };
}

/** Disks that are not listed are left out; the one that the machine starts from cannot be. */
function disks(world: World, machine: Machine, details: unknown): ProtectedDisk[] {
  const all = valueAt(details, "disksDefault");
  const listed = listAt(details, "disksToInclude");
  if ((all === undefined || all === null) === (listed === undefined)) {
    return refuse("disksDefault", "given, or disksToInclude in its place, and not both");
  }
  const field = listed === undefined ? "disksDefault" : "disksToInclude";
  const chosen = machine.disks.flatMap((disk) => {
    const input = listed === undefined ? all : listed.find((each) => textAt(each, "diskId") === diskId(machine, disk));
    return input === undefined ? [] : [wantedDisk(world, machine, disk, { input, field })];
  });
  if (listed !== undefined && chosen.length < listed.length) refuse("disksToInclude", "disks of the machine, by id");
  return chosen.some((disk) => disk.os)
    ? chosen
    : refuse("disksToInclude", "a list with the disk of the operating system");
}

/** Disks of the machine that are to be replicated too. Throws `UnusableField`. */
export function moreDisks(world: World, machine: Machine, item: Item, details: unknown): ProtectedDisk[] {
  const inputs = listAt(details, "disks") ?? [];
  if (inputs.length === 0) return refuse("disks", "a list of disks");
  return inputs.map((input) => {
    const id = textAt(input, "diskId");
    const disk = machine.disks.find((each) => diskId(machine, each) === id);
    const isReplicated = item.disks.some((each) => each.id === id);
    if (disk === undefined || isReplicated) {
      return refuse("disks", "disks of the machine that are not replicated yet, by id");
    }
    return wantedDisk(world, machine, disk, { input, field: "disks" });
  });
}

/** Every card goes along, the first one is the primary. */
export const nics = (machine: Machine, targetSubnet?: string, testSubnet?: string): ProtectedNic[] =>
  machine.nics.map((nic, index) => ({
    id: nic.macAddress,
    sourceAddress: nic.ipAddress,
    primary: index === 0,
    selected: true,
    ...(targetSubnet !== undefined && { targetSubnet }),
    ...(testSubnet !== undefined && { testSubnet }),
  }));

function target(machine: Machine, details: unknown): TargetSettings {
  const vmName = textAt(details, "targetVmName") ?? plainName(machine.name);
  if (!VM_NAME.test(vmName)) refuse("targetVmName", "of 1 to 63 letters, digits and hyphens");
  const needs = { ...machine, disks: machine.disks.length, nics: machine.nics.length };
  const group = textAt(details, "targetResourceGroupId") ?? refuse("targetResourceGroupId", "given");
  const text = (field: string): string => textAt(details, field) ?? "";
  return {
    vmName,
    vmSize: textAt(details, "targetVmSize") ?? fittingSize(needs),
    resourceGroupId: group,
    networkId: text("targetNetworkId"),
    testNetworkId: text("testNetworkId"),
    availabilitySetId: text("targetAvailabilitySetId"),
    availabilityZone: text("targetAvailabilityZone"),
    proximityPlacementGroupId: text("targetProximityPlacementGroupId"),
    bootDiagnosticsStorageAccountId: text("targetBootDiagnosticsStorageAccountId"),
    licenseType: textAt(details, "licenseType") ?? "NotSpecified",
    newer: newerAtEnable(details),
  };
}

function machineIn(world: World, details: unknown): Machine {
  const id = textAt(details, "fabricDiscoveryMachineId") ?? refuse("fabricDiscoveryMachineId", "given");
  const machine = machineById(world, lastSegment(id));
  if (machine?.listed !== true || machine.isDeleted) {
    return refuse("fabricDiscoveryMachineId", "the id of a machine that an appliance has discovered");
  }
  return machine;
}

/** A group needs a policy that keeps its members' points together. That the call is refused, not its job, is unverified. */
function groupIn(details: unknown, policy: Policy): string | undefined {
  const group = textAt(details, "multiVmGroupName");
  if (group === undefined || policy.multiVmSync === "true") return group;
  return refuse("multiVmGroupName", `left out: the policy '${policy.name}' has enableMultiVmSync "false"`);
}

/** The item that a PUT asks for, not yet in the vault. Throws `UnusableField`. */
export function readEnable(world: World, name: string, body: unknown): Item {
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== "InMageRcm") refuse("instanceType", "InMageRcm");
  const policy = policyOf(world, textAt(body, "properties", "policyId"));
  if (policy === undefined) throw new UnusableField("properties.policyId must be the id of a policy of this vault.");
  const machine = machineIn(world, details);
  const appliance = applianceById(world, textAt(details, "processServerId") ?? "");
  if (appliance === undefined) return refuse("processServerId", "the id of an appliance's process server, a GUID");
  const targetSubnet = subnet(details, "targetSubnetName", network(world, details, "targetNetworkId"));
  const testSubnet = subnet(details, "testSubnetName", network(world, details, "testNetworkId"));
  const multiVmGroup = groupIn(details, policy);
  const runAsAccountId = textAt(details, "runAsAccountId");
  return {
    name,
    id: guid("item", world.seed, name.toLowerCase(), world.now),
    machineId: machine.id,
    machineName: machine.name,
    appliance,
    scenarios: machine.scenarios,
    policy: policy.name,
    ...(multiVmGroup !== undefined && { multiVmGroup }),
    ...(runAsAccountId !== undefined && { runAsAccountId }),
    target: target(machine, details),
    disks: disks(world, machine, details),
    nics: nics(machine, targetSubnet, testSubnet),
  };
}
