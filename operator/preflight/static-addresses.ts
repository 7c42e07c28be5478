// Static addresses: each inside its subnet, and not one of those that Azure keeps for itself. Pure.
import type { VirtualNetwork } from "../azure/site-recovery.ts";
import { error, type Finding, SOURCES } from "./finding.ts";
import { addressBits, isUsable, subnetOf } from "./ipv4.ts";
import { type NetworkUse, present, subnetNamed } from "./networks.ts";

export interface StaticAddress {
  /** The field of the spec. */
  readonly field: string;
  readonly address: string;
  readonly subnet: string;
  readonly role: NetworkUse["role"];
}

export interface StaticAddressFacts {
  readonly networks: readonly NetworkUse[];
  readonly staticAddresses: readonly StaticAddress[];
}

export function staticAddresses({ networks, staticAddresses: wanted }: StaticAddressFacts): readonly Finding[] {
  return wanted.flatMap((one) => {
    const found = present(networks).find(({ use }) => use.role === one.role);
    return found === undefined || fits(one, found.network) ? [] : [outside(one, found.network)];
  });
}

/** What cannot be compared, for want of a subnet or a range, is told by another rule. */
function fits({ address, subnet }: StaticAddress, network: VirtualNetwork): boolean {
  const range = subnetOf(subnetNamed(network, subnet)?.addressPrefix ?? "");
  const bits = addressBits(address);
  return range === undefined || bits === undefined || isUsable(bits, range);
}

function outside({ field, address, subnet }: StaticAddress, network: VirtualNetwork): Finding {
  const prefix = subnetNamed(network, subnet)?.addressPrefix ?? "";
  return error({
    id: "StaticAddressOutsideSubnet",
    sentence: `${field} is ${address}, which a machine cannot have in subnet ${subnet} (${prefix}; Azure keeps the first four addresses and the last).`,
    remedy: `Choose an address inside ${prefix}, or leave ${field} out to let Azure choose.`,
    source: SOURCES.properties,
  });
}
