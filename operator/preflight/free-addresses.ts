// Room in the subnets: a failover into a full subnet fails when it is needed most. Pure.
import { error, type Finding, SOURCES } from "./finding.ts";
import { RESERVED_ADDRESSES, subnetOf } from "./ipv4.ts";
import { type NetworkFacts, type NetworkUse, nameOf, present, subnetNamed } from "./networks.ts";

export function freeAddresses({ networks }: NetworkFacts): readonly Finding[] {
  return present(networks).flatMap(({ use, network }) =>
    [...new Set(use.subnets)].flatMap((name) => {
      const subnet = subnetNamed(network, name);
      const range = subnet?.addressPrefix === undefined ? undefined : subnetOf(subnet.addressPrefix);
      if (subnet === undefined || range === undefined) return [];
      const needed = use.subnets.filter((one) => one.toLowerCase() === name.toLowerCase()).length;
      const free = range.size - RESERVED_ADDRESSES - subnet.usedAddresses;
      return free >= needed ? [] : [full(use, name, Math.max(0, free))];
    }),
  );
}

function full(use: NetworkUse, subnet: string, free: number): Finding {
  return error({
    id: "SubnetFull",
    sentence: `Subnet ${subnet} of the ${use.role} ${nameOf(use.id)} has ${free === 0 ? "no free address" : `only ${free} free addresses`} left.`,
    remedy: "Free addresses in it, or choose another subnet.",
    source: SOURCES.subnets,
  });
}
