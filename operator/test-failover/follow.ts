// Azure works on the start: its job is followed until the test machine is up, or will not be. Pure.
import { isoSeconds } from "../operation.ts";
import { isOverdue, lookAtJob, PATIENCE } from "../overdue.ts";
import { endAfterCleanUp, ends } from "./end.ts";
import { itemGone } from "./gone.ts";
import { isGone, isSeenClean, isSeenDoneWith, isSeenUp } from "./item.ts";
import { failureOf, hasSettled, notedAtEnd } from "./job.ts";
import { moves, OVERDUE_LOOK_SECONDS, step, stuck, waits, wasCalledOff } from "./status.ts";
import { azureSays, machineOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

/** Phase Starting, with a job. The item's state decides that it is up; the job, that it failed. */
export function follow(run: Run, world: World, status: Status): RunVerdict {
  const { job } = world;
  const jobId = status.operation?.jobId ?? "";
  const started = step(status, "Started", job?.startedAt ?? world.azureNow, { jobId });
  if (isGone(world.item)) return itemGone(run, world, started);
  if (isSeenUp(world.item)) return arrived(run, world, started);
  if (job === undefined) return forgotten(run, world, started);
  if (job.state === "Failed") return failed(run, world, started);
  if (job.state === "Succeeded" && isSeenClean(world.item) && hasSettled(job.endedAt?.toISOString(), world.azureNow))
    return missed(run, world, started);
  return coming(run, world, started);
}

function coming(run: Run, world: World, status: Status): RunVerdict {
  if (isOverdue(status.startedAt, world.azureNow, PATIENCE.testFailover)) return overdue(run, world, status);
  const task = world.job?.tasks.find((one) => one.state === "InProgress");
  const doing = task === undefined ? "" : ` (${task.name})`;
  const then = wasCalledOff(status)
    ? "It was called off; the machine is removed as soon as Azure allows that."
    : "Physical servers usually take 10 to 20 minutes.";
  const message = `Azure is bringing up the test machine of ${machineOf(run, world)}${doing}. ${then}`;
  return waits(status, "Starting", { reason: "Starting", message });
}

function overdue(run: Run, world: World, status: Status): RunVerdict {
  const task = world.job?.tasks.find((one) => one.state === "InProgress");
  const doing = task === undefined ? "" : ` (${task.name})`;
  const message = `Azure has taken longer than ${PATIENCE.testFailover.words} to bring up the test machine of ${machineOf(run, world)}${doing}. ${lookAtJob(status.operation?.jobId ?? "")}`;
  return stuck(status, "Starting", { reason: "JobOverdue", message, next: { afterSeconds: OVERDUE_LOOK_SECONDS } });
}

/** Up, although the job may say otherwise: then it is cleaned up first, and the run ends as failed after that. */
function arrived(run: Run, world: World, status: Status): RunVerdict {
  const { operation: _, ...rest } = status;
  const body: Status = {
    ...rest,
    runningSince: isoSeconds(world.azureNow),
    ...minutesUp(status, world),
    ...(world.job?.state === "Failed" ? { failure: failureOf(world.job) } : {}),
  };
  const up = step(body, "MachineUp", world.azureNow);
  return moves(up, "Running", "Running", `The test machine of ${machineOf(run, world)} is up.`);
}

function minutesUp(status: Status, world: World): { minutesUntilUp?: number } {
  if (status.startedAt === undefined) return {};
  const minutes = Math.round((world.azureNow.getTime() - Date.parse(status.startedAt)) / 60_000);
  return { minutesUntilUp: Math.max(0, minutes) };
}

/** The job failed. While something still runs on the item, or it cannot be seen, nothing is said about an end. */
function failed(run: Run, world: World, status: Status): RunVerdict {
  const machine = machineOf(run, world);
  if (world.job === undefined || !isSeenDoneWith(world.item, world.job.id)) {
    const message = `Azure's job for the test failover of ${machine} failed; what it left behind is being looked at.`;
    return waits(status, "Starting", { reason: "Starting", message });
  }
  const failure = failureOf(world.job);
  const message = `Azure could not bring up the test machine of ${machine}; nothing is left running.${azureSays(failure)}`;
  return ends(run, { ...status, failure }, { phase: "Failed", reason: "Failed", message }, world.azureNow);
}

/** A GET of the job answers 404: believed only when the item has shown nothing of it for a settling time. */
function forgotten(run: Run, world: World, status: Status): RunVerdict {
  if (!isSeenClean(world.item) || !hasSettled(status.operation?.startedAt, world.azureNow))
    return coming(run, world, status);
  const message = `Azure no longer knows job ${status.operation?.jobId}, the test failover of ${machineOf(run, world)}, and shows no test machine. Nothing is left running. Create a new TestFailover to try again.`;
  const end = { phase: "Failed", reason: "JobNotFound", message } as const;
  return ends(run, { ...status, failure: { message } }, end, world.azureNow);
}

/** It was up and cleaned up elsewhere while nobody looked, as after a long stop of the operator. */
function missed(run: Run, world: World, status: Status): RunVerdict {
  const body: Status = { ...status, cleanUp: { ...status.cleanUp, by: "Elsewhere" } };
  const told = step(notedAtEnd(body, world), "CleanedUpElsewhere", world.job?.endedAt ?? world.azureNow);
  const message = `The test failover of ${machineOf(run, world)} came up and was cleaned up elsewhere before this run saw its machine. Nothing is left running.`;
  return ends(run, told, endAfterCleanUp(run, told, message), world.azureNow);
}
