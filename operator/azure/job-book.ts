// Jobs that were seen lately, by GET or in lists, and which object each is about.
import type { Job } from "./site-recovery.ts";

export interface JobBook {
  /** A list's jobs, or one by GET. Answers those that are new or whose state moved. */
  take(jobs: readonly Job[]): readonly Job[];
  /** Forgets what started before this moment. */
  forgetBefore(since: Date): void;
  /** Jobs for which `about` is true, newest first. */
  about(about: (job: Job) => boolean): readonly Job[];
}

export function createJobBook(): JobBook {
  const jobs = new Map<string, Job>();
  return {
    take: (seen) =>
      seen.filter((job) => {
        const before = jobs.get(job.id);
        if (before !== undefined && hasEnded(before)) return false;
        jobs.set(job.id, job);
        return before?.state !== job.state || before.stateDescription !== job.stateDescription;
      }),
    forgetBefore: (since) => {
      for (const [id, { startedAt }] of jobs) if (startedAt !== undefined && startedAt < since) jobs.delete(id);
    },
    about: (about) => [...jobs.values()].filter(about).sort((one, other) => startMs(other) - startMs(one)),
  };
}

/** An ended job never runs again (a restart makes a new one): a list that still shows it running lags. */
function hasEnded({ state }: Job): boolean {
  return state === "Succeeded" || state === "Failed";
}

function startMs({ startedAt }: Job): number {
  return startedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/**
 * Whether a job is about this object. Azure names the object by ARM id, by an id of its own, or by name only: a name
 * counts when just this object has it.
 * @param names other names that are this object's alone, lower-cased
 */
export function isAbout(job: Job, targetId: string, names: readonly string[]): boolean {
  const target = job.targetId?.toLowerCase();
  if (target?.includes("/") === true) return target === targetId.toLowerCase();
  return [target, job.targetName?.toLowerCase()].some((name) => name !== undefined && names.includes(name));
}
