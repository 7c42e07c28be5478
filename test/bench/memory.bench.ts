// Benchmark `memory`: what the operator's process has with a fleet that it knows, and the most it had while it started.
import { setTimeout as wait } from "node:timers/promises";
import type { Benchmark, Report } from "./benchmark.ts";
import { type FleetGround, say } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { bytesOfAnItem } from "./item-bytes.ts";
import { scrape, startKnownFleet } from "./known-fleet.ts";
import { median } from "./report.ts";
import { type Usage, usageOf } from "./usage.ts";

const SETTLING_SECONDS = 60;

interface Footprint extends Usage {
  readonly heapMiB: number;
}

async function footprint(ground: FleetGround): Promise<Footprint> {
  const operator = ground.startOperator();
  try {
    await operator.line(/"msg":"ready"/);
    await wait(SETTLING_SECONDS * 1000);
    const [heap = Number.NaN] = await scrape(operator, "nodejs_heap_size_used_bytes");
    const usage = { ...usageOf(operator.pid), heapMiB: heap / 2 ** 20 };
    say(`resident ${usage.residentMiB} MiB, at most ${usage.peakMiB}, heap ${usage.heapMiB}`);
    return usage;
  } finally {
    await operator.end();
  }
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = fleetSize(args);
  const ground = await startKnownFleet({ count });
  try {
    const itemBytes = await bytesOfAnItem(ground.simulator);
    const found: Footprint[] = [];
    for (let round = 0; round < repeats; round++) found.push(await footprint(ground));
    const middle = (of: (one: Footprint) => number) => median(found.map(of));
    return {
      tables: [
        {
          title: `${count} known protections, ${SETTLING_SECONDS} s after the start`,
          columns: ["what", "MiB"],
          rows: [
            ["resident", middle(({ residentMiB }) => residentMiB)],
            ["resident, the most since the start", middle(({ peakMiB }) => peakMiB)],
            ["JavaScript heap in use", middle(({ heapMiB }) => heapMiB)],
          ],
        },
      ],
      targets: [
        { what: "resident memory at its most, MiB", result: middle(({ peakMiB }) => peakMiB), atMost: 256 },
        { what: "held for one protected item, bytes", result: itemBytes, atMost: 1024 },
      ],
    };
  } finally {
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "resident memory with 10,000 protections",
  usage: FLEET_USAGE,
  run,
};
