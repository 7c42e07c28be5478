// Benchmark `first-pass`: protections that Azure has already are adopted, one status write each; beside others that write the same.
import type { Child } from "../stack/child.ts";
import type { Benchmark, Report, Table, Target } from "./benchmark.ts";
import { type FleetGround, say, startFleetGround } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { median } from "./report.ts";
import { watchWrites } from "./status-writes.ts";
import { createSubjects, type Subject } from "./subjects.ts";
import { type Usage, usageOf } from "./usage.ts";

interface Pass {
  readonly perSecond: number;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly usage: Usage;
  readonly writesPerObject: number;
}

/** From the process's start until every protection has its status, and then until no more is written. */
async function pass(ground: FleetGround, { name, start }: Subject): Promise<Pass> {
  await ground.freshProtections();
  const watch = await watchWrites(ground.client);
  const count = ground.machines.length;
  const beginMs = performance.now();
  const child = start();
  let usage = usageOf(child.pid);
  // A loop is gone when it is done: what it took is asked for all the time, and the last answer counts.
  const asking = setInterval(() => {
    if (watch.objects < count) usage = usageIfThere(child.pid) ?? usage;
  }, 50);
  try {
    await Promise.race([watch.reached(count), failed(child)]);
    usage = usageIfThere(child.pid) ?? usage;
    await watch.silent(2000);
    const times = [...watch.firstMs.values()];
    const [firstMs, lastMs] = [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN];
    const result = {
      perSecond: count / ((lastMs - firstMs) / 1000),
      firstSeconds: (firstMs - beginMs) / 1000,
      lastSeconds: (lastMs - beginMs) / 1000,
      usage,
      writesPerObject: watch.writes / count,
    };
    say(`${name}: ${Math.round(result.perSecond)}/s, ${usage.cpuSeconds} CPU s, ${watch.writes} writes`);
    return result;
  } finally {
    clearInterval(asking);
    await child.end();
    await watch.stop();
  }
}

/** Rejects when the process ends with an error. */
async function failed(child: Child): Promise<never> {
  const code = await child.ended;
  if (code === 0) return new Promise(() => {});
  throw new Error(`It ended with ${code}:\n${child.lines.slice(-20).join("\n")}`);
}

function usageIfThere(pid: number): Usage | undefined {
  try {
    return usageOf(pid);
  } catch {
    return undefined;
  }
}

/** Each round all of them, and each round another one first. */
async function measure(
  ground: FleetGround,
  subjects: readonly Subject[],
  rounds: number,
): Promise<ReadonlyMap<Subject, readonly Pass[]>> {
  const passes = new Map<Subject, Pass[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    const order = [...subjects.slice(round % subjects.length), ...subjects.slice(0, round % subjects.length)];
    for (const subject of order) passes.get(subject)?.push(await pass(ground, subject));
  }
  return passes;
}

const middle = (passes: readonly Pass[], of: (pass: Pass) => number): number => median(passes.map(of));

function tableOf(results: ReadonlyMap<Subject, readonly Pass[]>, count: number): Table {
  return {
    title: `${count} protections, which Azure has already: from the start of the process to the last status`,
    columns: ["who", "statuses/s", "first after s", "last after s", "CPU s", "peak MiB", "writes each"],
    rows: [...results].map(([{ name }, passes]) => [
      name,
      middle(passes, ({ perSecond }) => perSecond),
      middle(passes, ({ firstSeconds }) => firstSeconds),
      middle(passes, ({ lastSeconds }) => lastSeconds),
      middle(passes, ({ usage }) => usage.cpuSeconds),
      middle(passes, ({ usage }) => usage.peakMiB),
      middle(passes, ({ writesPerObject }) => writesPerObject),
    ]),
  };
}

function targetsOf(ours: readonly Pass[], theirs: readonly Pass[]): readonly Target[] {
  const ratio = (of: (pass: Pass) => number) => middle(ours, of) / middle(theirs, of);
  return [
    { what: "statuses/s, by controller-runtime's", result: ratio(({ perSecond }) => perSecond), atLeast: 0.9 },
    { what: "CPU seconds, by controller-runtime's", result: ratio(({ usage }) => usage.cpuSeconds), atMost: 1.5 },
    { what: "status writes per protection", result: middle(ours, ({ writesPerObject }) => writesPerObject), atMost: 1 },
  ];
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = fleetSize(args);
  const ground = await startFleetGround({ count });
  try {
    const warm = await pass(ground, { name: "first start", start: () => ground.startOperator() });
    say(`the first start of all took ${warm.lastSeconds} s`);
    const [written] = await ground.protections();
    if (written === undefined) throw new Error("There is no protection.");
    const subjects = await createSubjects(ground, written);
    const results = await measure(ground, subjects.all, repeats);
    await subjects.remove();
    const { ours, controllerRuntime } = subjects;
    const theirs = controllerRuntime === undefined ? [] : results.get(controllerRuntime);
    return { tables: [tableOf(results, count)], targets: targetsOf(results.get(ours) ?? [], theirs ?? []) };
  } finally {
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "10,000 protections adopted, one status write each, beside controller-runtime and a bare loop",
  usage: FLEET_USAGE,
  run,
};
