// The clean-up: it is not over while a test machine exists, and it is tried again until none does. Pure.
import type { AzureFailure } from "../errors.ts";
import { adopted, again, looked, resume } from "../operation.ts";
import { isOverdue, lookAtJob, PATIENCE } from "../overdue.ts";
import { isAskedSince } from "../requested.ts";
import { askCleanUp, cleanUpCall, cleanUpFailed, stillFailed, waitsForAzure } from "./ask-clean-up.ts";
import { whyCleanUp } from "./due.ts";
import { endAfterCleanUp, ends } from "./end.ts";
import { itemGone } from "./gone.ts";
import { isGone, isSeenClean, isSeenUp, itemOf } from "./item.ts";
import { failureOf, hasSettled, notedAtEnd } from "./job.ts";
import { bodyOf, OVERDUE_LOOK_SECONDS, step, stuck, waits } from "./status.ts";
import { leftRunning, machineOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

/** Phase CleaningUp. */
export function cleaningUp(run: Run, world: World): RunVerdict {
  const status = bodyOf(run, world);
  if (isGone(world.item)) return itemGone(run, world, status);
  if (status.operation === undefined) return waitOrAsk(run, world, status);
  const next = resume(status.operation, {}, world.sightings, world.azureNow);
  if ("follow" in next) return follow(run, world, status);
  if ("adopt" in next) return adopt(run, world, status, next.adopt);
  if ("settle" in next) return settle(run, world, status);
  return isSeenClean(world.item) ? finished(run, world, status) : callAgain(run, world, status);
}

/** Nothing was asked for yet, or the last try failed or was refused: then a person may have it tried again sooner. */
function waitOrAsk(run: Run, world: World, status: Status): RunVerdict {
  if (isSeenClean(world.item) || world.laterDrill !== undefined) return finished(run, world, elsewhere(status));
  const { nextTryAt, lastFailure } = status.cleanUp ?? {};
  const seconds = nextTryAt === undefined ? 0 : Math.ceil((Date.parse(nextTryAt) - world.azureNow.getTime()) / 1000);
  const wanted = lastFailure !== undefined && isAskedSince(status, run.metadata);
  if (seconds <= 0 || wanted) return askCleanUp(run, world, withReason(run, world, status));
  if (lastFailure !== undefined) return stillFailed(status, world.azureNow);
  return waitsForAzure(status, run.status?.waitingFor ?? "Azure did not take it.", seconds);
}

function elsewhere(status: Status): Status {
  return { ...status, cleanUp: { ...status.cleanUp, by: "Elsewhere" } };
}

function withReason(run: Run, world: World, status: Status): Status {
  const why = status.cleanUp?.why ?? whyCleanUp(run, status, world.azureNow);
  return why === undefined ? status : { ...status, cleanUp: { ...status.cleanUp, why } };
}

function follow(run: Run, world: World, status: Status): RunVerdict {
  const jobId = status.operation?.jobId ?? "";
  const { job } = world;
  const told = step(
    { ...status, cleanUp: { ...status.cleanUp, jobId } },
    "CleaningUp",
    job?.startedAt ?? world.azureNow,
    { jobId },
  );
  const over = job === undefined || job.state === "Succeeded" || job.state === "Failed";
  if (over && isSeenClean(world.item)) return finished(run, world, byUs(told));
  if (job?.state === "Succeeded" && world.laterDrill !== undefined) return finished(run, world, byUs(told));
  const failure = over ? failureNow(world, told) : undefined;
  if (failure !== undefined) return cleanUpFailed(told, { ...failure, jobId }, world.azureNow);
  if (isOverdue(job?.startedAt?.toISOString(), world.azureNow, PATIENCE.other)) return overdue(run, world, told);
  const message = `Azure is cleaning up the test failover of ${machineOf(run, world)}. It usually takes about two minutes.`;
  return waits(told, "CleaningUp", { reason: "CleaningUp", message });
}

/** Its job does not end, and neither does the bill. */
function overdue(run: Run, world: World, status: Status): RunVerdict {
  const message = `Azure has taken longer than ${PATIENCE.other.words} to clean up the test failover of ${machineOf(run, world)}. ${leftRunning(status)} ${lookAtJob(status.cleanUp?.jobId ?? "")}`;
  return stuck(status, "CleaningUp", { reason: "JobOverdue", message, next: { afterSeconds: OVERDUE_LOOK_SECONDS } });
}

function byUs(status: Status): Status {
  return { ...status, cleanUp: { ...status.cleanUp, by: "Us" } };
}

/** Why a clean-up whose job is over did not help; undefined while Azure may still be behind with the item. */
function failureNow(world: World, status: Status): (Partial<AzureFailure> & { message: string }) | undefined {
  const { job } = world;
  const jobId = status.operation?.jobId;
  if (!isSeenUp(world.item) || itemOf(world.item)?.currentJob?.jobId === jobId) return undefined;
  if (job?.state === "Failed") return failureOf(job);
  const since = job?.endedAt?.toISOString() ?? status.operation?.startedAt;
  if (!hasSettled(since, world.azureNow)) return undefined;
  return {
    message:
      job === undefined
        ? "Azure no longer knows the clean-up's job, and the test machine is still there."
        : "Azure's job ended without an error, and the test machine is still there.",
  };
}

function adopt(run: Run, world: World, status: Status, jobId: string): RunVerdict {
  const operation = status.operation === undefined ? undefined : adopted(status.operation, jobId);
  const message = `A clean-up of ${machineOf(run, world)} runs in Azure: job ${jobId} is followed.`;
  const found = operation === undefined ? status : { ...status, operation };
  return waits(found, "CleaningUp", { reason: "CleaningUp", message, next: { afterSeconds: 0 } });
}

function settle(run: Run, world: World, status: Status): RunVerdict {
  const operation = status.operation === undefined ? undefined : looked(status.operation, world.azureNow);
  const message = `Whether Azure accepted the clean-up of ${machineOf(run, world)} is not known yet. Azure's lists lag, so it is looked for during three minutes before it is asked for again.`;
  return waits(operation === undefined ? status : { ...status, operation }, "CleaningUp", {
    reason: "Settling",
    message,
  });
}

/** After settling without a trace: once more, unless nothing may be written (any more). */
function callAgain(run: Run, world: World, status: Status): RunVerdict {
  const { operation, ...rest } = status;
  const barred = world.vault?.writesBarred;
  if (operation === undefined || world.vault?.mode === "Observe") return askCleanUp(run, world, rest);
  if (barred !== undefined) {
    const message = `The clean-up of ${machineOf(run, world)} is asked for again as soon as it can be. ${barred}`;
    return waits(status, "CleaningUp", { reason: "WaitingForAzure", message });
  }
  const repeated = again(operation);
  const message = `Azure shows no trace of the first call, so it is asked again to clean up ${machineOf(run, world)}.`;
  const verdict = waits({ ...rest, operation: repeated }, "CleaningUp", { reason: "CleaningUp", message });
  return { ...verdict, action: cleanUpCall(run, repeated) };
}

function finished(run: Run, world: World, status: Status): RunVerdict {
  const ended = status.operation === undefined ? undefined : world.job?.endedAt;
  const told = step(notedAtEnd(status, world), "CleanedUp", ended ?? world.azureNow);
  const by = told.cleanUp?.by === "Elsewhere" ? " It was cleaned up elsewhere, not by this run." : "";
  const other =
    world.laterDrill === undefined ? "" : ` Another one was started elsewhere since (job ${world.laterDrill}).`;
  const message = `The test failover of ${machineOf(run, world)} is over and cleaned up; nothing of it is left running.${by}${other}`;
  return ends(run, told, endAfterCleanUp(run, told, message), world.azureNow);
}
