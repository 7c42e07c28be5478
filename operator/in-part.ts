// A job that Azure calls succeeded although a part of it was not: its errors must not be lost. Pure.
import type { Job } from "./azure/site-recovery.ts";

export const PARTIALLY_SUCCEEDED = "PartiallySucceeded";

/** Azure's own word for it, in a job whose state is Succeeded. */
export function isInPart(job: Job | undefined): job is Job {
  return job?.state === "Succeeded" && job.stateDescription === PARTIALLY_SUCCEEDED;
}
