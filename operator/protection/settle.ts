// An operation that is not settled: follow its job, find the job of an intent whose answer was lost, or let it go. Pure.
import type { Failure } from "../../crds/types.ts";
import type { Job } from "../azure/site-recovery.ts";
import { isInPart } from "../in-part.ts";
import { adopted, isoSeconds, looked, type Operation, resume, SETTLING_SECONDS } from "../operation.ts";
import { isOverdue, lookAtJob, PATIENCE, type Patience } from "../overdue.ts";
import { differences } from "./difference.ts";
import { failureFitted, setbackAfterFailure } from "./held-back.ts";
import { isLeftover } from "./item.ts";
import { machineName } from "./scene.ts";
import { LOOK_SECONDS, stuck, waits } from "./status.ts";
import { timeOfDay } from "./words.ts";
import type { AzureFacts, ProtectionVerdict, Scene } from "./world.ts";

export type Settled = { readonly scene: Scene } | { readonly verdict: ProtectionVerdict };

/** The scene without its operation once that is settled, else what to say while it is not. */
export function settle(scene: Scene): Settled {
  const { operation, world } = scene;
  const { azure } = world;
  if (operation === undefined || azure?.infrastructure.state !== "present") return { scene };
  return operation.jobId === undefined ? lookForJob(scene, operation, azure) : follow(scene, operation, azure.job);
}

function lookForJob(scene: Scene, operation: Operation, { sightings }: AzureFacts): Settled {
  const next = resume(operation, {}, sightings, scene.now);
  if ("adopt" in next) return running(scene, adopted(operation, next.adopt));
  const effect = effectOf(scene, operation);
  if (effect === "all" || (effect === "begun" && "callAgain" in next)) return { scene: succeeded(scene, operation) };
  if ("callAgain" in next) return { scene: { ...scene, operation: undefined, unheard: operation } };
  return { verdict: searching(scene, looked(operation, scene.now)) };
}

/**
 * What Azure shows of the call: an item that is only beginning to be enabled has a job that is worth finding, and is
 * never enabled again.
 */
function effectOf({ item, itemAbsent, wanted }: Scene, { kind }: Operation): "all" | "begun" | "none" {
  if (kind === "Disable") return itemAbsent ? "all" : "none";
  if (item === undefined) return "none";
  if (kind === "Enable") return isLeftover(item) || item.currentJob !== undefined ? "begun" : "all";
  return item.currentJob === undefined && differences(item, wanted).length === 0 ? "all" : "none";
}

function searching(scene: Scene, operation: Operation): ProtectionVerdict {
  const since = Date.parse(operation.firstLookAt ?? isoSeconds(scene.now));
  const until = timeOfDay(new Date(since + SETTLING_SECONDS * 1000));
  const said = operation.message === undefined ? "" : ` (${operation.message})`;
  const message = `It is not known whether Azure took the call to ${doing(scene, operation)}${said}. Azure is searched for it; it is not sent again before ${until}.`;
  return waits({ ...scene, operation }, { reason: "Settling", message });
}

function follow(scene: Scene, operation: Operation, job: Job | undefined): Settled {
  if (job === undefined) return vanished(scene, operation, "Azure does not know the job");
  if (job.state === "Failed") return { scene: failed(scene, operation, failureOf(job)) };
  if (job.state !== "Succeeded") return running(scene, operation);
  if (operation.kind === "Enable" && scene.item === undefined) {
    return vanished(scene, operation, "The job succeeded, and Azure does not show the item");
  }
  if (operation.kind === "Disable" && !scene.itemAbsent) {
    return vanished(scene, operation, "The job succeeded, and Azure still shows the item");
  }
  return { scene: inPart(succeeded(scene, operation), job) };
}

/** Its state decides that it is protected; what Azure says about the part that did not go well is told until then. */
function inPart(scene: Scene, job: Job): Scene {
  const isWhole = !isInPart(job) || scene.setback.failure !== undefined;
  return isWhole ? scene : { ...scene, setback: { failure: failureFitted(failureOf(job)) } };
}

