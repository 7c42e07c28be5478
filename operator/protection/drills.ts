// When the machine was last rehearsed, by our own runs and by Azure's word, and when that is too long ago. Pure.
import type { ConditionInput } from "../../crds/conditions.ts";
import type { TestFailover } from "../../crds/types.ts";
import { defined } from "../defined.ts";
import { isoSeconds } from "../operation.ts";
import type { Scene, Status } from "./world.ts";

const DAY_MILLISECONDS = 86_400_000;
/** A drill that Azure dates this much after the end of our newest run is not that run. */
const SAME_RUN_MILLISECONDS = 300_000;

type LastDrill = NonNullable<Status["lastDrill"]>;

/** The newest drill that ended: ours, one made elsewhere, or the one already recorded when its run is gone. */
export function lastDrill({ world, item, resource }: Scene): LastDrill | undefined {
  const ours = newestRun(world.drills);
  const before = resource.status?.lastDrill;
  const known = ours !== undefined && (before === undefined || ours.time >= before.time) ? ours : (before ?? ours);
  const azures = item?.lastTestFailover;
  const later = known === undefined ? 0 : Date.parse(known.time) + SAME_RUN_MILLISECONDS;
  return azures !== undefined && azures.getTime() > later ? { time: isoSeconds(azures) } : known;
}

function newestRun(runs: readonly TestFailover[]): LastDrill | undefined {
  const newest = runs
    .filter(({ status }) => status?.endedAt !== undefined && status.startedAt !== undefined)
    .sort((one, other) => (one.status?.endedAt ?? "").localeCompare(other.status?.endedAt ?? ""))
    .at(-1);
  if (newest?.status?.endedAt === undefined) return undefined;
  const { verdict } = newest.spec;
  return defined<LastDrill>({
    time: newest.status.endedAt,
    run: newest.metadata.name,
    phase: newest.status.phase,
    verdict: verdict?.result,
    by: verdict?.by,
  });
}

/** The last success that Azure tells, or that was told before. */
export function lastSuccess({ item, resource }: Scene): string | undefined {
  return item?.lastTestFailover === undefined
    ? resource.status?.lastSuccessfulDrillTime
    : isoSeconds(item.lastTestFailover);
}

/** When the next drill is due; undefined when nobody asked for a rhythm. A machine never drilled is due at once. */
export function drillDue(scene: Scene): Date | undefined {
  const { drillEveryDays } = scene.resource.spec;
  if (drillEveryDays === undefined) return undefined;
  const last = lastSuccess(scene);
  return last === undefined ? new Date(0) : new Date(Date.parse(last) + drillEveryDays * DAY_MILLISECONDS);
}

/** For the LAST DRILL column: the day, `overdue` or `never`. */
export function drillSummary(scene: Scene): string {
  const last = lastSuccess(scene);
  if (last === undefined) return "never";
  const due = drillDue(scene);
  return due !== undefined && due <= scene.now ? "overdue" : last.slice(0, 10);
}

export function drilled(scene: Scene): ConditionInput {
  const { drillEveryDays } = scene.resource.spec;
  const last = lastSuccess(scene);
  const verdict = (status: "True" | "False", reason: string, message: string): ConditionInput => ({
    type: "Drilled",
    status,
    reason,
    message,
  });
  if (last === undefined) {
    return verdict(
      "False",
      "NeverDrilled",
      "No test failover of it ever succeeded. Create a TestFailover to rehearse.",
    );
  }
  const newest = lastDrill(scene);
  if (newest?.verdict === "Failed") {
    return verdict("False", "LastDrillFailed", `Whoever looked at the last drill (${newest.run}) said that it failed.`);
  }
  const due = drillDue(scene);
  if (due !== undefined && due <= scene.now) {
    const message = `The last successful test failover was on ${last.slice(0, 10)}; spec.drillEveryDays asks for one every ${drillEveryDays} days. Create a TestFailover.`;
    return verdict("False", "DrillOverdue", message);
  }
  const next = due === undefined ? "" : ` The next is due by ${due.toISOString().slice(0, 10)}.`;
  return verdict("True", "Drilled", `A test failover succeeded on ${last.slice(0, 10)}.${next}`);
}
