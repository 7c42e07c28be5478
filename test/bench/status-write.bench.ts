// Benchmark `status-write`: the ways to write a status, each with its resourceVersion, and what each costs the API server.
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "../stack/child.ts";
import { startScript } from "../stack/child.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type FleetGround, say, startFleetGround } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { median } from "./report.ts";
import { watchWrites } from "./status-writes.ts";
import { usageOf } from "./usage.ts";

const WAYS = ["apply", "merge", "update"] as const;
type Way = (typeof WAYS)[number];

interface Cost {
  readonly perSecond: number;
  /** Milliseconds of CPU for one write. */
  readonly serverMs: number;
  readonly clientMs: number;
}

const loop = join(import.meta.dirname, "peers", "loop.ts");

/** The API server and its etcd, found by the folder that is in their arguments. */
function serversOf({ controlPlane }: FleetGround): readonly number[] {
  const isOurs = (pid: string): boolean => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return /^[^\0]*(kube-apiserver|etcd)\0/.test(line) && line.includes(controlPlane.folder);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter(isOurs).map(Number);
}

const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + usageOf(pid).cpuSeconds, 0);

function ask(child: Child): Promise<{ cpuSeconds: number; seconds: number }> {
  return child.line(/^done (.*)$/).then(([, json = ""]) => JSON.parse(json));
}

/** A status as our operator writes it. */
async function statusOfOurs(ground: FleetGround): Promise<object> {
  await ground.freshProtections();
  const watch = await watchWrites(ground.client);
  const operator = ground.startOperator();
  try {
    // Ended in the middle it may leave a finalizer, and then none can be removed.
    await watch.reached(ground.machines.length);
    const written = (await ground.protections()).find(({ metadata }) => watch.firstMs.has(metadata.name));
    return written?.status ?? {};
  } finally {
    await operator.end();
    await watch.stop();
  }
}

/** One write to every protection, which has had `rounds` writes of this kind before. */
async function write(ground: FleetGround, status: string, way: Way): Promise<Cost> {
  const servers = serversOf(ground);
  const before = cpuOf(servers);
  const child = startScript(loop, ["--config", ground.peerKubeconfig, "--status", status, "--how", way]);
  const { cpuSeconds, seconds } = await ask(child);
  await child.end();
  const count = ground.machines.length;
  const cost = {
    perSecond: count / seconds,
    serverMs: ((cpuOf(servers) - before) / count) * 1000,
    clientMs: (cpuSeconds / count) * 1000,
  };
  say(`${way}: ${Math.round(cost.perSecond)}/s, ${cost.serverMs} ms of the servers' CPU each`);
  return cost;
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = fleetSize(args, { count: 2000, repeats: 6 });
  const ground = await startFleetGround({ count });
  try {
    const status = join(ground.controlPlane.folder, "bench-status.json");
    const sample = await statusOfOurs(ground);
    const text = (round: number) => JSON.stringify({ ...sample, stateDescription: `State ${round}` });
    const costs = new Map<Way, { first: Cost[]; later: Cost[] }>(WAYS.map((way) => [way, { first: [], later: [] }]));
    for (let round = 0; round < repeats; round++) {
      // Each round another one first: the API server's heap and etcd's file grow meanwhile.
      for (const way of [...WAYS.slice(round % WAYS.length), ...WAYS.slice(0, round % WAYS.length)]) {
        await ground.freshProtections();
        await writeFile(status, text(0));
        costs.get(way)?.first.push(await write(ground, status, way));
        await writeFile(status, text(1));
        costs.get(way)?.later.push(await write(ground, status, way));
      }
    }
    const rows = (when: "first" | "later", title: string) =>
      WAYS.map((way) => {
        const found = costs.get(way)?.[when] ?? [];
        const middle = (of: (cost: Cost) => number) => median(found.map(of));
        return [
          way,
          title,
          middle((one) => one.perSecond),
          middle((one) => one.serverMs),
          `${Math.min(...found.map((one) => one.serverMs)).toFixed(1)} to ${Math.max(...found.map((one) => one.serverMs)).toFixed(1)}`,
          middle((one) => one.clientMs),
        ];
      });
    return {
      tables: [
        {
          title: `A status of ${text(0).length} bytes on ${count} protections, 16 at once, always with its resourceVersion`,
          columns: [
            "way",
            "what",
            "writes/s",
            "API server and etcd, CPU ms each",
            "least to most",
            "client, CPU ms each",
          ],
          rows: [...rows("first", "the first status"), ...rows("later", "one field changed")],
        },
      ],
      targets: [],
    };
  } finally {
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "server-side apply, merge patch and update of a status: what each costs",
  usage: FLEET_USAGE.replace("(10000)", "(2000)").replace("(3)", "(6)"),
  run,
};
