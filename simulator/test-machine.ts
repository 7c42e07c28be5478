// Owns the virtual machines that failovers make, tests and real ones: name, network card, address.
import { lastSegment } from "./arm.ts";
import { addVirtualMachine, freeAddress, networkOf, subnetOf, type VirtualMachine } from "./azure.ts";
import { digits, guid } from "./chance.ts";
import { addressTaken, NO_ADDRESS } from "./failures.ts";
import type { Network } from "./fleet.ts";
import type { Item } from "./items.ts";
import type { JobError } from "./jobs.ts";
import { machineById } from "./machines.ts";
import { tagsOf } from "./newer-fields.ts";
import { get } from "./timeline.ts";
import type { World } from "./world.ts";

type Made = { readonly machine: VirtualMachine } | { readonly error: JobError };

interface Place {
  readonly subnet: string;
  readonly address: string;
}

const NOWHERE: Place = { subnet: "", address: "" };

const primaryCard = (item: Item) => item.nics.find((each) => each.primary) ?? item.nics[0];

const isNameTaken = (world: World, group: string, name: string): boolean =>
  get(world.virtualMachines, `${group}/${name}`) !== undefined;

/** `{name}-test`, as the Go SDK's example has it; taken, it gets a suffix. */
function freeTestName(world: World, group: string, vmName: string): string {
  const name = `${vmName}-test`;
  return isNameTaken(world, group, name) ? `${name}-${digits(4, name, world.now)}` : name;
}

interface Plan {
  readonly network: Network | undefined;
  readonly place: Place;
  readonly name: string;
  readonly bootSeconds: number;
}

function make(world: World, item: Item, { network, place, name, bootSeconds }: Plan): VirtualMachine {
  const machine: VirtualMachine = {
    name,
    resourceGroup: lastSegment(item.target.resourceGroupId),
    size: item.target.vmSize,
    os: machineById(world, item.machineId)?.os ?? "Linux",
    network: network?.name ?? "",
    ...place,
    macAddress: `00-22-48-${(digits(6, "mac", item.id, world.now).match(/../g) ?? []).join("-").toUpperCase()}`,
    tags: tagsOf(item.target),
    createdAt: world.now,
    runningAt: world.now + bootSeconds * 1000,
  };
  addVirtualMachine(world, machine);
  return machine;
}

/** Where a test machine's primary card goes. The source's address is kept where it is free (Microsoft's documentation). */
function testPlace(world: World, item: Item, network: Network | undefined): Place | undefined {
  if (network === undefined) return NOWHERE;
  const nic = primaryCard(item);
  const subnet = subnetOf(network, nic?.testSubnet ?? nic?.targetSubnet);
  if (subnet === undefined) return undefined;
  const address = freeAddress(world, network, subnet, nic?.testAddress ?? nic?.sourceAddress);
  return address === undefined ? undefined : { subnet: subnet.name, address };
}

/** Makes the machine of a test failover; it is up after `bootSeconds`. */
export function startTestMachine(
  world: World,
  item: Item,
  plan: { readonly network: Network | undefined; readonly bootSeconds: number },
): Made {
  const place = testPlace(world, item, plan.network);
  if (place === undefined) return { error: NO_ADDRESS };
  const name = freeTestName(world, lastSegment(item.target.resourceGroupId), item.target.vmName);
  return { machine: make(world, item, { ...plan, place, name }) };
}

/** A target address that was set must be free; without one, the source's is kept where it fits, else another is given. */
function targetPlace(world: World, item: Item, network: Network | undefined): Place | { error: JobError } {
  if (network === undefined) return NOWHERE;
  const nic = primaryCard(item);
  const subnet = subnetOf(network, nic?.targetSubnet);
  if (subnet === undefined) return { error: NO_ADDRESS };
  const wanted = nic?.targetAddress;
  const address = freeAddress(world, network, subnet, wanted ?? nic?.sourceAddress);
  if (address === undefined) return { error: NO_ADDRESS };
  return wanted !== undefined && address !== wanted
    ? { error: addressTaken(wanted) }
    : { subnet: subnet.name, address };
}

/**
 * Makes the machine of a failover, which is up at once: its job has waited for that. A name that is taken gets a GUID
 * behind it (recorded az CLI traffic, 2023: 28175).
 */
export function startFailoverMachine(world: World, item: Item): Made {
  const network = networkOf(world, item.target.networkId);
  const place = targetPlace(world, item, network);
  if ("error" in place) return place;
  const { vmName } = item.target;
  const isTaken = isNameTaken(world, lastSegment(item.target.resourceGroupId), vmName);
  const other = `${vmName}-${guid("vm-name", item.id, world.now)}`;
  const name = isTaken || item.scenarios.has("name-taken") ? other : vmName;
  return { machine: make(world, item, { network, place, name, bootSeconds: 0 }) };
}
