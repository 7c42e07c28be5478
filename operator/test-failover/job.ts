// What a job of Azure tells about a run: why it failed, and whether its end is old enough to be believed. Pure.
import type { Job } from "../azure/site-recovery.ts";
import { isInPart } from "../in-part.ts";
import { SETTLING_SECONDS } from "../operation.ts";
import type { Status, World } from "./world.ts";

/** Azure's explanation, or the honest absence of one. */
export function failureOf(job: Job): NonNullable<Status["failure"]> {
  const failure = job.errors[0];
  if (failure !== undefined) return { ...failure, jobId: job.id };
  const message =
    job.stateDescription === "Cancelled"
      ? "The job was cancelled in Azure, not by this run."
      : "Azure gave no reason. Its job in the portal may show more.";
  return { message, jobId: job.id };
}

/**
 * The status with what Azure says about what did not go well: a start that failed, whose machine was up before its job
 * said so, or the part of the start, or else of the clean-up, that did not go well.
 */
export function notedAtEnd(status: Status, { startJob, job }: Pick<World, "startJob" | "job">): Status {
  const start = notedStart(status, startJob);
  const found = [startJob, job].find(isInPart);
  if (found === undefined || start.failure !== undefined) return start;
  return { ...status, failure: failureOf(found), end: "PartiallySucceeded" };
}

/** A machine can be seen up a moment before its job is seen as failed: the failure is noted whenever it shows. */
export function notedStart(status: Status, startJob: Job | undefined): Status {
  if (status.failure !== undefined || startJob?.state !== "Failed") return status;
  return { ...status, failure: failureOf(startJob) };
}

/** Whether so much time has passed that Azure's answers about other objects agree with it. */
export function hasSettled(since: string | undefined, azureNow: Date): boolean {
  return since !== undefined && azureNow.getTime() - Date.parse(since) >= SETTLING_SECONDS * 1000;
}
