// Benchmark `start`: an operator that knows its whole fleet is started again; how long until it has looked at everything.
import { setTimeout as wait } from "node:timers/promises";
import type { Child } from "../stack/child.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { type FleetGround, say } from "./fleet-ground.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { scrape, startKnownFleet, versions, written } from "./known-fleet.ts";
import { readList } from "./read-pages.ts";
import { median } from "./report.ts";
import { listsOf, readerOf } from "./simulated-vault.ts";
import { usageOf } from "./usage.ts";

interface Start {
  readonly pagesSeconds: number;
  readonly doneSeconds: number;
  readonly cpuSeconds: number;
  readonly written: number;
  readonly reconciles: number;
}

const PAGE_ROWS = 100;
/** Each look at the metrics counts ten thousand resources, 20 ms of CPU: ten times as often it slowed what it measures. */
const LOOK_MS = 500;
const STILL_MS = 2000;

/** The lists that the view reads first, as the view does: both at once, page after page. */
async function pagesSeconds({ simulator }: FleetGround): Promise<number> {
  const [one, other] = [readerOf(simulator.url), readerOf(simulator.url)];
  const lists = await listsOf(one, simulator.vaultId);
  const beginMs = performance.now();
  await Promise.all([readList(one, lists["protected items"]), readList(other, lists["machines of the site"])]);
  const seconds = (performance.now() - beginMs) / 1000;
  one.close();
  other.close();
  return seconds;
}

/** When the last reconcile of the first look was over: after it the number stands still. */
async function lastReconcile(
  operator: Child,
  count: number,
): Promise<{ readonly atMs: number; readonly total: number }> {
  const names = ['controller_runtime_reconcile_total{controller="physicalmachineprotections"', "asr_vault_view_age"];
  let [total, atMs] = [0, performance.now()];
  for (let listed = 0; listed === 0 || total < count || performance.now() - atMs < STILL_MS; await wait(LOOK_MS)) {
    const askedMs = performance.now();
    const [reconciles = 0, age = 0] = await scrape(operator, ...names);
    if (reconciles !== total) [total, atMs] = [reconciles, askedMs];
    listed = age;
  }
  return { atMs, total };
}

async function start(ground: FleetGround): Promise<Start> {
  const before = await versions(ground);
  const pages = await pagesSeconds(ground);
  const beginMs = performance.now();
  const operator = ground.startOperator();
  try {
    const { atMs, total } = await lastReconcile(operator, ground.machines.length);
    const { cpuSeconds } = usageOf(operator.pid);
    const changed = written(before, await versions(ground));
    const doneSeconds = (atMs - beginMs) / 1000;
    say(`looked at everything after ${doneSeconds} s, of which pages ${pages} s; ${changed} written`);
    return { pagesSeconds: pages, doneSeconds, cpuSeconds, written: changed, reconciles: total };
  } finally {
    await operator.end();
  }
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = fleetSize(args);
  const ground = await startKnownFleet({ count, pageSize: PAGE_ROWS });
  try {
    const starts: Start[] = [];
    for (let round = 0; round < repeats; round++) starts.push(await start(ground));
    const middle = (of: (one: Start) => number) => median(starts.map(of));
    const pages = Math.ceil(count / PAGE_ROWS);
    return {
      tables: [
        {
          title: `A start with ${count} known protections; ${pages} pages of ${PAGE_ROWS} items, as many of machines`,
          columns: ["what", "median"],
          rows: [
            ["the pages alone, s", middle(({ pagesSeconds: seconds }) => seconds)],
            ["process started → everything looked at, s", middle(({ doneSeconds }) => doneSeconds)],
            ["CPU s", middle(({ cpuSeconds }) => cpuSeconds)],
            ["reconciles of protections", middle(({ reconciles }) => reconciles)],
            ["objects written, but the vault", middle((one) => one.written)],
          ],
        },
      ],
      targets: [
        {
          what: "everything looked at, seconds beyond the pages' own",
          result: middle(({ doneSeconds, pagesSeconds: seconds }) => doneSeconds - seconds),
          atMost: 3,
        },
        { what: "objects written", result: Math.max(...starts.map((one) => one.written)), atMost: 0 },
      ],
    };
  } finally {
    await ground.stop();
  }
}

export const benchmark: Benchmark = {
  what: "10,000 known protections, the operator started again: how long until it has looked at all; nothing written",
  usage: FLEET_USAGE,
  run,
};
