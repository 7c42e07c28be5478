// Every benchmark by its name; loaded when it is asked for.
import type { Benchmark } from "./benchmark.ts";

type Load = () => Promise<{ readonly benchmark: Benchmark }>;

export const BENCHMARKS: Readonly<Record<string, Load>> = {
  "arm-budget": () => import("./arm-budget.bench.ts"),
  "first-pass": () => import("./first-pass.bench.ts"),
  memory: () => import("./memory.bench.ts"),
  noop: () => import("./noop.bench.ts"),
  quiet: () => import("./quiet.bench.ts"),
  simulator: () => import("./simulator.bench.ts"),
  start: () => import("./start.bench.ts"),
  "status-write": () => import("./status-write.bench.ts"),
  storm: () => import("./storm.bench.ts"),
  urgent: () => import("./urgent.bench.ts"),
  takeover: () => import("./takeover.bench.ts"),
};
