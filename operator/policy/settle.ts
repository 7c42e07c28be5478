// An operation that is not settled: follow its job, find the job of an intent whose answer was lost, or let it go. Pure.
import type { Failure } from "../../crds/types.ts";
import type { Job } from "../azure/site-recovery.ts";
import { adopted, isoSeconds, looked, type Operation, resume, SETTLING_SECONDS } from "../operation.ts";
import { isOverdue, lookAtJob, PATIENCE } from "../overdue.ts";
import { requestOf } from "../requested.ts";
import { CALLS, setbackAfterJob } from "./held-back.ts";
import { REASONS } from "./propose.ts";
import { differences, inWords, settingsOf } from "./settings.ts";
import { stuck, waits } from "./status.ts";
import type { AzureFacts, PolicyVerdict, Proposal, Scene } from "./world.ts";

export type Settled = { readonly scene: Scene } | { readonly verdict: PolicyVerdict };

/** The scene without its operation once that is settled, else what to say while it is not. */
export function settle(scene: Scene): Settled {
  const { operation, world, infrastructure } = scene;
  if (operation === undefined || infrastructure === undefined || world.azure === undefined) return { scene };
  return operation.jobId === undefined
    ? lookForJob(scene, operation, world.azure)
    : follow(scene, operation, world.azure);
}

function lookForJob(scene: Scene, operation: Operation, { sightings }: AzureFacts): Settled {
  const next = resume(operation, {}, sightings, scene.now);
  if ("adopt" in next) return running(scene, found(operation, next.adopt, scene.now));
  if (isDone(scene, operation)) return { scene: succeeded(scene) };
  if ("callAgain" in next) return { scene: { ...scene, operation: undefined, unheard: operation } };
  return { verdict: searching(scene, looked(operation, scene.now)) };
}

/** A job that was found, not answered: `unknownSince` says so from then on. */
function found(operation: Operation, jobId: string, now: Date): Operation {
  return { ...adopted(operation, jobId), unknownSince: operation.unknownSince ?? isoSeconds(now) };
}

/** Whether Azure shows what the call was for; only a job can show that it failed. */
function isDone({ policy, mapping, resource }: Scene, { kind }: Operation): boolean {
  switch (kind) {
    case "CreatePolicy":
      return policy !== undefined;
    case "UpdatePolicy":
      return policy !== undefined && differences(settingsOf(resource.spec), policy.settings).length === 0;
    case "DeletePolicy":
      return policy === undefined;
    case "CreateMapping":
      return mapping !== undefined;
    case "DeleteMapping":
      return mapping === undefined;
    default:
      return false;
  }
}

function searching(scene: Scene, operation: Operation): PolicyVerdict {
  const until = untilOf(operation, scene.now);
  const said = operation.message === undefined ? "" : ` (${operation.message})`;
  const message = `It is not known whether Azure took the call to ${words(scene, operation)}${said}. Azure is searched for it; it is not sent again before ${until}.`;
  return waits({ ...scene, operation }, { reason: "Settling", message });
}

function untilOf({ firstLookAt }: Operation, now: Date): string {
  const since = Date.parse(firstLookAt ?? isoSeconds(now));
  return isoSeconds(new Date(since + SETTLING_SECONDS * 1000));
}

function words({ azureName }: Scene, { kind }: Operation): string {
  return `${CALLS[kind] ?? kind} ${azureName}`;
}

function follow(scene: Scene, operation: Operation, azure: AzureFacts): Settled {
  const { job } = azure;
  if (job !== undefined && job.state !== "Failed" && job.state !== "Succeeded") return running(scene, operation);
  if (job?.state !== "Failed" && isDone(scene, operation)) return { scene: succeeded(scene) };
  if (job !== undefined && mayBeAnothers(operation)) return lookForJob(scene, without(operation, job.id), azure);
  if (job?.state === "Failed") return { scene: failed(scene, operation, failureOf(job)) };
  const what = job === undefined ? "Azure does not know the job" : `The job succeeded, and ${unseen(scene, operation)}`;
  return vanished(scene, operation, what);
}

/**
 * Jobs about a mapping name the container, which all its mappings share: one that was found, and ended without what
 * ours was for, was another's.
 */
function mayBeAnothers({ kind, unknownSince }: Operation): boolean {
  return kind.endsWith("Mapping") && unknownSince !== undefined;
}

function without({ jobId: _, ...operation }: Operation, jobId: string): Operation {
  return { ...operation, outcome: "Unknown", knownJobs: [...operation.knownJobs, jobId] };
}

function unseen({ policy, resource }: Scene, { kind }: Operation): string {
  if (kind === "UpdatePolicy" && policy !== undefined) {
    return `Azure still has ${inWords(differences(settingsOf(resource.spec), policy.settings))}`;
  }
  return kind.startsWith("Delete") ? "Azure still shows what was to go" : "Azure does not show what was made";
}

/** What Azure shows does not fit together; it is given time to, and then it is told as a failure. */
function vanished(scene: Scene, operation: Operation, what: string): Settled {
  const stamped = looked(operation, scene.now);
  const jobId = operation.jobId ?? "";
  const until = untilOf(stamped, scene.now);
  if (scene.now.getTime() < Date.parse(until)) {
    const message = `${what} (job ${jobId}). Azure is looked at again until ${until}.`;
    return { verdict: waits({ ...scene, operation: stamped }, { reason: "Settling", message }) };
  }
  return { scene: failed(scene, operation, { message: `${what}.`, jobId }) };
}

function running(scene: Scene, operation: Operation): Settled {
  if (isOverdue(operation.startedAt, scene.now, PATIENCE.other)) {
    const late = `Azure has taken longer than ${PATIENCE.other.words} to ${words(scene, operation)}. ${lookAtJob(operation.jobId ?? "")}`;
    const next = { afterSeconds: 60 };
    return { verdict: stuck({ ...scene, operation }, { reason: "JobOverdue", message: late, next }) };
  }
  const message = `Azure works on it: ${words(scene, operation)}. Job ${operation.jobId}.`;
  const reason = REASONS[operation.kind as Proposal["do"]] ?? "Working";
  return { verdict: waits({ ...scene, operation }, { reason, message }) };
}

function succeeded(scene: Scene): Scene {
  return { ...scene, operation: undefined, setback: {} };
}

function failed(scene: Scene, operation: Operation, failure: Failure): Scene {
  const { metadata } = scene.resource;
  const called = { kind: operation.kind, generation: metadata.generation, ...requestOf(metadata) };
  return { ...scene, operation: undefined, setback: setbackAfterJob(called, failure, scene.now) };
}

/** Azure's first error with its words; a job without one is told by its state. */
function failureOf(job: Job): Failure {
  const [error] = job.errors;
  const message = error?.message ?? `The job ended ${job.stateDescription}, and Azure gives no reason.`;
  return { ...error, message, jobId: job.id };
}
