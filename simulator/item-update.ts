// Owns changing a protected item's target: PATCH replaces every setting, so what is left out is emptied.
import { networkOf } from "./azure.ts";
import { listAt, textAt, valueAt } from "./body.ts";
import { classicChange } from "./classic/item-update.ts";
import { pace, SECONDS } from "./durations.ts";
import { isClassic } from "./fleet.ts";
import { laterOnItem, release, startItemJob, stopped } from "./item-jobs.ts";
import { isSteady } from "./item-operation.ts";
import { hold, type Item, itemNamed, type ProtectedNic, saveItem, type TargetSettings } from "./items.ts";
import { newerAtUpdate } from "./newer-fields.ts";
import { VM_NAME } from "./read-enable.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import type { World } from "./world.ts";

/** Name, size and resource group cannot be empty: left out, they stay. Whether Azure keeps the rest is not recorded. */
function target(item: Item, details: unknown): TargetSettings {
  const text = (field: string): string => textAt(details, field) ?? "";
  return {
    vmName: textAt(details, "targetVmName") ?? item.target.vmName,
    vmSize: textAt(details, "targetVmSize") ?? item.target.vmSize,
    resourceGroupId: textAt(details, "targetResourceGroupId") ?? item.target.resourceGroupId,
    networkId: text("targetNetworkId"),
    testNetworkId: text("testNetworkId"),
    availabilitySetId: text("targetAvailabilitySetId"),
    availabilityZone: text("targetAvailabilityZone"),
    proximityPlacementGroupId: text("targetProximityPlacementGroupId"),
    bootDiagnosticsStorageAccountId: text("targetBootDiagnosticsStorageAccountId"),
    licenseType: textAt(details, "licenseType") ?? "NotSpecified",
    newer: newerAtUpdate(item.target, details),
  };
}

const NIC_TEXTS = [
  ["targetSubnet", "targetSubnetName"],
  ["targetAddress", "targetStaticIPAddress"],
  ["testSubnet", "testSubnetName"],
  ["testAddress", "testStaticIPAddress"],
] as const;

function nic(before: ProtectedNic, input: unknown): ProtectedNic {
  const settings = NIC_TEXTS.flatMap(([field, name]) => {
    const text = textAt(input, name);
    return text === undefined ? [] : [[field, text] as const];
  });
  return {
    id: before.id,
    sourceAddress: before.sourceAddress,
    primary: textAt(input, "isPrimaryNic") === "true",
    selected: textAt(input, "isSelectedForFailover") !== "false",
    ...Object.fromEntries(settings),
  };
}

/** Network cards that the request does not list stay as they are. Undefined when it lists one that there is not. */
function nics(item: Item, inputs: readonly unknown[]): ProtectedNic[] | undefined {
  const wishes = new Map(inputs.map((input) => [textAt(input, "nicId")?.toLowerCase(), input]));
  if (
    inputs.some((input) => !item.nics.some((each) => each.id.toLowerCase() === textAt(input, "nicId")?.toLowerCase()))
  ) {
    return undefined;
  }
  return item.nics.map((before) => {
    const input = wishes.get(before.id.toLowerCase());
    return input === undefined ? before : nic(before, input);
  });
}

/** A subnet that a card is to be in must be one of the network that the request names; without one, any will do. */
function hasSubnet(world: World, details: unknown, [field, network]: readonly [string, string]): boolean {
  const found = networkOf(world, textAt(details, network));
  const wanted = (listAt(details, "vmNics") ?? []).map((card) => textAt(card, field)?.toLowerCase());
  const names: (string | undefined)[] = (found?.subnets ?? []).map(({ name }) => name.toLowerCase());
  return found === undefined || wanted.every((subnet) => subnet === undefined || names.includes(subnet));
}

const SUBNETS = [
  ["targetSubnetName", "targetNetworkId"],
  ["testSubnetName", "testNetworkId"],
] as const;

/** What is wrong with the settings, as the field and what it must be; undefined when nothing is. */
function flaw(world: World, details: unknown): string | undefined {
  const unknown = ["targetNetworkId", "testNetworkId"].find((field) => {
    const id = textAt(details, field);
    return id !== undefined && networkOf(world, id) === undefined;
  });
  if (unknown !== undefined) return `${unknown} must be the id of a virtual network that exists`;
  const vmName = textAt(details, "targetVmName");
  if (vmName !== undefined && !VM_NAME.test(vmName)) {
    return "targetVmName must be of 1 to 63 letters, digits and hyphens";
  }
  const elsewhere = SUBNETS.find((pair) => !hasSubnet(world, details, pair));
  return elsewhere && `vmNics.${elsewhere[0]} must be a subnet of ${elsewhere[1]}`;
}

function changed(world: World, item: Item, body: unknown): Item | Result {
  const where = "properties.providerSpecificDetails";
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== "InMageRcm") return invalid(`${where}.instanceType must be InMageRcm.`);
  const wrong = flaw(world, details);
  if (wrong !== undefined) return invalid(`${where}.${wrong}.`);
  const cards = nics(item, listAt(details, "vmNics") ?? []);
  if (cards === undefined) return invalid(`${where}.vmNics must name network cards of the machine by nicId.`);
  if (cards.filter((card) => card.primary).length !== 1) return invalid(`${where}.vmNics must have one primary card.`);
  return { ...item, target: target(item, details), nics: cards };
}

/** PATCH. Not while an operation holds the item, a test machine waits for its clean-up, or replication never began. */
export function updateItem(world: World, name: string, body: unknown): Result {
  const item = itemNamed(world, name);
  if (item === undefined) return missing(`replicationProtectedItems/${name}`);
  const refusal = stopped(world, "update", item);
  if (refusal !== undefined) return refusal;
  if (!isSteady(item)) {
    return conflict(`The protected item '${item.name}' cannot be changed in its present state.`, "OperationNotAllowed");
  }
  const after = isClassic(world.fleet) ? classicChange(world, item, body) : changed(world, item, body);
  if ("refused" in after || "accepted" in after) return after;
  const seconds = SECONDS.update * pace(item.scenarios);
  const job = startItemJob(world, item, {
    scenario: "UpdateVmProperties",
    friendlyName: "Update the virtual machine",
    tasks: [["UpdateVmPropertiesTask", "UpdateVmProperties", "Update the virtual machine properties", seconds]],
  });
  hold(world, item, "UpdateVmProperties", job.name);
  laterOnItem(world, seconds, { job: job.name, name: item.name, what: "update" }, (then, now) => {
    const { target, nics, classic } = after;
    saveItem(then, { ...now, target, nics, ...(classic && { classic }) });
    const saved = itemNamed(then, item.name);
    if (saved !== undefined) release(then, saved, job.name);
  });
  return accepted(job);
}
