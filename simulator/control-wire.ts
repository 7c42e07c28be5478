// Owns the part of `/_simulator/` that is about all vaults: clock, faults, limits, latency, lag, pages, the log.
import type { Answer } from "./answer.ts";
import { integerAt, textAt, valueAt } from "./body.ts";
import { amountAt, bad, type Control, type ControlCall, numberAt, ok } from "./control-call.ts";
import { LIMIT_KINDS, type LimitKind, limitsOf, resize } from "./limits.ts";
import { readFault } from "./read-fault.ts";
import { moveClock, reset, type Simulation, setSpeed, worldsOf } from "./simulation.ts";
import { stateOfAll } from "./state.ts";

const clock = ({ world, speed, skewSeconds }: Simulation) => ({
  now: new Date(world.now).toISOString(),
  speed,
  ...(skewSeconds !== 0 && { skewSeconds }),
});

function postClock({ simulation, body }: ControlCall): Answer {
  const advance = amountAt(body, "advanceSeconds");
  const speed = amountAt(body, "speed");
  const skew = numberAt(body, "skewSeconds");
  if (advance === undefined && speed === undefined && skew === undefined) {
    return bad("advanceSeconds or speed must be a number from 0 on, or skewSeconds a number");
  }
  if (speed !== undefined) setSpeed(simulation, speed);
  if (skew !== undefined) simulation.skewSeconds = skew;
  if (advance !== undefined) moveClock(simulation, advance);
  return ok(clock(simulation));
}

function postFault({ simulation, body }: ControlCall): Answer {
  const fault = readFault(body);
  if (typeof fault === "string") return bad(fault);
  simulation.faults.push(fault);
  return ok({ faults: simulation.faults });
}

const lag = ({ world }: Simulation) => ({ seconds: world.lagSeconds, items: world.lagItems });

function postLag({ simulation, chosen, body }: ControlCall): Answer {
  const seconds = amountAt(body, "seconds");
  if (seconds === undefined) return bad("seconds must be a number from 0 on");
  for (const world of chosen === undefined ? worldsOf(simulation) : [chosen]) {
    world.lagSeconds = seconds;
    world.lagItems = valueAt(body, "items") === true;
  }
  return ok(lag({ ...simulation, world: chosen ?? simulation.world }));
}

function postPages({ simulation, body }: ControlCall): Answer {
  const size = integerAt(body, "size");
  if (size === undefined || size < 1) return bad("size must be a whole number from 1 on");
  simulation.pageSize = size;
  return ok({ size });
}

function postLatency({ simulation, body }: ControlCall): Answer {
  const milliseconds = amountAt(body, "milliseconds");
  const jitterMilliseconds = amountAt(body, "jitterMilliseconds") ?? 0;
  if (milliseconds === undefined) return bad("milliseconds must be a number from 0 on");
  simulation.latency = { milliseconds, jitterMilliseconds };
  return ok(simulation.latency);
}

const limits = ({ simulation, chosen = simulation.world }: ControlCall) =>
  limitsOf(simulation.limits, chosen.fleet.subscriptionId, chosen.now);

const kindsIn = (body: unknown): readonly LimitKind[] => {
  const wanted = textAt(body, "kind");
  return wanted === undefined ? LIMIT_KINDS : LIMIT_KINDS.filter((kind) => kind === wanted);
};

/** Whether a field is there and is not a number above 0. */
const isWrong = (body: unknown, field: string): boolean =>
  valueAt(body, field) !== undefined && (numberAt(body, field) ?? 0) <= 0;

function postLimits(call: ControlCall): Answer {
  const { simulation, body } = call;
  const kinds = kindsIn(body);
  if (kinds.length === 0) return bad(`kind must be one of ${LIMIT_KINDS.join(", ")}`);
  if (["share", "size", "refillPerSecond"].some((field) => isWrong(body, field))) {
    return bad("share, size and refillPerSecond must be numbers above 0");
  }
  const [share, size] = [numberAt(body, "share"), numberAt(body, "size")];
  const refillPerSecond = numberAt(body, "refillPerSecond");
  const bucket = { ...(size !== undefined && { size }), ...(refillPerSecond !== undefined && { refillPerSecond }) };
  resize(simulation.limits, kinds, { bucket, ...(share !== undefined && { share }) });
  simulation.limits.on = valueAt(body, "on") !== false;
  return ok(limits(call));
}

const ofProcess = () => ({
  rssBytes: process.memoryUsage.rss(),
  heapBytes: process.memoryUsage().heapUsed,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
});

const forget = ({ simulation }: ControlCall): Answer => {
  simulation.faults = [];
  return ok({ faults: [] });
};

export const WIRE_CONTROLS: Readonly<Record<string, Control>> = {
  "GET clock": { what: "the simulated time and how fast it runs", handle: ({ simulation }) => ok(clock(simulation)) },
  "POST clock": {
    what: "{advanceSeconds} moves the clock on; {speed} sets how fast it runs (0: stands); {skewSeconds} puts Date off",
    handle: postClock,
  },
  "GET state": {
    what: "everything that the vaults know",
    handle: ({ simulation, chosen }) => ok(stateOfAll(simulation, chosen)),
  },
  "GET writes": {
    what: "every write received, oldest first",
    handle: ({ simulation }) => ok({ writes: simulation.writes }),
  },
  "GET process": { what: "what the simulator takes: memory, time of the processor", handle: () => ok(ofProcess()) },
  "GET faults": {
    what: "the faults that are still to come",
    handle: ({ simulation }) => ok({ faults: simulation.faults }),
  },
  "POST faults": {
    what: "{kind, route?, method?, machine?, page?, times?, ...} adds one: see below",
    handle: postFault,
  },
  "POST faults/clear": { what: "forgets all faults", handle: forget },
  "GET limits": { what: "the limits on calls, and what is left of them", handle: (call) => ok(limits(call)) },
  "POST limits": {
    what: "{on?: false, kind?: reads|writes|deletes, share?, size?, refillPerSecond?} {share: 0.1} cuts to a tenth",
    handle: postLimits,
  },
  "GET latency": { what: "how long answers take, in real time", handle: ({ simulation }) => ok(simulation.latency) },
  "POST latency": { what: "{milliseconds, jitterMilliseconds?} lets every answer take so long", handle: postLatency },
  "GET lag": { what: "how far lists are behind", handle: ({ simulation }) => ok(lag(simulation)) },
  "POST lag": {
    what: "{seconds, items?: true} lets lists, and with items the GET of an item, fall behind",
    handle: postLag,
  },
  "POST pages": { what: "{size} sets how many rows a page of a list has", handle: postPages },
  "POST reset": {
    what: "vaults as at the start; the clock goes on, faults and the log of writes are gone",
    handle: ({ simulation }) => {
      reset(simulation);
      return ok(clock(simulation));
    },
  },
};
