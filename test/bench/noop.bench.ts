// Benchmark `noop`: a look that changes nothing, without any process around it: observe, decide, compare, on full statuses.
import { parseArgs } from "node:util";
import type { Benchmark, Report } from "./benchmark.ts";
import { type Looks, startLooks } from "./looks.ts";
import { median } from "./report.ts";

const USAGE = `  --count N    protections (1000)
  --repeats N  how often all of them are looked at (15); the first third warms up
  --small      50 protections, three times: to see that the benchmark itself works`;

function wanted(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: "string" }, repeats: { type: "string" }, small: { type: "boolean", default: false } },
  });
  const otherwise = values.small ? { count: 50, repeats: 3 } : { count: 1000, repeats: 15 };
  return { count: Number(values.count ?? otherwise.count), repeats: Number(values.repeats ?? otherwise.repeats) };
}

interface Rate {
  readonly aSecond: number;
  readonly aCpuSecond: number;
}

async function timed({ objects, round }: Looks): Promise<Rate> {
  const [beginMs, begun] = [performance.now(), process.cpuUsage()];
  await round();
  const { user, system } = process.cpuUsage(begun);
  return {
    aSecond: objects.size / ((performance.now() - beginMs) / 1000),
    aCpuSecond: objects.size / ((user + system) / 1e6),
  };
}

async function run(args: readonly string[]): Promise<Report> {
  const { count, repeats } = wanted(args);
  const looks = await startLooks(count);
  await looks.round();
  const first = looks.writes();
  const bytes = JSON.stringify([...looks.objects.values()][0]?.status).length;
  const rates: Rate[] = [];
  for (let n = 0; n < repeats; n++) rates.push(await timed(looks));
  const later = looks.writes() - first;
  await looks.stop();
  const warm = rates.slice(Math.floor(repeats / 3));
  const rate = median(warm.map(({ aCpuSecond }) => aCpuSecond));
  return {
    tables: [
      {
        title: `Looks at ${looks.objects.size} protections that change nothing`,
        columns: ["what", "result"],
        rows: [
          ["bytes of a status", bytes],
          ["statuses written by the first look", first],
          ["statuses written by all further looks", later],
          ["looks a second", median(warm.map(({ aSecond }) => aSecond))],
          ["looks a second of CPU, which others on the machine cannot slow down", rate],
        ],
      },
    ],
    targets: [
      { what: "looks a second of CPU", result: rate, atLeast: 5000 },
      { what: "statuses written by further looks", result: later, atMost: 0 },
    ],
  };
}

export const benchmark: Benchmark = {
  what: "looks that change nothing: observe, decide and compare, on full statuses",
  usage: USAGE,
  run,
};
