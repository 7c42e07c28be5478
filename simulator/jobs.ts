// Owns jobs: what runs, its tasks over time, how it ended, and the operation status that goes with it.
import { guid } from "./chance.ts";
import { tellOfJob } from "./events.ts";
import type { PlanRun } from "./plan-tasks.ts";
import { change, get, put } from "./timeline.ts";
import { count, forget, type World } from "./world.ts";

export type JobState = "NotStarted" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Cancelling" | "Suspended";

/** A failure in Azure's words. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses: string;
  readonly recommendedAction: string;
}

/** One task of a job; seconds count from the job's start. Its state follows from the time and the job's end. */
export interface Task {
  readonly name: string;
  readonly taskId: string;
  readonly friendlyName: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface Target {
  readonly id: string;
  readonly name: string;
  readonly type: "ProtectionEntity" | "ProtectionProfile" | "ProtectionContainer" | "Server" | "RecoveryPlan" | "Other";
}

/** What a failover's or a test failover's job says about the machine that it made. */
export interface DrillDetails {
  readonly status: string;
  readonly comments: string;
  readonly networkName: string;
  readonly itemName: string;
  readonly machineName: string;
  readonly vmName?: string;
  readonly subnet?: string;
  readonly pointId: string;
  readonly pointTime: number;
}

export interface Job {
  readonly name: string;
  readonly activityId: string;
  readonly scenario: string;
  readonly friendlyName: string;
  readonly state: JobState;
  readonly stateDescription: string;
  readonly startTime: number;
  readonly endTime?: number;
  readonly target: Target;
  /** ARM path of what it works on: where `Location` points */
  readonly resource: string;
  readonly tasks: readonly Task[];
  readonly errors: readonly JobError[];
  readonly allowedActions: readonly string[];
  readonly drill?: DrillDetails;
  readonly failover?: DrillDetails;
  /** a recovery plan's run: its tasks follow what happens, not the clock */
  readonly run?: PlanRun;
  /** where an export's rows are said to be */
  readonly blobUri?: string;
  readonly comments?: string;
  /** the long-running operation: it may be over while the job waits for a person */
  readonly operation: "NotStarted" | "InProgress" | "Succeeded" | "Failed" | "Canceled";
  readonly operationEnd?: number;
  /** shown in the operation's `error` while it runs and after it succeeded (recorded: 310024) */
  readonly warning?: JobError;
  /** with what it will end in part, if it succeeds: an injected fault */
  readonly partial?: JobError;
  /** who started it: a client over HTTP, somebody elsewhere, or the run of a recovery plan */
  readonly source: "api" | "portal" | "plan";
}

export interface JobPlan {
  readonly scenario: string;
  readonly friendlyName: string;
  readonly target: Target;
  readonly resource: string;
  readonly tasks: readonly [name: string, taskId: string, friendlyName: string, seconds: number][];
  readonly allowedActions?: readonly string[];
  readonly drill?: DrillDetails;
  readonly failover?: DrillDetails;
  readonly run?: PlanRun;
  readonly blobUri?: string;
  readonly comments?: string;
  readonly warning?: JobError;
  readonly source?: Job["source"];
}

function taskList(plan: JobPlan): Task[] {
  let from = 0;
  return plan.tasks.map(([name, taskId, friendlyName, seconds]) => {
    const task = { name, taskId, friendlyName, fromSeconds: from, toSeconds: from + seconds };
    from += seconds;
    return task;
  });
}

/** Seconds that all the tasks of a plan take together. */
export const secondsOf = (plan: Pick<JobPlan, "tasks">): number =>
  plan.tasks.reduce((sum, [, , , seconds]) => sum + seconds, 0);

/** Starts a job now. Its name is the operation's id (recorded PowerShell traffic: the same GUID in both). */
export function startJob(world: World, plan: JobPlan): Job {
  const number = count(world, "jobs");
  const name = guid("job", world.seed, number);
  const { drill, failover, run, blobUri, comments, warning } = plan;
  const job: Job = {
    name,
    activityId: `${guid("activity", world.seed, number)} ActivityId: ${guid("inner", world.seed, number)}`,
    scenario: plan.scenario,
    friendlyName: plan.friendlyName,
    state: "InProgress",
    stateDescription: "InProgress",
    startTime: world.now,
    target: plan.target,
    resource: plan.resource,
    tasks: taskList(plan),
    errors: [],
    allowedActions: plan.allowedActions ?? [],
    operation: "InProgress",
    source: plan.source ?? "api",
    ...(drill && { drill }),
    ...(failover && { failover }),
    ...(run && { run }),
    ...(blobUri !== undefined && { blobUri }),
    ...(comments !== undefined && { comments }),
    ...(warning && { warning }),
  };
  put(world.jobs, name, job, world.now);
  return job;
}

const DESCRIPTIONS = { Succeeded: "Completed", Failed: "Failed", Cancelled: "Cancelled" } as const;
const OPERATIONS = { Succeeded: "Succeeded", Failed: "Failed", Cancelled: "Canceled" } as const;

/** Lets whoever waits for the job know, once. */
export function settled(world: World, name: string): void {
  const told = world.whenSettled.get(name);
  world.whenSettled.delete(name);
  told?.(world);
}

type Ending = Pick<Job, "stateDescription" | "errors" | "allowedActions"> & { state: keyof typeof DESCRIPTIONS };

function close(world: World, name: string, ending: Ending): void {
  const job = get(world.jobs, name);
  if (job === undefined || job.endTime !== undefined) return;
  forget(world, name);
  const over = change(world.jobs, name, world.now, {
    ...ending,
    endTime: world.now,
    ...(job.operationEnd === undefined && { operation: OPERATIONS[ending.state], operationEnd: world.now }),
  });
  if (over !== undefined) tellOfJob(world, over);
  settled(world, name);
}

/** Ends a job now and takes its remaining steps off the agenda. A job that has ended stays as it is. */
export function endJob(
  world: World,
  name: string,
  state: "Succeeded" | "Failed" | "Cancelled",
  error?: JobError,
): void {
  const partial = state === "Succeeded" ? get(world.jobs, name)?.partial : undefined;
  const errors = error === undefined ? [] : [error];
  if (partial !== undefined) endPartly(world, name, [partial]);
  else close(world, name, { state, stateDescription: DESCRIPTIONS[state], errors, allowedActions: [] });
}

/** Ends a job as failed that may be started again. */
export const endToRestart = (world: World, name: string, error: JobError): void =>
  close(world, name, { state: "Failed", stateDescription: "Failed", errors: [error], allowedActions: ["Restart"] });

/** Ends a job of which a part failed: it counts as succeeded, and its description tells. */
export const endPartly = (world: World, name: string, errors: readonly JobError[]): void =>
  close(world, name, { state: "Succeeded", stateDescription: "PartiallySucceeded", errors, allowedActions: [] });

/** The job waits for a person, its operation is over: the rest of a test failover while its machine exists. */
export function suspendJob(world: World, name: string, stateDescription: string, drill?: DrillDetails): void {
  change(world.jobs, name, world.now, {
    state: "Suspended",
    stateDescription,
    ...(drill && { drill }),
    allowedActions: ["Cancel", "Resume"],
    operation: "Succeeded",
    operationEnd: world.now,
  });
  settled(world, name);
}

/** A job that failed runs again from its beginning; that the same job goes on is not recorded. */
export function startAgain(world: World, job: Job): void {
  const { endTime: _, operationEnd: __, ...kept } = job;
  const running = { state: "InProgress", stateDescription: "InProgress", operation: "InProgress" } as const;
  put(world.jobs, job.name, { ...kept, ...running, errors: [], allowedActions: [], startTime: world.now }, world.now);
}

/** A job is over when it can no longer change. */
export const isOver = (job: Job): boolean => job.endTime !== undefined;
