// npm run soak: the operator lives for half an hour (SOAK_MINUTES) among faults, drills and resources that come and go.
// Says each minute how it fares, at the end whether anything grew, and ends with 1 when it did or when a promise was broken.

import { machineLine, renderTable, rounded } from "../bench/report.ts";
import { brokenPromises } from "../e2e/crash-judge.ts";
import { openProxiedLab, type ProxiedLab } from "../e2e/proxied-lab.ts";
import { applyGround } from "../e2e/shop.ts";
import { createPlan, EVERYTHING } from "../faults/fates.ts";
import { type Churn, startChurn } from "./churn.ts";
import { GAUGES, type Gauge, leftOpen, NAMES, type Reading, readAtRest, readGauges } from "./gauges.ts";
import { type Growth, growthOf, median } from "./slopes.ts";

const SPEED = 240;
const STORIES_AT_ONCE = 3;
const SAMPLE_SECONDS = 10;
const gauge = new URL("gauge.ts", import.meta.url).href;

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);

interface Taken {
  readonly atSeconds: number;
  readonly reading: Reading;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const cells = (values: readonly (string | number)[]): string =>
  values.map((value) => (typeof value === "number" ? rounded(value) : value).padStart(11)).join("");

async function watch(lab: ProxiedLab, churn: Churn): Promise<readonly Taken[]> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const taken: Taken[] = [];
  let minute = 0;
  say(cells(["minute", ...NAMES, "stories", "faults"]));
  while (seconds() < minutes * 60) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, SAMPLE_SECONDS * 1000)), churn.over]);
    taken.push({ atSeconds: seconds(), reading: await readGauges(lab.operator.current) });
    if (seconds() < (minute + 1) * 60) continue;
    minute = Math.floor(seconds() / 60);
    const lately = taken.filter(({ atSeconds }) => atSeconds > seconds() - 60);
    const middle = NAMES.map((name) => median(lately.map(({ reading }) => reading[name])));
    say(cells([minute, ...middle, churn.played, struck(lab)]));
  }
  return taken;
}

const struck = ({ proxy }: ProxiedLab): number => [...proxy.struck.values()].reduce((sum, times) => sum + times, 0);

function tell(growths: readonly (readonly [Gauge, Growth | undefined])[]): void {
  const rows = growths.map(([name, growth]) =>
    growth === undefined
      ? [GAUGES[name].what, "too few samples", "", "", "", "NOT JUDGED"]
      : [
          GAUGES[name].what,
          ...[growth.median, growth.perHour, growth.grown, growth.allowed].map(rounded),
          growth.flat ? "flat" : "GROWS",
        ],
  );
  const columns = ["figure", "median", "per hour", "grown", "allowed", "verdict"];
  say(renderTable({ title: "\nAfter the first third of the time", columns, rows }));
}

async function soak(lab: ProxiedLab): Promise<boolean> {
  await applyGround(lab.stack.controlPlane);
  const before = await readAtRest(lab.operator.current);
  lab.proxy.follow(createPlan({ seed, rules: EVERYTHING, longestMs: 5000, wellMs: 3000 }));
  lab.proxy.resetWatches();
  const churn = startChurn(lab, STORIES_AT_ONCE);
  const taken = await watch(lab, churn);
  say("Ending what is under way.");
  await churn.finish();
  lab.proxy.follow(undefined);
  const open = leftOpen(before, await readAtRest(lab.operator.current));
  const growths = NAMES.map((name) => {
    const samples = taken.map(({ atSeconds, reading }) => ({ atSeconds, value: reading[name] }));
    return [name, growthOf(samples, GAUGES[name].limit)] as const;
  });
  tell(growths);
  const writes = await lab.writes();
  const broken = [...brokenPromises(writes, await lab.state())];
  if (lab.operator.lives !== 1) broken.push(`the operator ended and was started again: ${lab.operator.lives} lives`);
  say(
    `${churn.played} stories, ${struck(lab)} faults, ${writes.length} writes to Azure; ${broken.length} broken promises`,
  );
  for (const problem of [...broken, ...open]) say(`  ${problem}`);
  if (open.length === 0) say("At rest nothing more is open than before.");
  return broken.length + open.length === 0 && growths.every(([, growth]) => growth?.flat === true);
}

if (!(minutes > 0) || !Number.isInteger(seed) || process.argv.length > 2) {
  process.stderr.write("npm run soak takes no arguments; SOAK_MINUTES (30) and SOAK_SEED (drawn) are numbers.\n");
  process.exit(2);
}
say(machineLine());
say(`${minutes} minutes: SOAK_SEED=${seed}`);
const lab = await openProxiedLab(SPEED, { NODE_OPTIONS: `--import=${gauge}` });
try {
  process.exitCode = (await soak(lab)) ? 0 : 1;
} finally {
  await lab.close();
}
