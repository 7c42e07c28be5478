// Owns the progress of initial replication as it is shown: percentage, bytes, health.
import { REPLICATION, SLOW_REPORTS } from "./durations.ts";
import { type Item, replicatedSeconds, stateOf } from "./items.ts";

export interface Progress {
  /** undefined where the service answers null: before the first report, and once protected */
  readonly percent: number | undefined;
  readonly health: "None" | "InProgress" | "NoProgress";
  readonly diskDone: boolean;
}

/** Whether nothing of the initial replication is left to tell. */
const isReplicated = (item: Item, at: number): boolean =>
  item.failover !== undefined || stateOf(item, at) === "Protected";

/** null → 0 → 64 → null, never 100 (recorded az CLI traffic, 2023). */
export function progressOf(item: Item, at: number): Progress {
  const seconds = replicatedSeconds(item, at) ?? 0;
  const done = isReplicated(item, at);
  if (item.scenarios.has("never-replicates")) {
    const started = seconds >= REPLICATION.firstReport;
    return { percent: started ? 0 : undefined, health: started ? "NoProgress" : "None", diskDone: false };
  }
  if (seconds < REPLICATION.firstReport || done) return { percent: undefined, health: "None", diskDone: done };
  const reports = item.scenarios.has("slow") ? SLOW_REPORTS : REPLICATION.reports;
  const last = reports.findLast((report) => report.after <= seconds);
  return { percent: last?.percent ?? 0, health: "InProgress", diskDone: seconds >= REPLICATION.diskDone };
}
