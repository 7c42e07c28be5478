// Asking for the clean-up: the intent and the call, or why it cannot be asked for now. Pure.
import { intend, isoSeconds } from "../operation.ts";
import { requestOf } from "../requested.ts";
import { failureLine } from "./end.ts";
import { itemOf } from "./item.ts";
import { LOOK_SECONDS, type Phase, step, stuck, waits } from "./status.ts";
import { azureSays, leftRunning, machineOf, subjectOf, timeOfDay } from "./words.ts";
import type { Action, Run, RunVerdict, Status, World } from "./world.ts";

/** After a clean-up that failed, until the next try. */
export const RETRY_MINUTES = 30;

/** The clean-up is due: it is asked for where Azure, our view of it and the vault's mode allow that. */
export function askCleanUp(run: Run, world: World, status: Status): RunVerdict {
  if (world.vault?.mode === "Observe") return observed(run, world, status);
  const because = notNow(world);
  return because === undefined ? begin(run, world, status) : waitsForAzure(status, because, LOOK_SECONDS);
}

function notNow(world: World): string | undefined {
  if (world.vault?.writesBarred !== undefined) return world.vault.writesBarred;
  const item = itemOf(world.item);
  if (item === undefined) return "Azure did not answer how the machine is.";
  if (item.allowedOperations.includes("TestFailoverCleanup")) return undefined;
  if (item.currentJob !== undefined) return `Azure's job ${item.currentJob.scenario} runs on it.`;
  return "Azure does not allow it at the moment.";
}

/** The intent to clean up, and the call. */
function begin(run: Run, world: World, status: Status): RunVerdict {
  const target = status.target?.itemId ?? "";
  const operation = intend({
    id: world.operationId,
    kind: "TestFailoverCleanup",
    target,
    knownJobs: world.knownJobs,
    azureDate: world.azureNow,
    epoch: world.epoch,
  });
  const { nextTryAt: _, jobId: __, ...cleanUp } = status.cleanUp ?? {};
  const body: Status = {
    ...status,
    operation,
    cleanUp: { ...cleanUp, attempts: (cleanUp.attempts ?? 0) + 1 },
    ...requestOf(run.metadata),
  };
  const message = `Azure is asked to clean up the test failover of ${machineOf(run, world)}.`;
  const asked = step(body, "CleanUpAsked", world.azureNow);
  return { ...waits(asked, "CleaningUp", { reason: "CleaningUp", message }), action: cleanUpCall(run, operation) };
}

/** The call of an intent to clean up. The notes go along: Azure keeps them with the job. */
export function cleanUpCall(run: Run, operation: NonNullable<Status["operation"]>): Action {
  const { namespace, name } = run.metadata;
  const comments = run.spec.notes ?? `Cleaned up by asr-chatops at the end of ${namespace}/${name}.`;
  return {
    do: "cleanUp",
    itemId: operation.target,
    operationId: operation.id,
    comments: Array.from(comments).slice(0, 1024).join(""),
  };
}

function observed(run: Run, world: World, status: Status): RunVerdict {
  const phase: Phase = run.status?.phase ?? "Running";
  const sentence = `Clean up the test failover of ${machineOf(run, world)}.`;
  const message = `The clean-up is due, but the vault's mode is Observe, so nothing is written to Azure. ${leftRunning(status)} Clean it up in the portal, or set spec.mode of RecoveryVault ${world.vault?.name} to Manage.`;
  const verdict = stuck(status, phase, { reason: "ObserveOnly", message });
  return { ...verdict, status: { ...verdict.status, wouldDo: [sentence] } };
}

/** Due, and waiting for Azure, with what is in the way. */
export function waitsForAzure(status: Status, because: string, afterSeconds: number): RunVerdict {
  const message = `The clean-up of ${subjectOf(status)} is due and waits: ${because} ${leftRunning(status)}`;
  const verdict = waits(status, "CleaningUp", { reason: "WaitingForAzure", message, next: { afterSeconds } });
  return { ...verdict, status: { ...verdict.status, waitingFor: because } };
}

/** A clean-up that was refused or whose job failed: what it costs, and when it is tried again. */
export function cleanUpFailed(status: Status, lastFailure: NonNullable<Status["failure"]>, now: Date): RunVerdict {
  const nextTryAt = isoSeconds(new Date(now.getTime() + RETRY_MINUTES * 60_000));
  const { operation: _, ...rest } = status;
  const body: Status = { ...rest, cleanUp: { ...rest.cleanUp, lastFailure, nextTryAt } };
  return stillFailed(step(body, "CleanUpFailed", now, { message: failureLine(lastFailure) }), now);
}

/** The same, at every look until the next try: the sentence does not change meanwhile. */
export function stillFailed(status: Status, now: Date): RunVerdict {
  const { lastFailure, nextTryAt } = status.cleanUp ?? {};
  const due = nextTryAt === undefined ? 0 : Date.parse(nextTryAt);
  const retry = nextTryAt === undefined ? "" : ` Next try ${timeOfDay(new Date(due))}.`;
  const message = `The clean-up of the test failover of ${subjectOf(status)} failed. ${leftRunning(status)}${retry}${azureSays(lastFailure)}`;
  const seconds = Math.ceil((due - now.getTime()) / 1000);
  const next = { afterSeconds: seconds > 0 ? Math.min(seconds, RETRY_MINUTES * 60) : LOOK_SECONDS };
  return stuck(status, "CleaningUp", { reason: "CleanUpFailed", message, next });
}
