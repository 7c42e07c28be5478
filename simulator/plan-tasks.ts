// Owns the tasks of a recovery plan's run as facts: what comes in which order, and how far each is.
import type { JobError } from "./jobs.ts";

export type TaskState = "NotStarted" | "InProgress" | "Suspended" | "Succeeded" | "Failed" | "Cancelled";

/** What a run does with each member. */
export type PlanOperation =
  | "TestFailover"
  | "TestFailoverCleanup"
  | "UnplannedFailover"
  | "CommitFailover"
  | "CancelFailover";

export interface PlanTask {
  /** unique in its run */
  readonly id: string;
  readonly kind: "checks" | "group" | "member" | "manual" | "runbook" | "script";
  readonly friendlyName: string;
  readonly state: TaskState;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly error?: JobError;
  /** of a group: `Shutdown`, `Failover` or `Boot` */
  readonly groupType?: string;
  /** of a group: its members, which run side by side */
  readonly members?: readonly PlanTask[];
  /** of a member: the protected item's name, and its own job */
  readonly item?: string;
  readonly job?: string;
  /** of an action: the instructions, the runbook's id or the script's path */
  readonly text?: string;
  /** what somebody wrote who did a manual action */
  readonly observation?: string;
}

/** How the members of a run are failed over or cleaned up. */
export interface PlanOrder {
  readonly networkId?: string;
  readonly networkType?: string;
  readonly pointType: string;
  readonly sync: boolean;
  readonly performShutdown: "true" | "false";
  readonly comments: string;
}

export interface PlanRun {
  readonly plan: string;
  readonly operation: PlanOperation;
  readonly order: PlanOrder;
  /** one after the other */
  readonly tasks: readonly PlanTask[];
}

export const isDone = (task: PlanTask): boolean =>
  task.state === "Succeeded" || task.state === "Failed" || task.state === "Cancelled";

/** The tasks with one of them changed, at whichever depth it is. */
export function withTask(tasks: readonly PlanTask[], id: string, patch: Partial<PlanTask>): PlanTask[] {
  return tasks.map((task) => {
    if (task.id === id) return { ...task, ...patch };
    return task.members === undefined ? task : { ...task, members: withTask(task.members, id, patch) };
  });
}

export const membersOf = (run: PlanRun): PlanTask[] => run.tasks.flatMap((task) => task.members ?? []);

/** The tasks of a cancelled run: what had not ended is cancelled. */
export const cancelled = (tasks: readonly PlanTask[], at: number): PlanTask[] =>
  tasks.map((task) => {
    const members = task.members && { members: cancelled(task.members, at) };
    if (isDone(task)) return { ...task, ...members };
    return { ...task, ...members, state: "Cancelled", ...(task.startTime !== undefined && { endTime: at }) };
  });
