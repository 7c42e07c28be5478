// Owns the picture of everything that `GET /_simulator/state` gives: facts as they are, times as ISO 8601.
import { vaultId } from "./arm.ts";
import { allowedOperations, stateOf } from "./items.ts";
import type { Simulation } from "./simulation.ts";
import { list } from "./timeline.ts";
import type { World } from "./world.ts";

const TIMES = /^(at|time|lastTestFailover|operationEnd)$|(At|Time|Since)$/;

/** Sets become lists; numbers under a time's name become texts. */
function plain(key: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  return typeof value === "number" && TIMES.test(key) ? new Date(value).toISOString() : value;
}

/** One vault in full: the one that is chosen, else the first, with the others below it. */
export function stateOfAll(simulation: Simulation, chosen?: World): unknown {
  const state = pictureOf(simulation, chosen ?? simulation.world);
  if (chosen !== undefined || simulation.others.length === 0) return state;
  return { ...state, others: simulation.others.map((world) => pictureOf(simulation, world)) };
}

function pictureOf({ speed, faults, writes }: Simulation, world: World): object {
  const { now } = world;
  const items = list(world.items).map((item) => ({
    ...item,
    protectionState: stateOf(item, now),
    allowedOperations: allowedOperations(item, now),
  }));
  const all = {
    vault: vaultId(world.fleet),
    now: new Date(now).toISOString(),
    speed,
    lag: { seconds: world.lagSeconds, items: world.lagItems },
    policies: list(world.policies),
    mappings: list(world.mappings),
    items,
    jobs: list(world.jobs),
    machines: list(world.machines),
    virtualMachines: list(world.virtualMachines),
    silentAppliances: [...world.silentAppliances.keys()],
    toCome: world.agenda.map(({ at, what }) => ({ at, what })),
    faults,
    writesReceived: writes.length,
  };
  return JSON.parse(JSON.stringify(all, plain));
}
