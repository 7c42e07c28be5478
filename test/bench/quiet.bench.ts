// Benchmark `quiet`: a fleet in which nothing happens; what is written to the API server meanwhile.
import { setTimeout as wait } from "node:timers/promises";
import { RecoveryVaultKind } from "../../crds/types.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { FLEET_USAGE, fleetSize } from "./fleet-options.ts";
import { scrape, settled, startKnownFleet, versions, written } from "./known-fleet.ts";
import { usageOf } from "./usage.ts";

/** Long enough for a complete list of the items and for several heartbeats. */
const QUIET_SECONDS = 330;
const SMALL_SECONDS = 20;

async function run(args: readonly string[]): Promise<Report> {
  const { count } = fleetSize(args);
  const seconds = args.includes("--small") ? SMALL_SECONDS : QUIET_SECONDS;
  const ground = await startKnownFleet({ count });
  const operator = ground.startOperator();
  try {
    await operator.line(/"msg":"ready"/);
    await settled(ground);
    const requests = () => scrape(operator, ...["PATCH", "POST", "PUT", "DELETE"].map(requestsBy));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    const [before, requestsBefore, cpuBefore] = [await versions(ground), await requests(), usageOf(operator.pid)];
    await wait(seconds * 1000);
    const [after, requestsAfter, cpuAfter] = [await versions(ground), await requests(), usageOf(operator.pid)];
    const sent = sum(requestsAfter) - sum(requestsBefore);
    const vaults = (await ground.client.list(RecoveryVaultKind)).items.length;
    const changed = written(before, after);
    return {
      tables: [
        {
          title: `${count} protections in ${vaults} vault, ${seconds} s in which nothing happens`,
          columns: ["what", "result"],
          rows: [
            ["objects written, but the vault", changed],
            ["requests that write, heartbeats and Leases included", sent],
            ["of those, by the minute", (sent * 60) / seconds],
            ["CPU, % of one", ((cpuAfter.cpuSeconds - cpuBefore.cpuSeconds) / seconds) * 100],
          ],
        },
      ],
      targets: [{ what: "objects written, but the vault", result: changed, atMost: 0 }],
    };
  } finally {
    await operator.end();
    await ground.stop();
  }
}

const requestsBy = (method: string) => `rest_client_requests_total{method="${method}"`;

export const benchmark: Benchmark = {
  what: "what is written while nothing happens to 10,000 protections",
  usage: FLEET_USAGE,
  run,
};
