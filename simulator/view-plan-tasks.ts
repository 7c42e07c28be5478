// Owns the answers about the tasks of a recovery plan's run: groups with their members' jobs inside, and actions.
import { lastSegment, NO_END, timeText } from "./arm.ts";
import { itemNamed } from "./items.ts";
import type { Job, JobError } from "./jobs.ts";
import type { PlanTask } from "./plan-tasks.ts";
import { get } from "./timeline.ts";
import type { World } from "./world.ts";

type ErrorView = (job: Job, error: JobError, taskId: string) => unknown;

const DESCRIPTIONS: Readonly<Record<PlanTask["state"], string>> = {
  NotStarted: "NotStarted",
  InProgress: "InProgress",
  Suspended: "WaitingForManualAction",
  Succeeded: "Completed",
  Failed: "Failed",
  Cancelled: "Cancelled",
};

/** The names of the tasks are ours [unverified]; their kinds are those of the OpenAPI. */
const NAMES: Readonly<Record<PlanTask["kind"], string>> = {
  checks: "RecoveryPlanPreflightChecksTask",
  group: "RecoveryPlanGroupTask",
  member: "RecoveryPlanMachineTask",
  manual: "ManualActionTask",
  runbook: "AutomationRunbookTask",
  script: "ScriptActionTask",
};

function memberDetails(world: World, task: PlanTask) {
  const own = get(world.jobs, task.job ?? "");
  const item = itemNamed(world, task.item ?? "");
  return {
    instanceType: "VirtualMachineTaskDetails",
    jobTask: {
      jobId: own?.name ?? "",
      jobFriendlyName: own?.friendlyName ?? "",
      targetObjectId: own?.target.id ?? item?.id ?? "",
      targetObjectName: task.friendlyName,
      targetInstanceType: "ProtectionEntity",
      jobScenarioName: own?.scenario ?? "",
    },
  };
}

function ownDetails(world: World, task: PlanTask) {
  const { kind, friendlyName, text = "" } = task;
  if (kind === "member") return memberDetails(world, task);
  if (kind === "manual") {
    const observation = task.observation ?? "";
    return { instanceType: "ManualActionTaskDetails", name: friendlyName, instructions: text, observation };
  }
  if (kind === "script") return { instanceType: "ScriptActionTaskDetails", name: friendlyName, path: text };
  return kind === "runbook"
    ? {
        instanceType: "AutomationRunbookTaskDetails",
        name: friendlyName,
        runbookId: text,
        runbookName: lastSegment(text),
      }
    : null;
}

interface Shown {
  readonly world: World;
  readonly job: Job;
  readonly errorView: ErrorView;
}

export interface TaskAnswer {
  readonly state: string;
  readonly [field: string]: unknown;
}

const groupDetails = (shown: Shown, task: PlanTask) => ({
  instanceType: task.groupType === "Shutdown" ? "RecoveryPlanShutdownGroupTaskDetails" : "RecoveryPlanGroupTaskDetails",
  name: task.friendlyName,
  groupId: task.id,
  rpGroupType: task.groupType ?? "",
  childTasks: (task.members ?? []).map((member) => planTaskView(shown, member)),
});

/** One task of a run as its job shows it. */
export function planTaskView(shown: Shown, task: PlanTask): TaskAnswer {
  const { world, job, errorView } = shown;
  return {
    taskId: task.id,
    name: NAMES[task.kind],
    startTime: task.startTime === undefined ? NO_END : timeText(task.startTime),
    endTime: task.endTime === undefined ? NO_END : timeText(task.endTime),
    allowedActions: task.state === "Suspended" ? ["Resume"] : [],
    friendlyName: task.friendlyName,
    state: task.state,
    stateDescription: DESCRIPTIONS[task.state],
    taskType: task.kind === "group" ? "GroupTaskDetails" : "TaskDetails",
    customDetails: ownDetails(world, task),
    groupTaskCustomDetails: task.kind === "group" ? groupDetails(shown, task) : null,
    errors: task.error === undefined ? [] : [errorView(job, task.error, task.id)],
  };
}
