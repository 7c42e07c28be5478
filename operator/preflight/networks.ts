// The networks in Azure: whether they exist, in the vault's region, with the subnets that are asked for. Pure.
import type { VirtualNetwork } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import { error, type Finding, SOURCES, warning } from "./finding.ts";

/** One network as it is to be used. */
export interface NetworkUse {
  /** How sentences call it: `network`, `test network`. */
  readonly role: "network" | "test network";
  /** The field of the spec that names it. */
  readonly field: string;
  readonly id: string;
  readonly seen: Seen<VirtualNetwork>;
  /** Subnets that the manifest or a default asks for. */
  readonly subnets: readonly string[];
}

export interface NetworkFacts {
  readonly vaultLocation: string;
  readonly networks: readonly NetworkUse[];
}

export function networksExist({ networks }: NetworkFacts): readonly Finding[] {
  return networks.flatMap((use) => {
    if (use.seen.state === "present") return [];
    return use.seen.state === "absent" ? [missing(use)] : [unread(use, use.seen.why)];
  });
}

function missing({ role, id, field }: NetworkUse): Finding {
  return error({
    id: "NetworkNotFound",
    sentence: `The ${role} ${id} does not exist in Azure.`,
    remedy: `Correct ${field}, or create the network.`,
    source: SOURCES.matrix,
  });
}

function unread({ role, id }: NetworkUse, why: string): Finding {
  return warning({
    id: "NetworkNotRead",
    sentence: `The ${role} ${nameOf(id)} could not be checked: ${why}`,
    remedy: "Let the operator's identity read it (Reader on the network is enough) to have it checked.",
    source: SOURCES.ours,
  });
}

/** Vault and networks are in one region; names of regions are compared as Azure writes them, with or without spaces. */
export function sameRegion({ networks, vaultLocation }: NetworkFacts): readonly Finding[] {
  return present(networks).flatMap(({ use, network }) => {
    if (region(network.location) === region(vaultLocation)) return [];
    return [
      error({
        id: "NetworkInOtherRegion",
        sentence: `The ${use.role} ${nameOf(use.id)} is in ${network.location}, and the vault is in ${vaultLocation}.`,
        remedy: `Set ${use.field} to a network in ${vaultLocation}.`,
        source: SOURCES.matrix,
      }),
    ];
  });
}

export function subnetsExist({ networks }: NetworkFacts): readonly Finding[] {
  return present(networks).flatMap(({ use, network }) =>
    use.subnets.filter((name) => subnetNamed(network, name) === undefined).map((name) => noSubnet(use, network, name)),
  );
}

function noSubnet(use: NetworkUse, network: VirtualNetwork, name: string): Finding {
  const there = network.subnets.map((subnet) => subnet.name).join(", ");
  return error({
    id: "SubnetNotFound",
    sentence: `The ${use.role} ${nameOf(use.id)} has no subnet "${name}"; it has ${there || "none"}.`,
    remedy: `Choose one of its subnets where the manifest says "${name}", or create it.`,
    source: SOURCES.properties,
  });
}

/** Networks that were read, each with its use. */
export function present(
  networks: readonly NetworkUse[],
): readonly { readonly use: NetworkUse; readonly network: VirtualNetwork }[] {
  return networks.flatMap((use) => (use.seen.state === "present" ? [{ use, network: use.seen.value }] : []));
}

export function subnetNamed(network: VirtualNetwork, name: string): VirtualNetwork["subnets"][number] | undefined {
  return network.subnets.find((subnet) => subnet.name.toLowerCase() === name.toLowerCase());
}

export function nameOf(id: string): string {
  return id.split("/").at(-1) ?? id;
}

function region(name: string): string {
  return name.replace(/\s/g, "").toLowerCase();
}
