// The recovery point that a drill starts from. Pure.
import type { RecoveryPoint } from "../azure/site-recovery.ts";
import { sameId } from "../operation.ts";
import { bodyOf, type Phase, stuck } from "./status.ts";
import { dayAndTime, machineOf, nameOf } from "./words.ts";
import type { Run, RunVerdict, World } from "./world.ts";

/** The point that the run asks for; `latest` names none, and Azure then takes its latest. Undefined: there is none. */
export function pointOf(run: Run, world: World): RecoveryPoint | "latest" | undefined {
  const { type, id } = run.spec.recoveryPoint;
  const newest = (of: (point: RecoveryPoint) => boolean) => world.recoveryPoints.find(of);
  switch (type) {
    case "Latest":
      return "latest";
    case "LatestProcessed":
      return newest(() => true);
    case "LatestAppConsistent":
      return newest((point) => point.type === "AppConsistent");
    case "LatestCrashConsistent":
      return newest((point) => point.type === "CrashConsistent");
    case "ById":
      return newest((point) => sameId(point.id, id) || sameId(nameOf(point.id), id));
    default:
      return type satisfies never;
  }
}

export function pointMissing(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (pointOf(run, world) !== undefined) return undefined;
  const { type, id } = run.spec.recoveryPoint;
  const wanted = type === "ById" ? `recovery point ${id}` : (WORDS[type] ?? "recovery point");
  const newest = world.recoveryPoints[0];
  const has =
    newest === undefined
      ? "It has none at all yet."
      : `Its newest is ${nameOf(newest.id)} of ${dayAndTime(newest.time)}.`;
  const message = `${machineOf(run, world)} has no ${wanted}. ${has} Wait for one, or create a TestFailover with another spec.recoveryPoint.`;
  return stuck(bodyOf(run, world), phase, { reason: "RecoveryPointNotFound", message });
}

const WORDS: Readonly<Record<string, string>> = {
  LatestProcessed: "processed recovery point",
  LatestAppConsistent: "application-consistent recovery point",
  LatestCrashConsistent: "crash-consistent recovery point",
};
