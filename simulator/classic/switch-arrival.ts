// Owns what a classic item becomes in the vault that it moves to: a machine, a policy, an item of a replication appliance.
import { guid } from "../chance.ts";
import { pace, REPLICATION } from "../durations.ts";
import { type Item, saveItem, type TargetSettings } from "../items.ts";
import { addMachine, type Machine, machineById, machineNamed } from "../machines.ts";
import { isMapped } from "../mappings.ts";
import { assumePolicy, type Policy, policyOf } from "../policies.ts";
import { put } from "../timeline.ts";
import type { World } from "../world.ts";

interface Destination {
  readonly world: World;
  readonly appliance: string;
}

/** Policies are copied under the name of policy, vault and group; of letters, digits and hyphens, as names must be here. */
const copyName = ({ fleet }: World, policy: Policy): string =>
  `${policy.name}-${fleet.vaultName}-${fleet.resourceGroup}`.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 64);

function copyPolicy(from: World, policy: Policy, to: World): string {
  const { classic: _, ...settings } = policy;
  const name = copyName(from, policy);
  assumePolicy(to, { ...settings, name });
  if (!isMapped(to, name)) put(to.mappings, name, { name, policy: name, autoUpgrade: "false" }, to.now);
  return name;
}

/** The machine as the appliance knows it: found by its name, else as the configuration server had it. */
function machineThere(source: Machine, { world, appliance }: Destination): Machine {
  const known = machineNamed(world, source.name);
  return known ?? addMachine(world, { ...source, appliance });
}

/** Tags are an object in a classic item's settings, and a list in the other's (OpenAPI 2023-06-01 and 2024-04-01). */
const tagsThere = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).map(([tagName, tagValue]) => ({ tagName, tagValue: String(tagValue) }))
    : value;

const targetThere = (target: TargetSettings): TargetSettings => ({
  ...target,
  newer: Object.fromEntries(Object.entries(target.newer).map(([name, value]) => [name, tagsThere(value)])),
});

/** From now on the machine is replicated there. Everything that Azure would make of it is as it was here. */
export function arrive(from: World, item: Item, to: Destination): void {
  const { world } = to;
  const source = machineById(from, item.machineId);
  const policy = policyOf(from, item.policy);
  if (source === undefined || policy === undefined) return;
  const machine = machineThere(source, to);
  const group = item.multiVmGroup;
  saveItem(world, {
    name: item.name,
    id: guid("item", world.seed, item.name.toLowerCase(), world.now),
    machineId: machine.id,
    machineName: machine.name,
    appliance: to.appliance,
    scenarios: item.scenarios,
    policy: copyPolicy(from, policy, world),
    // Nothing is copied anew: it has been replicated for as long as that takes.
    replicatingSince: world.now - REPLICATION.protected * 1000 * pace(item.scenarios),
    ...(group !== undefined && { multiVmGroup: group }),
    ...(item.lastTestFailover !== undefined && { lastTestFailover: item.lastTestFailover }),
    target: targetThere(item.target),
    disks: item.disks,
    nics: item.nics,
  });
}
