// Owns one running simulation: its vaults, their clock's speed, what goes wrong, and the writes received.
import type { Fault } from "./faults.ts";
import type { Fleet } from "./fleet.ts";
import { type Latency, NO_LATENCY } from "./latency.ts";
import { type Limits, startLimits } from "./limits.ts";
import { openVault } from "./vault.ts";
import { unlike, type Worlds } from "./vaults.ts";
import { advance, type World } from "./world.ts";
import type { ReceivedWrite } from "./write-log.ts";

export interface Settings {
  readonly fleet: Fleet;
  /** further vaults, each with a fleet of its own */
  readonly others?: readonly Fleet[];
  readonly seed: string;
  /** simulated seconds per real second; 0: the clock moves only when it is told to */
  readonly speed: number;
  readonly lagSeconds: number;
  readonly pageSize: number;
  /** what the clock shows at the start, in milliseconds since 1970 */
  readonly start: number;
  /** whether Azure's limits on calls hold from the start */
  readonly throttle?: boolean;
  readonly latency?: Latency;
  readonly oldestApiVersion?: string;
}

export interface Simulation {
  readonly settings: Settings;
  /** the first vault's */
  world: World;
  others: readonly World[];
  speed: number;
  /** how far the `Date` header is from the simulated clock, in seconds */
  skewSeconds: number;
  pageSize: number;
  latency: Latency;
  limits: Limits;
  faults: Fault[];
  writes: ReceivedWrite[];
  /** requests answered: what jitter is made from */
  answered: number;
  /** the real and the simulated time (milliseconds) from which the clock is counted */
  since: { real: number; simulated: number };
  /** real time in milliseconds: any clock that does not go back */
  readonly realNow: () => number;
}

export const worldsOf = ({ world, others }: Pick<Simulation, "world" | "others">): Worlds => [world, ...others];

/** Test machines of one subscription stand in one place, whichever vault they came from. */
function beside(worlds: readonly World[], world: World): World {
  const first = worlds.find(({ fleet }) => fleet.subscriptionId === world.fleet.subscriptionId);
  return first === undefined ? world : { ...world, virtualMachines: first.virtualMachines };
}

function open(settings: Settings, now: number): { world: World; others: readonly World[] } {
  const others = settings.others ?? [];
  unlike([settings.fleet, ...others]);
  const openOne = (fleet: Fleet, seed: string): World => {
    const world = openVault(fleet, seed, now);
    world.lagSeconds = settings.lagSeconds;
    return world;
  };
  const world = openOne(settings.fleet, settings.seed);
  const rest: World[] = [];
  for (const fleet of others) {
    const seed = `${settings.seed} ${fleet.resourceGroup}/${fleet.vaultName}`;
    rest.push(beside([world, ...rest], openOne(fleet, seed)));
  }
  const all = [world, ...rest];
  for (const each of all) each.beside = all.filter((other) => other !== each);
  return { world, others: rest };
}

/** What a reset brings back. */
const fresh = (settings: Settings) => ({
  pageSize: settings.pageSize,
  latency: settings.latency ?? NO_LATENCY,
  limits: startLimits(settings.throttle ?? false),
  skewSeconds: 0,
  faults: [],
  writes: [],
});

export const startSimulation = (settings: Settings, realNow: () => number): Simulation => ({
  settings,
  ...open(settings, settings.start),
  ...fresh(settings),
  speed: settings.speed,
  answered: 0,
  since: { real: realNow(), simulated: settings.start },
  realNow,
});

const advanceAll = (simulation: Simulation, to: number): void => {
  for (const world of worldsOf(simulation)) advance(world, to);
};

/** Lets happen what was due until now, and answers the simulated time (milliseconds). */
export function tick(simulation: Simulation): number {
  const { since, speed, world } = simulation;
  const real = simulation.realNow();
  advanceAll(simulation, since.simulated + (real - since.real) * speed);
  simulation.since = { real, simulated: world.now };
  return world.now;
}

/** Moves the clock on by simulated seconds; what was due on the way happens in its order. */
export function moveClock(simulation: Simulation, seconds: number): void {
  advanceAll(simulation, tick(simulation) + seconds * 1000);
  simulation.since = { real: simulation.since.real, simulated: simulation.world.now };
}

export function setSpeed(simulation: Simulation, speed: number): void {
  tick(simulation);
  simulation.speed = speed;
}

/**
 * Vaults as at the start, at the present time; faults and the log of writes are gone. Jobs go on being counted, so
 * that no new one has the id of one from before.
 */
export function reset(simulation: Simulation): void {
  const now = tick(simulation);
  const before = worldsOf(simulation);
  Object.assign(simulation, open(simulation.settings, now), fresh(simulation.settings));
  for (const [index, world] of worldsOf(simulation).entries()) {
    for (const what of ["jobs", "requests"]) world.counters.set(what, before[index]?.counters.get(what) ?? 0);
  }
}
