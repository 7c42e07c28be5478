// Benchmark `storm`: every protection's spec changes at once; how far behind the last change the last status comes.
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind } from "../../crds/types.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type FleetGround, say, startFleetGround } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { inParallel } from "./in-parallel.ts";
import { median } from "./report.ts";
import { watchWrites } from "./status-writes.ts";
import { createSubjects, type Subject } from "./subjects.ts";
import { usageOf } from "./usage.ts";

interface Storm {
  readonly changesPerSecond: number;
  readonly lagSeconds: number;
  readonly cpuSeconds: number;
}

const AT_ONCE = 16;
const STILL_MS = 3000;
const IDLE_CPU_SECONDS = 0.15;
const isCurrent = ({ metadata, status }: PhysicalMachineProtection) =>
  status?.observedGeneration === metadata.generation;

/** Until a process takes next to nothing of a processor: what it does besides statuses is done, too. */
async function idle(pid: number): Promise<void> {
  for (let before = -Infinity, now = 0; now - before > IDLE_CPU_SECONDS; ) {
    before = usageOf(pid).cpuSeconds;
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    now = usageOf(pid).cpuSeconds;
  }
}

/** The subject runs and has nothing left to do; then everything changes, and it has until all is told. */
async function storm(ground: FleetGround, { name, start }: Subject, drillEveryDays: number): Promise<Storm> {
  const watch = await watchWrites(ground.client);
  const child = start();
  try {
    await watch.silent(5 * STILL_MS);
    await idle(child.pid);
    const before = usageOf(child.pid).cpuSeconds;
    const beginMs = performance.now();
    await inParallel(AT_ONCE, await ground.protections(), async ({ metadata: { name: called, namespace } }) => {
      const ref = { name: called, ...(namespace !== undefined && { namespace }) };
      await ground.client.patch(PhysicalMachineProtectionKind, ref, { spec: { drillEveryDays } });
    });
    const changedMs = performance.now();
    await watch.silent(STILL_MS);
    const left = (await ground.protections()).filter((one) => !isCurrent(one)).length;
    if (left > 0) {
      throw new Error(
        `${name} left ${left} protections behind. The last it said:\n${child.lines.slice(-20).join("\n")}`,
      );
    }
    const result = {
      changesPerSecond: ground.machines.length / ((changedMs - beginMs) / 1000),
      lagSeconds: Math.max(0, watch.lastMs - changedMs) / 1000,
      cpuSeconds: usageOf(child.pid).cpuSeconds - before,
    };
    say(`${name}: ${result.lagSeconds} s behind, ${result.cpuSeconds} CPU s`);
    return result;
  } finally {
    await child.end();
    await watch.stop();
  }
}

async function measure(ground: FleetGround, subjects: readonly Subject[], rounds: number) {
  const storms = new Map<Subject, Storm[]>(subjects.map((subject) => [subject, []]));
  let drillEveryDays = 90;
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      drillEveryDays += 1;
      storms.get(subject)?.push(await storm(ground, subject, drillEveryDays));
    }
  }
  return storms;
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = fleetSize(args);
  const ground = await startFleetGround({ count });
  try {
    await ground.freshProtections();
    await storm(ground, { name: "first start", start: () => ground.startOperator() }, 90);
    const [written] = await ground.protections();
    if (written === undefined) throw new Error("There is no protection.");
    const { ours, controllerRuntime, remove } = await createSubjects(ground, written);
    const storms = await measure(ground, [ours, ...(controllerRuntime ? [controllerRuntime] : [])], repeats);
    await remove();
    const lagOf = (subject: Subject | undefined) =>
      median((subject && storms.get(subject))?.map(({ lagSeconds }) => lagSeconds) ?? []);
    return {
      tables: [
        {
          title: `${count} changes of a spec, ${AT_ONCE} at once`,
          columns: ["who", "changes/s", "last status after the last change, s", "CPU s"],
          rows: [...storms].map(([{ name }, found]) => [
            name,
            median(found.map(({ changesPerSecond }) => changesPerSecond)),
            median(found.map(({ lagSeconds }) => lagSeconds)),
            median(found.map(({ cpuSeconds }) => cpuSeconds)),
          ]),
        },
      ],
      targets: [
        {
          what: "seconds behind the last change, beyond controller-runtime's",
          result: lagOf(ours) - lagOf(controllerRuntime),
          atMost: 0,
        },
      ],
    };
  } finally {
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "10,000 changes of a spec: how far behind the last one the last status comes, beside controller-runtime",
  usage: FLEET_USAGE,
  run,
};
