// Benchmark `takeover`: how soon the next operator acts after its leader was killed, and after one was told to stop.
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type LeaderGround, startLeaderGround } from "../e2e/leader-ground.ts";
import type { Replica } from "../stack/replicas.ts";
import type { Benchmark, Report, Table, Target } from "./benchmark.ts";
import { median } from "./report.ts";

const USAGE = "  --repeats N   of each way to end (5)";

const WAYS = ["SIGKILL", "SIGTERM"] as const;
type Way = (typeof WAYS)[number];

/** Seconds from the signal to what the next leader, or the last one, did. */
interface Takeover {
  readonly way: Way;
  /** The last leader's process was gone. */
  readonly ended: number;
  /** The next one led. */
  readonly led: number;
  /** Its call to Azure for a drill that was asked for in the moment of the signal. */
  readonly acted: number;
}

const ASK_MILLISECONDS = 10;

async function secondsUntil(startMs: number, happened: Promise<unknown>): Promise<number> {
  await happened;
  return (performance.now() - startMs) / 1000;
}

async function called(ground: LeaderGround, machine: string): Promise<void> {
  while ((await ground.starts(machine)).length === 0) await wait(ASK_MILLISECONDS);
}

interface Turn {
  readonly way: Way;
  /** Whose drill is asked for. */
  readonly machine: string;
}

/** One way after the other, round by round, so that none has a better moment than another. */
const turns = (repeats: number): readonly Turn[] =>
  Array.from({ length: repeats }, (_, round) =>
    WAYS.map((way) => ({ way, machine: `${way.toLowerCase()}-${round + 1}` })),
  ).flat();

/** The leader ends in this way, and the standby takes over. */
async function takeOver(ground: LeaderGround, [leader, standby]: readonly [Replica, Replica], { machine, way }: Turn) {
  // Anywhere between two renewals: the moment is not chosen.
  await wait(Math.random() * 2000);
  const startMs = performance.now();
  const ended = secondsUntil(startMs, leader.child.end(way));
  const led = secondsUntil(startMs, standby.leads());
  const acted = secondsUntil(
    startMs,
    ground.begin(machine).then(() => called(ground, machine)),
  );
  const takeover: Takeover = { way, ended: await ended, led: await led, acted: await acted };
  console.log(`${way}: ${takeover.acted.toFixed(2)} s`);
  return takeover;
}

async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({ args: [...args], options: { repeats: { type: "string", default: "5" } } });
  const plan = turns(Number(values.repeats));
  const ground = await startLeaderGround(
    1,
    plan.map(({ machine }) => machine),
  );
  try {
    let leader = await ground.replicas.start();
    await leader.leads();
    const takeovers: Takeover[] = [];
    await ground.bound();
    for (const turn of plan) {
      const standby = await ground.replicas.start();
      await standby.standsBy();
      takeovers.push(await takeOver(ground, [leader, standby], turn));
      leader = standby;
    }
    return { tables: [table(takeovers)], targets: [...targets(takeovers)] };
  } finally {
    await ground.stop();
  }
}

const MEASURED = [
  ["the last leader's process has ended", "ended"],
  ["the next one leads", "led"],
  ["its first call to Azure, of a drill asked for meanwhile", "acted"],
] as const;

const table = (takeovers: readonly Takeover[]): Table => ({
  title: "Seconds from the signal, with two replicas and a simulator at Azure's own speed",
  columns: ["signal", "until", "repeats", "median", "worst"],
  rows: WAYS.flatMap((way) =>
    MEASURED.map(([what, key]) => {
      const seconds = takeovers.filter((one) => one.way === way).map((one) => one[key]);
      return [way, what, seconds.length, median(seconds), Math.max(...seconds)];
    }),
  ),
});

function targets(takeovers: readonly Takeover[]): readonly Target[] {
  const worst = (way: Way, key: "ended" | "acted") =>
    Math.max(...takeovers.filter((one) => one.way === way).map((one) => one[key]));
  return [
    { what: "SIGKILL → next leader's call, worst, seconds", result: worst("SIGKILL", "acted"), atMost: 17 },
    { what: "SIGTERM → drained and ended, worst, seconds", result: worst("SIGTERM", "ended"), atMost: 3 },
    { what: "SIGTERM → next leader's call, worst, seconds", result: worst("SIGTERM", "acted"), atMost: 3 },
  ];
}

export const benchmark: Benchmark = {
  what: "two operators: how soon the next one acts after its leader was killed, and after one was told to stop",
  usage: USAGE,
  run,
};
