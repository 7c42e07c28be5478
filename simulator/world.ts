// Owns the state of one simulated vault and its clock: facts, and the steps that are still to come.
import type { AlertSetting } from "./alerts.ts";
import type { VirtualMachine } from "./azure.ts";
import type { VaultEvent } from "./events.ts";
import type { Fleet } from "./fleet.ts";
import type { Item } from "./items.ts";
import type { Job } from "./jobs.ts";
import type { Machine } from "./machines.ts";
import type { Mapping } from "./mappings.ts";
import type { Plan } from "./plans.ts";
import type { Policy } from "./policies.ts";
import { type Timeline, timeline } from "./timeline.ts";
import type { VaultHealth } from "./vault-health.ts";
import type { VaultSetting } from "./vault-settings.ts";

/** Something that will happen: `run` changes the world at the moment `at` (simulated milliseconds). */
export interface Step {
  readonly at: number;
  /** the job that it belongs to: ending that job takes its steps off the agenda */
  readonly job?: string;
  readonly what: string;
  run(world: World): void;
}

export interface World {
  readonly fleet: Fleet;
  readonly seed: string;
  /** simulated time in milliseconds since 1970 */
  now: number;
  /** how far lists of items, jobs, policies and mappings are behind (simulated seconds) */
  lagSeconds: number;
  /** whether the GET of one protected item is as far behind as the lists */
  lagItems: boolean;
  readonly policies: Timeline<Policy>;
  readonly mappings: Timeline<Mapping>;
  readonly items: Timeline<Item>;
  /** where to look for the item of a machine, and of a target's name; what is found there must still be checked */
  readonly itemOfMachine: Map<string, string>;
  readonly itemOfVmName: Map<string, string>;
  /** names of the items that were enabled into a multi-VM group, by its name in small letters; still to be checked */
  readonly itemsOfGroup: Map<string, Set<string>>;
  readonly plans: Timeline<Plan>;
  readonly jobs: Timeline<Job>;
  /** what happens when a job ends or begins to wait for a person, by the job's name; told once */
  readonly whenSettled: Map<string, (then: World) => void>;
  /** oldest first */
  readonly events: VaultEvent[];
  readonly alerts: Map<string, AlertSetting>;
  readonly vaultSettings: Map<string, VaultSetting>;
  /** the vault's health as it was last looked at */
  health: VaultHealth | undefined;
  readonly machines: Timeline<Machine>;
  readonly virtualMachines: Timeline<VirtualMachine>;
  /** the other vaults: a classic item may move to one of them */
  beside: readonly World[];
  /** appliances without heartbeat, by name, since when (milliseconds) */
  readonly silentAppliances: Map<string, number>;
  /** still to come, the next one first */
  readonly agenda: Step[];
  /** how often something happened, by name: what `first` scenarios and identifiers count */
  readonly counters: Map<string, number>;
}

export function emptyWorld(fleet: Fleet, seed: string, now: number): World {
  return {
    fleet,
    seed,
    now,
    lagSeconds: 0,
    lagItems: false,
    policies: timeline(),
    mappings: timeline(),
    items: timeline(),
    itemOfMachine: new Map(),
    itemOfVmName: new Map(),
    itemsOfGroup: new Map(),
    plans: timeline(),
    jobs: timeline(),
    whenSettled: new Map(),
    events: [],
    alerts: new Map(),
    vaultSettings: new Map(),
    health: undefined,
    machines: timeline(),
    virtualMachines: timeline(),
    beside: [],
    silentAppliances: new Map(),
    agenda: [],
    counters: new Map(),
  };
}

/** Puts a step on the agenda, `seconds` of simulated time from now; steps of one moment keep their order. */
export function later(world: World, seconds: number, step: Omit<Step, "at">): void {
  const at = world.now + seconds * 1000;
  const index = world.agenda.findLastIndex((other) => other.at <= at);
  world.agenda.splice(index + 1, 0, { ...step, at });
}

/** Takes the steps of a job off the agenda. */
export function forget(world: World, job: string): void {
  const kept = world.agenda.filter((step) => step.job !== job);
  world.agenda.splice(0, world.agenda.length, ...kept);
}

/** Moves the clock to a moment (milliseconds) and lets everything happen that was due until then, in its order. */
export function advance(world: World, to: number): void {
  for (let step = world.agenda[0]; step !== undefined && step.at <= to; step = world.agenda[0]) {
    world.agenda.shift();
    world.now = Math.max(world.now, step.at);
    step.run(world);
  }
  world.now = Math.max(world.now, to);
}

/** Counts one more and says how many it is now: 1 for the first. */
export function count(world: World, what: string): number {
  const next = (world.counters.get(what) ?? 0) + 1;
  world.counters.set(what, next);
  return next;
}

/** The moment (milliseconds) that lists show. */
export const listedAt = (world: World): number => world.now - world.lagSeconds * 1000;
