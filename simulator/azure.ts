// Owns what is in Azure beside the vault: test machines that drills make, and addresses in subnets.
import { resourceId, sameId } from "./arm.ts";
import type { Network, Subnet } from "./fleet.ts";
import { list, put } from "./timeline.ts";
import type { World } from "./world.ts";

export interface VirtualMachine {
  readonly name: string;
  readonly resourceGroup: string;
  readonly size: string;
  readonly os: "Linux" | "Windows";
  readonly network: string;
  readonly subnet: string;
  readonly address: string;
  readonly macAddress: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  /** when it is up (milliseconds); before that it is starting */
  readonly runningAt: number;
}

export const networkPath = (world: World, network: Network): string =>
  resourceId(world.fleet, network.resourceGroup, `Microsoft.Network/virtualNetworks/${network.name}`);

/** The virtual network that an ARM id names, if there is one. */
export const networkOf = (world: World, id: string | undefined): Network | undefined =>
  id === undefined ? undefined : world.fleet.networks.find((network) => sameId(networkPath(world, network), id));

/** The subnet of that name, else the alphabetically first one (Microsoft's documentation of test failover). */
export function subnetOf(network: Network, name: string | undefined): Subnet | undefined {
  const wanted = network.subnets.find((subnet) => subnet.name.toLowerCase() === name?.toLowerCase());
  return wanted ?? [...network.subnets].sort((one, other) => one.name.localeCompare(other.name))[0];
}

const number = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const text = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** Azure keeps the first four addresses of a subnet and the last one. */
function range(subnet: Subnet): { first: number; last: number } {
  const [base = "0.0.0.0", bits = "32"] = subnet.addressPrefix.split("/");
  return { first: number(base) + 4, last: number(base) + 2 ** (32 - Number(bits)) - 2 };
}

/** Machines whose address is in a subnet. */
export const machinesIn = (world: World, network: string, subnet: string): VirtualMachine[] =>
  list(world.virtualMachines).filter((vm) => vm.network === network && vm.subnet === subnet);

/** The wanted address if it is free, else the first free one; undefined when the subnet is full. */
export function freeAddress(world: World, network: Network, subnet: Subnet, wanted: string | undefined) {
  const taken = new Set(machinesIn(world, network.name, subnet.name).map((vm) => vm.address));
  const { first, last } = range(subnet);
  if (wanted !== undefined && !taken.has(wanted) && number(wanted) >= first && number(wanted) <= last) return wanted;
  for (let candidate = first; candidate <= last; candidate++) {
    if (!taken.has(text(candidate))) return text(candidate);
  }
  return undefined;
}

export const addVirtualMachine = (world: World, vm: VirtualMachine): void =>
  put(world.virtualMachines, `${vm.resourceGroup}/${vm.name}`, vm, world.now);

export const removeVirtualMachine = (world: World, resourceGroup: string, name: string): void =>
  put(world.virtualMachines, `${resourceGroup}/${name}`, undefined, world.now);
