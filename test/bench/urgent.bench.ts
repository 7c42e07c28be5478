// Benchmark `urgent`: somebody in chat starts a drill while thousands of protections are adopted; how soon Azure hears of it.
import { setTimeout as wait } from "node:timers/promises";
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind, TestFailoverKind } from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject } from "../../kube/types.ts";
import { drill, TEAM } from "../e2e/shop.ts";
import { botKubeconfig } from "../stack/bot.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { adminClient } from "../stack/stack.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type FleetGround, say, startFleetGround } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { percentile } from "./report.ts";
import { watchWrites } from "./status-writes.ts";

/** One run after the other, so that they wait for the flood and not for each other. */
const LOOK_MS = 10;
const PATIENCE_MS = 10_000;
const MOST_RUNS = 100;
/** Left for the last runs, so that the flood is there for each of them. */
const PART = 0.9;
const CASES = [
  { latencyMs: 0, atMostMs: 300 },
  { latencyMs: 100, atMostMs: 1000 },
] as const;

/** How far the simulator's clock, which runs as fast as ours, is ahead of performance.now(). */
async function clockOffsetMs({ simulator }: FleetGround): Promise<number> {
  const beforeMs = performance.now();
  const { now } = await simulator.ask<{ now: string }>("clock");
  return Date.parse(now) - (beforeMs + performance.now()) / 2;
}

/** When the first POST of a test failover for each machine arrived, by performance.now(). */
async function arrivals(ground: FleetGround, offsetMs: number): Promise<ReadonlyMap<string, number>> {
  const { writes } = await ground.simulator.ask<{ writes: readonly (ReceivedWrite & { machine?: string })[] }>(
    "writes",
  );
  const found = new Map<string, number>();
  for (const { path, method, time } of writes) {
    const item = /replicationProtectedItems\/([^/]+)\/testFailover/i.exec(path)?.[1];
    if (item !== undefined && method === "POST" && !found.has(item)) found.set(item, Date.parse(time) - offsetMs);
  }
  return found;
}

/** A run that the bot made, as its name of the person says; about a machine that was adopted a moment ago. */
const runOf = (machine: string): KubeObject =>
  drill(`urgent-${machine}`, machine, { requestedBy: "slack:U024BE7LH" }) as KubeObject;

/** From the creation of a run to the arrival of its POST; infinite when that takes ten seconds. */
async function ask(ground: FleetGround, chat: KubeClient, machine: string, offsetMs: number): Promise<number> {
  const ref = { name: machine, namespace: TEAM };
  const protection = await ground.client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, ref);
  const item = protection?.status?.bound?.itemName ?? "";
  const beginMs = performance.now();
  await chat.create(TestFailoverKind, runOf(machine));
  while (performance.now() - beginMs < PATIENCE_MS) {
    const arrivedMs = (await arrivals(ground, offsetMs)).get(item);
    if (arrivedMs !== undefined) return arrivedMs - beginMs;
    await wait(LOOK_MS);
  }
  return Number.POSITIVE_INFINITY;
}

/** While the statuses are being written: who has one is drilled, one after the other. */
async function askWhileBusy(
  ground: FleetGround,
  chat: KubeClient,
  adopted: ReadonlyMap<string, number>,
  drilled: Set<string>,
): Promise<readonly number[]> {
  const offsetMs = await clockOffsetMs(ground);
  const took: number[] = [];
  while (adopted.size < ground.machines.length * PART && took.length < MOST_RUNS) {
    const machine = adopted.keys().find((name) => !drilled.has(name));
    if (machine === undefined) {
      await wait(LOOK_MS);
      continue;
    }
    drilled.add(machine);
    took.push(await ask(ground, chat, machine, offsetMs));
  }
  return took;
}

/** @param drilled machines that were drilled before, whose drills go on; those of this flood are added */
async function flood(
  ground: FleetGround,
  chat: KubeClient,
  latencyMs: number,
  drilled: Set<string>,
): Promise<readonly number[]> {
  await ground.simulator.tell("latency", { milliseconds: 0 });
  await ground.freshProtections();
  const watch = await watchWrites(ground.client);
  const operator = ground.startOperator();
  try {
    await watch.reached(8);
    await ground.simulator.tell("latency", { milliseconds: latencyMs });
    const took = await askWhileBusy(ground, chat, watch.firstMs, drilled);
    say(`latency ${latencyMs} ms: ${took.length} runs, p50 ${percentile(took, 0.5)}, p99 ${percentile(took, 0.99)} ms`);
    return took;
  } finally {
    await operator.end();
    await watch.stop();
  }
}

async function run(args: readonly string[]): Promise<Report> {
  const { count } = fleetSize(args);
  const ground = await startFleetGround({ count });
  const chat = adminClient(await botKubeconfig(ground.controlPlane));
  try {
    const drilled = new Set<string>();
    const found: { readonly latencyMs: number; readonly atMostMs: number; readonly took: readonly number[] }[] = [];
    for (const one of CASES) found.push({ ...one, took: await flood(ground, chat, one.latencyMs, drilled) });
    return {
      tables: [
        {
          title: `A run made in chat while ${count} protections are adopted: created → first testFailover at Azure, ms`,
          columns: ["Azure's latency, ms", "runs", "p50", "p99", "most"],
          rows: found.map(({ latencyMs, took }) => [
            latencyMs,
            took.length,
            percentile(took, 0.5),
            percentile(took, 0.99),
            Math.max(...took),
          ]),
        },
      ],
      targets: found.map(({ latencyMs, atMostMs, took }) => ({
        what: `p99 at ${latencyMs} ms of latency, milliseconds`,
        result: percentile(took, 0.99),
        atMost: atMostMs,
      })),
    };
  } finally {
    await chat.close();
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "a drill made in chat while 10,000 protections are adopted: how soon the call is at Azure",
  usage: FLEET_USAGE,
  run,
};
