// Owns what the appliance has discovered: the physical machines, when it saw them, and looking again.
import { sameId } from "./arm.ts";
import { guid } from "./chance.ts";
import { SECONDS } from "./durations.ts";
import { tellOfAppliance } from "./events.ts";
import { applianceGuid } from "./fabric.ts";
import type { FleetMachine } from "./fleet.ts";
import { machineId } from "./read-fleet.ts";
import { type Scenario, scenariosOf } from "./scenarios.ts";
import { change, get, list, put } from "./timeline.ts";
import { later, type World } from "./world.ts";

export interface Machine extends FleetMachine {
  /** its ARM name */
  readonly id: string;
  readonly scenarios: ReadonlySet<Scenario>;
  readonly discoveredAt: number;
  /** on the appliance's list; a machine that is not is known only after the site is refreshed */
  readonly listed: boolean;
  /** the account that the appliance logs on with */
  readonly runAsAccountId?: string;
  /** removed from the appliance, and shown so for a while instead of vanishing */
  readonly isDeleted: boolean;
  /** added to a configuration server by name and address: no Mobility agent is on it, so its disks are not known */
  readonly withoutAgent?: true;
}

/** The appliance knows a machine from now on. Adding a known name replaces its facts. */
export function addMachine(world: World, machine: FleetMachine): Machine {
  const scenarios = scenariosOf(machine.name);
  const id = machineId(world.fleet, machine.name);
  const known: Machine = {
    ...machine,
    id,
    scenarios,
    discoveredAt: world.now,
    listed: !scenarios.has("undiscovered"),
    isDeleted: false,
  };
  put(world.machines, id, known, world.now);
  return known;
}

/** From now on the machine's Mobility agent tells of it. */
export function agentInstalled(world: World, id: string): void {
  const machine = machineById(world, id);
  if (machine?.withoutAgent === undefined) return;
  const { withoutAgent: _, ...known } = machine;
  put(world.machines, id, known, world.now);
}

/** By display name, without case. */
export const machineNamed = (world: World, name: string): Machine | undefined =>
  list(world.machines).find((machine) => machine.name.toLowerCase() === name.toLowerCase());

/** By ARM name. */
export const machineById = (world: World, id: string): Machine | undefined => get(world.machines, id);

/** Removes a machine from the appliance: it vanishes, or stays listed as deleted. False when there is none. */
export function removeMachine(world: World, name: string, keepAsDeleted: boolean): boolean {
  const machine = machineNamed(world, name);
  if (machine === undefined) return false;
  put(world.machines, machine.id, keepAsDeleted ? { ...machine, isDeleted: true } : undefined, world.now);
  return true;
}

/**
 * The appliance looks again; what it had not listed appears a minute later. Answers the operation's id, as short as
 * OffAzure's description wants it.
 */
export function refreshSite(world: World): string {
  const show = (then: World): void => {
    for (const machine of list(then.machines)) {
      if (!machine.listed) change(then.machines, machine.id, then.now, { listed: true, discoveredAt: then.now });
    }
  };
  later(world, SECONDS.refreshSite, { what: "refresh site", run: show });
  return guid("refresh", world.seed, world.now).slice(0, 23);
}

/** The last time (milliseconds) that an appliance was heard: every minute while it is connected. */
export function heartbeatOf(world: World, appliance: string, at: number): number {
  const silent = world.silentAppliances.get(appliance.toLowerCase());
  const heard = silent === undefined ? at : Math.min(silent, at);
  return heard - (heard % 60_000);
}

/** Disconnects an appliance from the vault, or connects it again. False when there is none of that name. */
export function connectAppliance(world: World, appliance: string, connected: boolean): boolean {
  const key = appliance.toLowerCase();
  const known = world.fleet.appliances.find((name) => name.toLowerCase() === key);
  if (known === undefined) return false;
  if (connected === !world.silentAppliances.has(key)) return true;
  if (connected) world.silentAppliances.delete(key);
  else world.silentAppliances.set(key, world.now);
  tellOfAppliance(world, known, !connected);
  return true;
}

/** The appliance whose process server has this GUID. */
export const applianceById = (world: World, id: string): string | undefined =>
  world.fleet.appliances.find((name) => sameId(applianceGuid(world.fleet, name), id));
