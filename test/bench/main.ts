// npm run bench -- NAME: runs one benchmark, prints its table and one line of target and result; exits 1 when one is missed,
// and 2 when it was asked for in a way that it does not know.
import type { Benchmark } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { machineLine, renderTable, targetLine, wasMet } from "./report.ts";

const names = Object.keys(BENCHMARKS).sort();

async function help(): Promise<string> {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map(async (name) => {
    const benchmark = await BENCHMARKS[name]?.();
    return `  ${name.padEnd(width)}  ${benchmark?.benchmark.what}`;
  });
  return `npm run bench -- NAME [options of the benchmark; --help tells them]\n\n${(await Promise.all(lines)).join("\n")}\n`;
}

/** Node's own sentence about an option that no benchmark has. */
function isMistyped(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
}

async function tryRun(benchmark: Benchmark, args: readonly string[]): Promise<number> {
  try {
    return (await run(benchmark, args)) ? 0 : 1;
  } catch (error) {
    if (!isMistyped(error)) throw error;
    console.error(`${error.message}\n${benchmark.usage ?? "It has no options."}`);
    return 2;
  }
}

async function run(benchmark: Benchmark, args: readonly string[]): Promise<boolean> {
  if (args.includes("--help")) {
    console.log(`${benchmark.what}\n${benchmark.usage ?? "It has no options."}`);
    return true;
  }
  console.log(machineLine());
  const { tables, targets } = await benchmark.run(args);
  for (const table of tables) console.log(`\n${renderTable(table)}`);
  console.log(`\n${targets.map(targetLine).join("\n")}`);
  return targets.every(wasMet);
}

const [name, ...args] = process.argv.slice(2);
const load = name === undefined ? undefined : BENCHMARKS[name];
if (name === undefined || name === "--help") console.log(await help());
else if (load === undefined) {
  console.error(`There is no benchmark called ${name}. There are: ${names.join(", ")}.`);
  process.exitCode = 2;
} else process.exitCode = await tryRun((await load()).benchmark, args);
