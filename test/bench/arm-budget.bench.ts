// Benchmark `arm-budget`: what the operator asks of Azure in an hour, quiet and in drills, and with a tenth of its calls.
import { parseArgs } from "node:util";
import { type DrillFleet, type DrillPhase, playDrills } from "./arm/drills.ts";
import { sumOf } from "./arm/operator-metrics.ts";
import { type Played, play } from "./arm/polling.ts";
import { KINDS, quietReads } from "./arm/tally.ts";
import { type Fleet, startVaults } from "./arm/vaults.ts";
import type { Benchmark, Report, Table, Target } from "./benchmark.ts";

const USAGE = `  --fleets LIST   vaults of one subscription x machines in each, all protected (1x1000,1x10000,40x250); none: ""
  --hours N       quiet hours that are measured of each (1)
  --drills N      drills at once, by the whole operator on a real API server (20); 0 leaves them out
  --machines N    protected machines in the vault of the drills (1000)
  --speed N       simulated seconds per real second there (60); the fleets' clock jumps instead`;

/** Older than this, a list is no base for a write. */
const STALE_MINUTES = 12;

interface Wanted {
  readonly fleets: readonly Fleet[];
  readonly hours: number;
  readonly drills: DrillFleet;
}

function wanted(args: readonly string[]): Wanted {
  const option = (otherwise: string) => ({ type: "string", default: otherwise }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      fleets: option("1x1000,1x10000,40x250"),
      hours: option("1"),
      drills: option("20"),
      machines: option("1000"),
      speed: option("60"),
    },
  });
  const fleets = values.fleets.split(",").flatMap((text): Fleet[] => {
    const [vaults, machines] = text.split("x").map(Number);
    return vaults && machines ? [{ vaults, machines }] : [];
  });
  const drills = { drills: Number(values.drills), machines: Number(values.machines), speed: Number(values.speed) };
  return { fleets, hours: Number(values.hours), drills };
}

const nameOf = ({ vaults, machines }: Fleet): string => `${vaults} × ${machines}`;

export const pollingTable = (played: readonly Played[]): Table => ({
  title: "Polling: the busiest hour of a vault, and how old lists of items get",
  columns: [
    ...["vaults × machines", "bucket", "minutes", "budgets", ...KINDS, "reads", "quiet may"],
    ...["429", "writes", "oldest list, minutes", "slowest list, minutes"],
  ],
  rows: played.flatMap(({ fleet, budgets, phases }) =>
    phases.map(({ name, minutes, busiest, refusals, writes, oldestList, slowestList }) => [
      ...[nameOf(fleet), name, minutes, budgets, ...KINDS.map((kind) => busiest.counts[kind])],
      ...[busiest.reads, quietReads(fleet.machines), refusals, writes, oldestList, slowestList],
    ]),
  ),
});

export function pollingTargets({ fleet, budgets, phases }: Played): readonly Target[] {
  const [quiet, tenth, back] = phases;
  const of = nameOf(fleet);
  if (quiet === undefined || tenth === undefined || back === undefined) return [];
  const most = (of: keyof typeof quiet) => Math.max(...phases.map((phase) => Number(phase[of])));
  return [
    {
      what: `${of}: reads of one vault in a quiet hour, the most`,
      result: quiet.busiest.reads,
      atMost: quietReads(fleet.machines),
    },
    { what: `${of}: writes`, result: most("writes"), atMost: 0 },
    { what: `${of}: answers 429 while nothing was cut`, result: quiet.refusals + back.refusals, atMost: 0 },
    { what: `${of}: budgets that the vaults have together`, result: budgets, atMost: 1 },
    { what: `${of}, a tenth: age of the oldest list, minutes`, result: tenth.oldestList, atMost: STALE_MINUTES },
    {
      what: `${of}, given back: slowest list, minutes beyond that of before`,
      result: back.slowestList - quiet.slowestList,
      atMost: 0.1,
    },
  ];
}

const PRIORITIES = ["run", "asked", "polling"] as const;

/** Seconds of Azure's clock that a read of this priority waited for the budget, of those that had to. */
function meanWait({ metrics }: DrillPhase, priority: (typeof PRIORITIES)[number]): number {
  const labels = { kind: "reads", priority };
  const count = sumOf(metrics, "asr_arm_delay_seconds_count", labels);
  return count === 0 ? 0 : sumOf(metrics, "asr_arm_delay_seconds_sum", labels) / count;
}

const reads = ({ metrics }: DrillPhase, route?: string): number =>
  sumOf(metrics, "asr_arm_requests_total", { method: "GET", ...(route === undefined ? {} : { route }) });

const refused = ({ metrics }: DrillPhase): number => sumOf(metrics, "asr_arm_requests_total", { code: "429" });

const DRILL_ROUTES = ["items.list", "items.get", "jobs.list", "jobs.get", "virtualMachines.get"] as const;

const drillTable = ({ drills, machines }: DrillFleet, phases: readonly DrillPhase[]): Table => ({
  title: `${drills} drills at once by the whole operator, 1 vault of ${machines} machines: reads an hour`,
  columns: [
    ...["bucket", "hours", ...DRILL_ROUTES, "all reads", "429", "drill writes"],
    ...PRIORITIES.map((priority) => `${priority} waits, mean s`),
  ],
  rows: phases.map((phase) => [
    ...[phase.name, phase.hours, ...DRILL_ROUTES.map((route) => reads(phase, route) / phase.hours)],
    ...[reads(phase) / phase.hours, refused(phase), phase.writes],
    ...PRIORITIES.map((priority) => meanWait(phase, priority)),
  ]),
});

function drillTargets({ drills }: DrillFleet, phases: readonly DrillPhase[]): readonly Target[] {
  const tenth = phases.find(({ name }) => name === "a tenth");
  return [
    ...phases.flatMap((phase) => [
      { what: `drills that succeeded, ${phase.name}`, result: phase.succeeded, atLeast: drills },
      { what: `drills and clean-ups sent, ${phase.name}`, result: phase.writes, atMost: 2 * drills },
    ]),
    ...phases
      .slice(0, 1)
      .map((phase) => ({ what: "answers 429 in drills, all of it", result: refused(phase), atMost: 0 })),
    ...(tenth === undefined
      ? []
      : [
          {
            what: "a tenth: how much longer a run's read waits than polling, s",
            result: meanWait(tenth, "run") - meanWait(tenth, "polling"),
            atMost: 0,
          },
        ]),
  ];
}

async function run(args: readonly string[]): Promise<Report> {
  const { fleets, hours, drills } = wanted(args);
  const played: Played[] = [];
  for (const fleet of fleets) played.push(await play(await startVaults(fleet), hours, Math.random));
  const phases = drills.drills === 0 ? [] : await playDrills(drills);
  return {
    tables: [
      ...(played.length === 0 ? [] : [pollingTable(played)]),
      ...(phases.length === 0 ? [] : [drillTable(drills, phases)]),
    ],
    targets: [...played.flatMap(pollingTargets), ...drillTargets(drills, phases)],
  };
}

export const benchmark: Benchmark = {
  what: "what the operator asks of Azure in an hour: 1 and 40 vaults, quiet, in drills, and with a tenth of its calls",
  usage: USAGE,
  run,
};
