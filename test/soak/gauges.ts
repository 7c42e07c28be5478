// Reads how an operator that runs fares, from itself and from the system; and what is flat enough.
import { readdir, readlink } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Child } from "../stack/child.ts";
import type { Limit } from "./slopes.ts";

const MIB = 2 ** 20;

/** Stalled calls and broken connections come and go by the dozen; a leak of one for each would make hundreds. */
const OPEN: Limit = { share: 0.25, atLeast: 3 };

/**
 * What is watched, in which unit, how much of it may have grown over the judged time, and how much more of what is open
 * there may be at rest afterwards than at rest before.
 */
export const GAUGES = {
  rss: { what: "RSS, MiB", limit: { share: 0.1, atLeast: 12 } },
  heap: { what: "heap after GC, MiB", limit: { share: 0.1, atLeast: 3 } },
  external: { what: "external, MiB", limit: { share: 0.2, atLeast: 3 } },
  sockets: { what: "sockets", limit: OPEN, atRest: 3 },
  files: { what: "open files", limit: OPEN, atRest: 3 },
  timers: { what: "timers", limit: OPEN, atRest: 5 },
  handles: { what: "handles", limit: OPEN, atRest: 3 },
} as const satisfies Readonly<
  Record<string, { readonly what: string; readonly limit: Limit; readonly atRest?: number }>
>;

export type Gauge = keyof typeof GAUGES;
export type Reading = Readonly<Record<Gauge, number>>;
export const NAMES = Object.keys(GAUGES) as Gauge[];

const REST_SAMPLES = 8;
const REST_MILLISECONDS = 4000;

/** The least of each in half a minute: what is open for a moment only does not count. */
export async function readAtRest(operator: Child): Promise<Reading> {
  const readings: Reading[] = [];
  for (let count = 0; count < REST_SAMPLES; count++) {
    await wait(REST_MILLISECONDS);
    readings.push(await readGauges(operator));
  }
  const least = (name: Gauge) => Math.min(...readings.map((reading) => reading[name]));
  return Object.fromEntries(NAMES.map((name) => [name, least(name)])) as Reading;
}

/** What is open after the work that was not before, in words; empty when it is as it was. */
export function leftOpen(before: Reading, after: Reading): readonly string[] {
  return NAMES.flatMap((name) => {
    const { what, atRest } = GAUGES[name] as { readonly what: string; readonly atRest?: number };
    const more = after[name] - before[name];
    return atRest !== undefined && more > atRest
      ? [`${what} at rest: ${before[name]} before, ${after[name]} after`]
      : [];
  });
}

/** Rejects when the process ends, or says nothing for too long. */
export async function readGauges(operator: Child): Promise<Reading> {
  const seen = operator.lines.length;
  process.kill(operator.pid, "SIGUSR2");
  const said = await lineAfter(operator, seen);
  const { rss, heapUsed, external, timers, handles } = JSON.parse(said) as Record<string, number>;
  const { sockets, files } = await openFiles(operator.pid);
  const mib = (bytes = 0) => bytes / MIB;
  return {
    ...{ rss: mib(rss), heap: mib(heapUsed), external: mib(external), sockets, files },
    ...{ timers: timers ?? 0, handles: handles ?? 0 },
  };
}

const ASK_MILLISECONDS = 20;
const PATIENCE_SECONDS = 120;

async function lineAfter({ lines }: Child, seen: number): Promise<string> {
  for (let waited = 0; waited < PATIENCE_SECONDS * 1000; waited += ASK_MILLISECONDS) {
    const said = lines.slice(seen).find((line) => line.startsWith("gauge "));
    if (said !== undefined) return said.slice("gauge ".length);
    await wait(ASK_MILLISECONDS);
  }
  throw new Error(`The operator said nothing for ${PATIENCE_SECONDS} s:\n${lines.slice(-20).join("\n")}`);
}

/** Of Linux; elsewhere none are counted. */
async function openFiles(pid: number): Promise<{ readonly sockets: number; readonly files: number }> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return { sockets: targets.filter((target) => target.startsWith("socket:")).length, files: targets.length };
}
