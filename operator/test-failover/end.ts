// How a run ends: the phase, the record, what the columns say from then on. Pure.
import { type ConditionInput, ready, stalled } from "../../crds/conditions.ts";
import { isoSeconds } from "../operation.ts";
import { keeping } from "./keep.ts";
import { bodyOf, type EndPhase, short, step, wasCalledOff } from "./status.ts";
import { azureSays } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

export interface End {
  readonly phase: EndPhase;
  readonly reason: string;
  readonly message: string;
}

/** The run is over, and nothing of it is left in Azure, unless a person took that over. */
export function ends(run: Run, status: Status, end: End, now: Date): RunVerdict {
  const { operation: _, waitingFor: __, nextTryAt: ___, ...rest } = status;
  const recorded = rest.endedAt === undefined ? step({ ...rest, endedAt: isoSeconds(now) }, end.phase, now) : rest;
  return {
    status: {
      ...recorded,
      phase: end.phase,
      end: end.phase,
      endReason: end.reason,
      result: short(resultOf(run, recorded, end)),
    },
    conditions: endConditions(status, end),
    next: "on-change",
    hold: false,
  };
}

/** How a run ends whose machine is gone again: called off, as it failed before, in part, else well. */
export function endAfterCleanUp(run: Run, status: Status, message: string): End {
  if (status.end === "Cancelled" || wasCalledOff(status)) {
    const { reason } = calledOff(run);
    return { phase: "Cancelled", reason: status.endReason ?? reason, message };
  }
  if (status.failure === undefined) return { phase: "Succeeded", reason: "Succeeded", message };
  if (status.end === "PartiallySucceeded") {
    const said = `${message} Azure calls it succeeded only in part.${azureSays(status.failure)}`;
    return { phase: "PartiallySucceeded", reason: "PartiallySucceeded", message: said };
  }
  return { phase: "Failed", reason: "Failed", message: `${message} It had failed: ${failureLine(status.failure)}` };
}

/** Who called it off: the one who deleted it, or the one who asked for the clean-up. */
export function calledOff(run: Run): { readonly reason: string } {
  return { reason: run.metadata.deletionTimestamp === undefined ? "CancelledOnRequest" : "Deleted" };
}

/** A record now: only its verdict may still come, and the day on which it need no longer be kept. */
export function ended(run: Run, world: World, phase: EndPhase): RunVerdict {
  const before = run.status?.conditions?.find((condition) => condition.type === "Complete");
  const end = { phase, reason: run.status?.endReason ?? phase, message: before?.message ?? "The run has ended." };
  return { ...ends(run, bodyOf(run, world), end, world.azureNow), ...keeping(run, world.azureNow) };
}

function endConditions(status: Status, end: End): readonly ConditionInput[] {
  const good = end.phase === "Succeeded";
  const gone: ConditionInput = {
    type: "TestMachineReady",
    status: "False",
    reason: end.phase,
    message:
      end.reason === "Detached"
        ? "The run has let go; its test machine may still be there."
        : "The run has ended; no test machine of it is left.",
  };
  return [
    ...(good ? ready(end.reason, end.message) : stalled(end.reason, end.message)),
    { type: "Complete", status: "True", reason: end.phase, message: end.message },
    ...(status.runningSince === undefined ? [] : [gone]),
  ];
}

function resultOf(run: Run, status: Status, end: End): string {
  const isExplained = end.phase === "Failed" || end.phase === "PartiallySucceeded";
  if (isExplained && status.failure !== undefined) return failureLine(status.failure);
  if (end.phase !== "Succeeded") return end.message;
  const { verdict } = run.spec;
  return verdict === undefined ? "No verdict yet" : `Verdict: ${verdict.result}`;
}

/** A failure as one line: Azure's code, then its sentence. */
export function failureLine(failure: { readonly code?: string; readonly message: string }): string {
  return failure.code === undefined ? failure.message : `${failure.code}: ${failure.message}`;
}
