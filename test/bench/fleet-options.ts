// The options that the operator's benchmarks share.
import { parseArgs } from "node:util";

export interface FleetSize {
  readonly count: number;
  readonly repeats: number;
}

export const FLEET_USAGE = `  --count N    protections (10000)
  --repeats N  how often each is measured (3)
  --small      300 protections, once: to see that the benchmark itself works; its figures mean nothing`;

export function fleetSize(args: readonly string[], usual: Partial<FleetSize> = {}): FleetSize {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: "string" }, repeats: { type: "string" }, small: { type: "boolean", default: false } },
  });
  const otherwise = values.small ? { count: 300, repeats: 1 } : { count: 10_000, repeats: 3, ...usual };
  return {
    count: Number(values.count ?? otherwise.count),
    repeats: Number(values.repeats ?? otherwise.repeats),
  };
}
