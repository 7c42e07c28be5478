// Owns reading a request that enables protection in a classic vault: the item it asks for, or the field that is wrong.
import { lastSegment, sameId } from "../arm.ts";
import { networkOf } from "../azure.ts";
import { listAt, textAt, valueAt } from "../body.ts";
import { guid } from "../chance.ts";
import { diskId, GIB } from "../disks.ts";
import type { Disk } from "../fleet.ts";
import type { Item, ProtectedDisk, TargetSettings } from "../items.ts";
import { applianceById, type Machine, machineById } from "../machines.ts";
import { newerAtEnable } from "../newer-fields.ts";
import { type Policy, policyOf } from "../policies.ts";
import { nics, plainName, UnusableField, VM_NAME } from "../read-enable.ts";
import { fittingSize } from "../sizes.ts";
import type { World } from "../world.ts";
import type { ClassicItem } from "./item.ts";
import { accountsOf, hostId } from "./names.ts";
import { isWayBack, MOST_MINUTES } from "./policies.ts";
import { protectablePath } from "./protectable.ts";

const WHERE = "properties.providerSpecificDetails";

const refuse = (field: string, must: string): never => {
  throw new UnusableField(`${WHERE}.${field} must be ${must}.`);
};

const DISK_TYPES = ["Standard_LRS", "Premium_LRS", "StandardSSD_LRS"];

/** An account that the request names; absent when it names none. */
function account(world: World, input: unknown, field: string): string | undefined {
  const id = textAt(input, field);
  if (id === undefined) return undefined;
  const name = lastSegment(id).toLowerCase();
  const exists = world.fleet.storageAccounts.some((each) => each.name.toLowerCase() === name);
  return exists ? id : refuse(field, "the id of a storage account that exists");
}

/** What is asked of one disk: in its entry of the list, else for all. Without a type it is unmanaged. */
function wantedDisk(world: World, machine: Machine, disk: Disk, input: { own: unknown; all: unknown }): ProtectedDisk {
  const either = (field: string): string | undefined => textAt(input.own, field) ?? textAt(input.all, field);
  const diskType = either("diskType") ?? "";
  if (diskType !== "" && !DISK_TYPES.includes(diskType)) refuse("diskType", `one of ${DISK_TYPES.join(", ")}`);
  const log = account(world, input.own, "logStorageAccountId") ?? account(world, input.all, "logStorageAccountId");
  if (diskType !== "" && log === undefined) refuse("logStorageAccountId", "given for managed disks");
  const encryptionSetId = either("diskEncryptionSetId");
  return {
    id: diskId(machine, disk),
    name: disk.name,
    os: disk.os,
    capacityBytes: disk.sizeGiB * GIB,
    diskType,
    logStorageAccountId: log ?? "",
    ...(encryptionSetId !== undefined && { encryptionSetId }),
  };
}

/** Unlisted disks are left out. Of a machine without an agent no disk is known yet, so none can be listed. */
function disks(world: World, machine: Machine, details: unknown): ProtectedDisk[] {
  const listed = listAt(details, "disksToInclude") ?? [];
  const known = machine.withoutAgent === true ? [] : machine.disks;
  const ownOf = (disk: Disk): unknown => listed.find((each) => textAt(each, "diskId") === diskId(machine, disk));
  const chosen = listed.length === 0 ? machine.disks : known.filter((disk) => ownOf(disk) !== undefined);
  if (chosen.length < listed.length) refuse("disksToInclude", "disks of the machine, by id");
  if (!chosen.some(({ os }) => os)) refuse("disksToInclude", "a list with the disk of the operating system");
  return chosen.map((disk) => wantedDisk(world, machine, disk, { own: ownOf(disk), all: details }));
}

function network(world: World, details: unknown): string {
  const id = textAt(details, "targetAzureNetworkId");
  if (id === undefined || networkOf(world, id) !== undefined) return id ?? "";
  return refuse("targetAzureNetworkId", "the id of a virtual network that exists");
}

/** By id or by name: its field is called an id, and clients send the name [unverified]. */
function subnet(world: World, details: unknown): string | undefined {
  const wanted = textAt(details, "targetAzureSubnetId");
  const of = networkOf(world, textAt(details, "targetAzureNetworkId"));
  if (wanted === undefined || of === undefined) return undefined;
  const found = of.subnets.find(({ name }) => sameId(name, lastSegment(wanted)));
  return found?.name ?? refuse("targetAzureSubnetId", `a subnet of ${of.name}`);
}

