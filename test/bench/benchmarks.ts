// Every benchmark by its name; loaded when it is asked for.
import type { Benchmark } from "./benchmark.ts";

type Load = () => Promise<{ readonly benchmark: Benchmark }>;

export const BENCHMARKS: Readonly<Record<string, Load>> = {
  simulator: () => import("./simulator.bench.ts"),
};
