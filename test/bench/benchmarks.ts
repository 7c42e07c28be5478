// Every benchmark by its name; loaded when it is asked for.
import type { Benchmark } from "./benchmark.ts";

type Load = () => Promise<{ readonly benchmark: Benchmark }>;

export const BENCHMARKS: Readonly<Record<string, Load>> = {
  "arm-budget": () => import("./arm-budget.bench.ts"),
  simulator: () => import("./simulator.bench.ts"),
  takeover: () => import("./takeover.bench.ts"),
};