function target(world: World, machine: Machine, details: unknown): TargetSettings {
  const vmName = textAt(details, "targetAzureVmName") ?? plainName(machine.name);
  if (!VM_NAME.test(vmName)) refuse("targetAzureVmName", "of 1 to 63 letters, digits and hyphens");
  const needs = { ...machine, disks: machine.disks.length, nics: machine.nics.length };
  const text = (field: string): string => textAt(details, field) ?? "";
  return {
    vmName,
    vmSize: textAt(details, "targetVmSize") ?? fittingSize(needs),
    resourceGroupId: textAt(details, "targetAzureV2ResourceGroupId") ?? refuse("targetAzureV2ResourceGroupId", "given"),
    networkId: network(world, details),
    testNetworkId: "",
    availabilitySetId: text("targetAvailabilitySetId"),
    availabilityZone: text("targetAvailabilityZone"),
    proximityPlacementGroupId: text("targetProximityPlacementGroupId"),
    bootDiagnosticsStorageAccountId: "",
    licenseType: textAt(details, "licenseType") ?? "NotSpecified",
    newer: newerAtEnable(details),
  };
}

function machineIn(world: World, body: unknown): Machine {
  const id = textAt(body, "properties", "protectableItemId") ?? "";
  const machine = machineById(world, lastSegment(id));
  if (machine?.listed === true && sameId(id, protectablePath(world, machine))) return machine;
  throw new UnusableField("properties.protectableItemId must be the id of a protectable item of this vault.");
}

function policyIn(world: World, body: unknown): Policy {
  const policy = policyOf(world, textAt(body, "properties", "policyId"));
  if (policy !== undefined && !isWayBack(policy)) return policy;
  throw new UnusableField("properties.policyId must be the id of a policy of this vault for InMageAzureV2.");
}

function groupIn(details: unknown, policy: Policy): string | undefined {
  const group = textAt(details, "multiVmGroupName");
  if (group === undefined || policy.multiVmSync === "true") return group;
  return refuse("multiVmGroupName", `left out: the policy '${policy.name}' has multiVmSyncStatus Disabled`);
}

/** Where the disks go: each managed, or all unmanaged in one account. */
function storage(world: World, details: unknown, chosen: readonly ProtectedDisk[]): ClassicItem {
  const managed = chosen.filter(({ diskType }) => diskType !== "").length;
  const storageAccountId = account(world, details, "storageAccountId");
  if (managed === 0 && storageAccountId === undefined) refuse("storageAccountId", "given, or a diskType in its place");
  if (managed > 0 && managed < chosen.length) refuse("diskType", "given for every disk or for none");
  const logStorageAccountId = account(world, details, "logStorageAccountId");
  const masterTargetId = textAt(details, "masterTargetId");
  return {
    useManagedDisks: managed > 0,
    rdpOption: textAt(details, "enableRdpOnTargetOption") ?? "Never",
    ...(storageAccountId !== undefined && { storageAccountId }),
    ...(logStorageAccountId !== undefined && { logStorageAccountId }),
    ...(masterTargetId !== undefined && { masterTargetId }),
  };
}

function runAsAccount(world: World, details: unknown): string | undefined {
  const id = textAt(details, "runAsAccountId");
  const exists = id === undefined || accountsOf(world.fleet).some(({ accountId }) => accountId === id);
  return exists ? id : refuse("runAsAccountId", "the id of an account of the configuration server, a number as text");
}

/** That too long a retention is refused here, and not by the job, is unverified. */
function checkRetention(policy: Policy, chosen: readonly ProtectedDisk[]): void {
  const isPremium = chosen.some(({ diskType }) => diskType === "Premium_LRS");
  if (!isPremium || policy.retentionMinutes <= MOST_MINUTES.premium) return;
  refuse("diskType", `another than Premium_LRS: the policy '${policy.name}' keeps points for more than 24 hours`);
}

/** The item that a PUT asks for, not yet in the vault. Throws `UnusableField`. */
export function readClassicEnable(world: World, name: string, body: unknown): Item {
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== "InMageAzureV2") refuse("instanceType", "InMageAzureV2");
  const policy = policyIn(world, body);
  const machine = machineIn(world, body);
  const server = applianceById(world, textAt(details, "processServerId") ?? "");
  if (server === undefined) return refuse("processServerId", "the id of a process server");
  const masterTarget = textAt(details, "masterTargetId");
  if (masterTarget !== undefined && !sameId(masterTarget, hostId(world.fleet, world.fleet.appliances[0] ?? ""))) {
    refuse("masterTargetId", "the id of a master target");
  }
  const chosen = disks(world, machine, details);
  checkRetention(policy, chosen);
  const multiVmGroup = groupIn(details, policy);
  const runAsAccountId = runAsAccount(world, details);
  return {
    name,
    id: guid("item", world.seed, name.toLowerCase(), world.now),
    machineId: machine.id,
    machineName: machine.name,
    appliance: server,
    scenarios: machine.scenarios,
    policy: policy.name,
    ...(multiVmGroup !== undefined && { multiVmGroup }),
    ...(runAsAccountId !== undefined && { runAsAccountId }),
    target: target(world, machine, details),
    disks: chosen,
    nics: nics(machine, subnet(world, details)),
    classic: storage(world, details, chosen),
  };
}
