// Owns the answers of Azure's other providers: virtual machines, network cards, networks, storage, resource groups.
import { resourceId, timeText } from "./arm.ts";
import { machinesIn, networkPath, type VirtualMachine } from "./azure.ts";
import { guid } from "./chance.ts";
import type { Network, StorageAccount } from "./fleet.ts";
import type { World } from "./world.ts";

const cardName = (vm: VirtualMachine): string => `${vm.name}-nic`;

export const cardPath = (world: World, vm: VirtualMachine): string =>
  resourceId(world.fleet, vm.resourceGroup, `Microsoft.Network/networkInterfaces/${cardName(vm)}`);

export const machinePath = (world: World, vm: VirtualMachine): string =>
  resourceId(world.fleet, vm.resourceGroup, `Microsoft.Compute/virtualMachines/${vm.name}`);

/** The card whose name this is, of one of the machines. */
export const ownsCard = (vm: VirtualMachine, card: string): boolean =>
  cardName(vm).toLowerCase() === card.toLowerCase();

/** Statuses as Compute writes them: provisioning first, then power. */
export function instanceView(vm: VirtualMachine, at: number) {
  const up = at >= vm.runningAt;
  const time = timeText(vm.createdAt);
  return {
    computerName: vm.name,
    osName: vm.os,
    vmAgent: up ? { vmAgentVersion: "2.7.41491.1", statuses: [] } : undefined,
    statuses: [
      {
        code: `ProvisioningState/${up ? "succeeded" : "creating"}`,
        level: "Info",
        displayStatus: "Provisioning",
        time,
      },
      {
        code: `PowerState/${up ? "running" : "starting"}`,
        level: "Info",
        displayStatus: up ? "VM running" : "VM starting",
      },
    ],
  };
}

export const virtualMachineView = (world: World, vm: VirtualMachine, at: number, withInstance: boolean) => ({
  id: machinePath(world, vm),
  name: vm.name,
  type: "Microsoft.Compute/virtualMachines",
  location: world.fleet.region,
  tags: vm.tags,
  properties: {
    vmId: guid("vm", vm.resourceGroup, vm.name, vm.createdAt),
    provisioningState: at >= vm.runningAt ? "Succeeded" : "Creating",
    timeCreated: timeText(vm.createdAt),
    hardwareProfile: { vmSize: vm.size },
    storageProfile: { osDisk: { osType: vm.os, name: `${vm.name}-osdisk`, createOption: "Attach" }, dataDisks: [] },
    networkProfile: {
      networkInterfaces: vm.network === "" ? [] : [{ id: cardPath(world, vm), properties: { primary: true } }],
    },
    ...(withInstance && { instanceView: instanceView(vm, at) }),
  },
});

function subnetIdOf(world: World, vm: VirtualMachine): string | undefined {
  const network = world.fleet.networks.find((each) => each.name === vm.network);
  return network && `${networkPath(world, network)}/subnets/${vm.subnet}`;
}

export function cardView(world: World, vm: VirtualMachine) {
  const id = cardPath(world, vm);
  return {
    id,
    name: cardName(vm),
    type: "Microsoft.Network/networkInterfaces",
    location: world.fleet.region,
    properties: {
      provisioningState: "Succeeded",
      primary: true,
      macAddress: vm.macAddress,
      virtualMachine: { id: machinePath(world, vm) },
      ipConfigurations: [
        {
          id: `${id}/ipConfigurations/ipconfig1`,
          name: "ipconfig1",
          properties: {
            provisioningState: "Succeeded",
            privateIPAddress: vm.address,
            privateIPAddressVersion: "IPv4",
            privateIPAllocationMethod: "Dynamic",
            primary: true,
            subnet: { id: subnetIdOf(world, vm) },
          },
        },
      ],
    },
  };
}

export function networkView(world: World, network: Network) {
  const id = networkPath(world, network);
  return {
    id,
    name: network.name,
    type: "Microsoft.Network/virtualNetworks",
    location: network.region,
    properties: {
      provisioningState: "Succeeded",
      addressSpace: { addressPrefixes: network.addressPrefixes },
      subnets: network.subnets.map((subnet) => ({
        id: `${id}/subnets/${subnet.name}`,
        name: subnet.name,
        type: "Microsoft.Network/virtualNetworks/subnets",
        properties: {
          provisioningState: "Succeeded",
          addressPrefix: subnet.addressPrefix,
          ipConfigurations: machinesIn(world, network.name, subnet.name).map((vm) => ({
            id: `${cardPath(world, vm)}/ipConfigurations/ipconfig1`,
          })),
        },
      })),
      virtualNetworkPeerings: [],
    },
  };
}

export const storageView = (world: World, account: StorageAccount) => ({
  id: resourceId(world.fleet, account.resourceGroup, `Microsoft.Storage/storageAccounts/${account.name}`),
  name: account.name,
  type: "Microsoft.Storage/storageAccounts",
  location: account.region,
  kind: "StorageV2",
  sku: { name: account.sku, tier: account.sku.split("_", 1)[0] },
  properties: { provisioningState: "Succeeded" },
});

export const resourceGroupView = (world: World, name: string) => ({
  id: `/subscriptions/${world.fleet.subscriptionId}/resourceGroups/${name}`,
  name,
  type: "Microsoft.Resources/resourceGroups",
  location: world.fleet.region,
  properties: { provisioningState: "Succeeded" },
});
