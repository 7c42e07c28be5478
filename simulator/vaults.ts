// Owns which of the simulated vaults a request is about. All have one clock; each has a world of its own.
import { vaultId } from "./arm.ts";
import type { Fleet } from "./fleet.ts";
import { FleetError } from "./fleet-fields.ts";
import { machineNamed } from "./machines.ts";
import { siteName } from "./read-fleet.ts";
import type { World } from "./world.ts";

/** The first vault, and the others: `vault: …` is printed for each in this order. */
export type Worlds = readonly [World, ...World[]];

const same = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

/** Refuses two vaults of one id: the second could not be reached. Throws `FleetError`. */
export function unlike(fleets: readonly Fleet[]): void {
  const seen = new Set<string>();
  for (const fleet of fleets) {
    const id = vaultId(fleet);
    if (seen.has(id.toLowerCase())) throw new FleetError(`the vault ${id} is there twice`);
    seen.add(id.toLowerCase());
  }
}

/** Whether the path's vault, or site, is this world's. */
function isOwn(world: World, segments: readonly string[]): boolean {
  const [, , , group, , , , name] = segments;
  const { fleet } = world;
  return same(group, fleet.resourceGroup) && (same(name, fleet.vaultName) || same(name, siteName(fleet)));
}

/**
 * The worlds that may have what a path names, the likeliest first; never none, so that the first can say 404. What is
 * below a vault or a site is in one world; networks, machines and groups are in any of their subscription.
 */
export function worldsFor(worlds: Worlds, segments: readonly string[]): Worlds {
  const [first] = worlds;
  const inSubscription = worlds.filter((world) => same(segments[1], world.fleet.subscriptionId));
  const isInVault = /^microsoft\.(recoveryservices|offazure)$/i.test(segments[5] ?? "");
  const found = isInVault ? inSubscription.filter((world) => isOwn(world, segments)) : inSubscription;
  const [likeliest = inSubscription[0] ?? first, ...rest] = found;
  return [likeliest, ...rest];
}

/** The world of the vault of this name or ARM id; undefined when there is none. */
export const worldNamed = (worlds: Worlds, vault: string): World | undefined =>
  worlds.find((world) => same(vault, world.fleet.vaultName) || same(vault, vaultId(world.fleet)));

/** The world whose appliances know this machine; else the first one, which will say that it does not. */
export const worldWith = (worlds: Worlds, machine: string): World =>
  worlds.find((world) => machineNamed(world, machine) !== undefined) ?? worlds[0];
