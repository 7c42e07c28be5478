// The machine must be reachable by IPv4: Site Recovery replicates over nothing else. Pure.
import { error, type Finding, SOURCES } from "./finding.ts";
import { addressBits } from "./ipv4.ts";

export interface AddressFacts {
  readonly addresses: readonly string[];
}

/** No address at all is no finding: the appliance may not have read them yet. */
export function hasIpv4({ addresses }: AddressFacts): readonly Finding[] {
  if (addresses.length === 0 || addresses.some((address) => addressBits(address) !== undefined)) return [];
  return [
    error({
      id: "NoIpv4Address",
      sentence: `The machine has no IPv4 address, only ${addresses.join(", ")}.`,
      remedy: "Give it an IPv4 address: Site Recovery does not replicate over IPv6.",
      source: SOURCES.matrix,
    }),
  ];
}
