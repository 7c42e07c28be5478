// Owns changing a classic item: its settings stand outside the provider's details, and network cards have a form of theirs.
import { networkOf } from "../azure.ts";
import { listAt, textAt, valueAt } from "../body.ts";
import type { Item, ProtectedNic, TargetSettings } from "../items.ts";
import { newerAtUpdate } from "../newer-fields.ts";
import { VM_NAME } from "../read-enable.ts";
import { invalid, type Result } from "../refusal.ts";
import type { World } from "../world.ts";
import type { ClassicItem } from "./item.ts";

/** Name, size and resource group stay when they are left out; all else is emptied, as of the other provider. */
function target(item: Item, properties: unknown): TargetSettings {
  const details = valueAt(properties, "providerSpecificDetails");
  return {
    ...item.target,
    vmName: textAt(properties, "recoveryAzureVMName") ?? item.target.vmName,
    vmSize: textAt(properties, "recoveryAzureVMSize") ?? item.target.vmSize,
    resourceGroupId: textAt(details, "recoveryAzureV2ResourceGroupId") ?? item.target.resourceGroupId,
    networkId: textAt(properties, "selectedRecoveryAzureNetworkId") ?? "",
    testNetworkId: textAt(properties, "selectedTfoAzureNetworkId") ?? "",
    availabilitySetId: textAt(properties, "recoveryAvailabilitySetId") ?? "",
    availabilityZone: textAt(details, "targetAvailabilityZone") ?? "",
    proximityPlacementGroupId: textAt(details, "targetProximityPlacementGroupId") ?? "",
    licenseType: textAt(properties, "licenseType") ?? "NotSpecified",
    newer: newerAtUpdate(item.target, details),
  };
}

function classicSettings(before: ClassicItem, properties: unknown): ClassicItem {
  const managed = textAt(properties, "providerSpecificDetails", "useManagedDisks");
  return {
    ...before,
    rdpOption: textAt(properties, "enableRdpOnTargetOption") ?? before.rdpOption,
    useManagedDisks: managed === undefined ? before.useManagedDisks : managed === "true",
  };
}

/** The first address of a card: a physical server's has one. */
const address = (input: unknown): unknown => listAt(input, "ipConfigs")?.[0];

const NIC_TEXTS = [
  ["targetSubnet", "recoverySubnetName"],
  ["targetAddress", "recoveryStaticIPAddress"],
  ["testSubnet", "tfoSubnetName"],
  ["testAddress", "tfoStaticIPAddress"],
] as const;

function nic(before: ProtectedNic, input: unknown, primary: boolean): ProtectedNic {
  const { id, sourceAddress } = before;
  const texts = NIC_TEXTS.flatMap(([field, name]) => {
    const text = textAt(address(input), name);
    return text === undefined ? [] : [[field, text] as const];
  });
  // Which words there are for a card that is left out is in no source but PowerShell's help [unverified].
  const selected = textAt(input, "selectionType") !== "NotSelected";
  return { id, sourceAddress, primary, selected, ...Object.fromEntries(texts) };
}

/** Cards that the request does not list stay as they are, and the primary one stays when none is chosen. */
function nics(item: Item, properties: unknown): ProtectedNic[] | undefined {
  const inputs = listAt(properties, "vmNics") ?? [];
  const wishes = new Map(inputs.map((input) => [textAt(input, "nicId")?.toLowerCase() ?? "", input]));
  const known = new Set(item.nics.map(({ id }) => id.toLowerCase()));
  const chosen = textAt(properties, "selectedSourceNicId")?.toLowerCase();
  if ([...wishes.keys(), ...(chosen === undefined ? [] : [chosen])].some((id) => !known.has(id))) return undefined;
  return item.nics.map((before) => {
    const primary = chosen === undefined ? before.primary : before.id.toLowerCase() === chosen;
    const input = wishes.get(before.id.toLowerCase());
    return input === undefined ? { ...before, primary } : nic(before, input, primary);
  });
}

const NETWORKS = [
  ["selectedRecoveryAzureNetworkId", "targetSubnet"],
  ["selectedTfoAzureNetworkId", "testSubnet"],
] as const;

/** What is wrong with networks and subnets, as the field and what it must be; undefined when nothing is. */
function wrongNetwork(world: World, properties: unknown, cards: readonly ProtectedNic[]): string | undefined {
  for (const [field, subnet] of NETWORKS) {
    const id = textAt(properties, field);
    const network = networkOf(world, id);
    if (id === undefined) continue;
    if (network === undefined) return `${field} must be the id of a virtual network that exists`;
    const names = new Set(network.subnets.map(({ name }) => name.toLowerCase()));
    if (cards.some((card) => card[subnet] !== undefined && !names.has(card[subnet].toLowerCase()))) {
      return `vmNics must have subnets of ${field}`;
    }
  }
  return undefined;
}

/** The item as a PATCH wants it, or what is wrong with that. */
export function classicChange(world: World, item: Item, body: unknown): Item | Result {
  const properties = valueAt(body, "properties");
  const provider = textAt(properties, "providerSpecificDetails", "instanceType");
  if (provider !== "InMageAzureV2") {
    return invalid("properties.providerSpecificDetails.instanceType must be InMageAzureV2.");
  }
  const vmName = textAt(properties, "recoveryAzureVMName");
  if (vmName !== undefined && !VM_NAME.test(vmName)) {
    return invalid("properties.recoveryAzureVMName must be of 1 to 63 letters, digits and hyphens.");
  }
  const cards = nics(item, properties);
  if (cards === undefined) return invalid("properties.vmNics must name network cards of the machine by nicId.");
  const wrong = wrongNetwork(world, properties, cards);
  if (wrong !== undefined) return invalid(`properties.${wrong}.`);
  const { classic } = item;
  return {
    ...item,
    target: target(item, properties),
    nics: cards,
    ...(classic !== undefined && { classic: classicSettings(classic, properties) }),
  };
}