/** What Azure shows does not fit together; it is given time to, and then it is told as a failure. */
function vanished(scene: Scene, operation: Operation, what: string): Settled {
  const stamped = looked(operation, scene.now);
  const waitedSeconds = (scene.now.getTime() - Date.parse(stamped.firstLookAt ?? "")) / 1000;
  const jobId = operation.jobId ?? "";
  if (waitedSeconds < SETTLING_SECONDS) {
    const message = `${what} (${jobId}). Azure is looked at again until ${timeOfDay(new Date(Date.parse(stamped.firstLookAt ?? "") + SETTLING_SECONDS * 1000))}.`;
    return { verdict: waits({ ...scene, operation: stamped }, { reason: "Settling", message }) };
  }
  return { scene: failed(scene, operation, { message: `${what}.`, jobId }) };
}

function running(scene: Scene, operation: Operation): Settled {
  const patience = operation.kind === "Enable" ? PATIENCE.enable : PATIENCE.other;
  if (isOverdue(operation.startedAt, scene.now, patience)) return { verdict: overdue(scene, operation, patience) };
  const message = `Azure works on it: ${doing(scene, operation)}. Job ${operation.jobId}.${usually(operation)}`;
  const next = { afterSeconds: LOOK_SECONDS };
  return { verdict: waits({ ...scene, operation }, { reason: reasonOf(operation.kind), message, next }) };
}

function overdue(scene: Scene, operation: Operation, { words }: Patience): ProtectionVerdict {
  const message = `Azure has taken longer than ${words} to ${doing(scene, operation)}. ${lookAtJob(operation.jobId ?? "")}`;
  return stuck(
    { ...scene, operation },
    { reason: "JobOverdue", message, next: { afterSeconds: OVERDUE_LOOK_SECONDS } },
  );
}

const OVERDUE_LOOK_SECONDS = 60;

function usually({ kind }: Operation): string {
  return kind === "Enable" ? " Installing the agent and starting the first copy takes about half an hour." : "";
}

/** `Enable` → `Enabling`. */
export function reasonOf(kind: string): string {
  return kind === "Enable" ? "Enabling" : kind === "Update" ? "Updating" : "Disabling";
}

function doing(scene: Scene, { kind }: Operation): string {
  const machine = machineName(scene);
  if (kind === "Enable") return `enable replication of ${machine}`;
  return kind === "Update" ? `change the settings of ${machine}` : `disable replication of ${machine}`;
}

function succeeded(scene: Scene, operation: Operation): Scene {
  const after = { ...scene, operation: undefined, setback: {} };
  if (operation.kind === "Disable") return withoutItem(after);
  if (operation.kind !== "Update" || scene.item === undefined) return after;
  const [rest] = differences(scene.item, scene.wanted);
  if (rest === undefined) return after;
  const message = `Azure accepted the change of ${rest.field} and kept "${rest.actual}" instead of "${rest.wanted}".`;
  return failed(scene, operation, { message, ...(operation.jobId === undefined ? {} : { jobId: operation.jobId }) });
}

function failed(scene: Scene, operation: Operation, failure: Failure): Scene {
  const after = { ...scene, operation: undefined, setback: setbackAfterFailure(scene, operation.kind, failure) };
  return operation.kind === "Enable" && scene.itemAbsent ? withoutItem(after) : after;
}

/** The item is gone by our own doing, so that it may be made again. */
function withoutItem(scene: Scene): Scene {
  if (scene.bound === undefined) return scene;
  const { itemCreatedByUs: _, ...bound } = scene.bound;
  return { ...scene, bound, resource: forgetItem(scene) };
}

function forgetItem({ resource }: Scene): Scene["resource"] {
  const { bound, ...status } = resource.status ?? {};
  if (bound === undefined) return resource;
  const { itemCreatedByUs: _, ...rest } = bound;
  return { ...resource, status: { ...status, bound: rest } };
}

/** Azure's first error with its words; a job without one is told by its state. */
function failureOf(job: Job): Failure {
  const [error] = job.errors;
  const message = error?.message ?? `The job ended ${job.stateDescription} and Azure gives no reason.`;
  return { ...error, message, jobId: job.id };
}
