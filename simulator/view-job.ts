// Owns the answers about a job: in a list, on its own, and as a long-running operation.
import { NO_END, timeText } from "./arm.ts";
import { guid } from "./chance.ts";
import { containerName, friendlyContainer, friendlyFabric, jobPath } from "./fabric.ts";
import type { DrillDetails, Job, JobError, Task } from "./jobs.ts";
import { membersOf, type PlanRun } from "./plan-tasks.ts";
import { get } from "./timeline.ts";
import { planTaskView, type TaskAnswer } from "./view-plan-tasks.ts";
import type { World } from "./world.ts";

const errorView = (job: Job, error: JobError, taskId: string | null) => ({
  serviceErrorDetails: {
    code: error.code,
    message: error.message,
    possibleCauses: error.possibleCauses,
    recommendedAction: error.recommendedAction,
    activityId: job.activityId,
  },
  providerErrorDetails: null,
  errorLevel: "Error",
  creationTime: timeText(job.endTime ?? job.startTime),
  taskId: taskId ?? "",
});

type TaskState = "NotStarted" | "InProgress" | "Succeeded" | "Failed" | "Cancelled";

/** A task's state follows from the time and, when the job ended early, from how it ended. */
function taskState(job: Job, task: Task, at: number): TaskState {
  const seconds = (Math.min(at, job.endTime ?? at) - job.startTime) / 1000;
  if (job.state === "Succeeded" || job.state === "Suspended" || seconds >= task.toSeconds) return "Succeeded";
  if (seconds < task.fromSeconds) return "NotStarted";
  if (job.state === "Failed") return "Failed";
  return job.state === "Cancelled" ? "Cancelled" : "InProgress";
}

const TASK_DESCRIPTIONS = {
  NotStarted: "NotStarted",
  InProgress: "InProgress",
  Succeeded: "Completed",
  Failed: "Failed",
  Cancelled: "Cancelled",
} as const;

/** A task that has not ended has the year 1 there, without a zone (recorded PowerShell traffic). */
function taskTimes(job: Job, task: Task, state: TaskState) {
  const at = (seconds: number): string => timeText(job.startTime + seconds * 1000);
  const over = state === "NotStarted" || state === "InProgress" ? NO_END : undefined;
  const early = state === "Succeeded" ? at(task.toSeconds) : timeText(job.endTime ?? job.startTime);
  return { startTime: state === "NotStarted" ? NO_END : at(task.fromSeconds), endTime: over ?? early };
}

function taskView(job: Job, task: Task, at: number) {
  const state = taskState(job, task, at);
  return {
    taskId: task.taskId,
    name: task.name,
    ...taskTimes(job, task, state),
    allowedActions: [],
    friendlyName: task.friendlyName,
    state,
    stateDescription: TASK_DESCRIPTIONS[state],
    taskType: "TaskDetails",
    customDetails: null,
    groupTaskCustomDetails: null,
    errors: state === "Failed" ? job.errors.map((error) => errorView(job, error, task.taskId)) : [],
  };
}

function tasksView(world: World, job: Job, at: number): TaskAnswer[] {
  const { run } = job;
  if (run === undefined) return job.tasks.map((task) => taskView(job, task, at));
  return run.tasks.map((task) => planTaskView({ world, job, errorView }, task));
}

const machineDetails = (drill: DrillDetails, pointId: string) => ({
  name: drill.itemName,
  friendlyName: drill.machineName,
  testVmName: drill.vmName ?? "",
  testVmFriendlyName: drill.vmName ?? "",
  networkConnectionStatus: drill.vmName === undefined ? "" : "Connected",
  networkFriendlyName: drill.networkName,
  subnet: drill.subnet ?? "",
  recoveryPointId: pointId,
  recoveryPointTime: timeText(drill.pointTime),
});

const testFailoverDetails = (drill: DrillDetails, pointId: string) => ({
  instanceType: "TestFailoverJobDetails",
  testFailoverStatus: drill.status,
  comments: drill.comments,
  networkName: drill.networkName,
  networkFriendlyName: drill.networkName,
  networkType: drill.networkName === "" ? "NoNetworkAttachAsInput" : "VmNetworkAsInput",
  protectedItemDetails: [machineDetails(drill, pointId)],
});

/** The only kind of details that has comments (OpenAPI 2023-06-01); a recording has them in a clean-up's. */
const cleanUpDetails = (comments: string) => ({
  instanceType: "TestFailoverJobDetails",
  testFailoverStatus: "None",
  comments,
  protectedItemDetails: [],
});

const failoverDetails = (failovers: readonly DrillDetails[], pointIdOf: (drill: DrillDetails) => string) => ({
  instanceType: "FailoverJobDetails",
  protectedItemDetails: failovers.map((failover) => machineDetails(failover, pointIdOf(failover))),
});

const exportDetails = (blobUri: string) => ({
  instanceType: "ExportJobDetails",
  blobUri,
  sasToken: "sv=simulated&sig=simulated",
});

/** A run's details gather those of its members' jobs. */
function runDetails(world: World, run: PlanRun, pointIdOf: (drill: DrillDetails) => string) {
  const jobs = membersOf(run).map((member) => get(world.jobs, member.job ?? ""));
  if (run.operation === "UnplannedFailover")
    return failoverDetails(
      jobs.flatMap((job) => job?.failover ?? []),
      pointIdOf,
    );
  if (run.operation !== "TestFailover") return { instanceType: "AsrJobDetails" };
  const drills = jobs.flatMap((job) => job?.drill ?? []);
  const [first] = drills;
  return {
    instanceType: "TestFailoverJobDetails",
    testFailoverStatus: drills.some(({ status }) => status === "InProgress") ? "InProgress" : "Completed",
    comments: "",
    networkName: first?.networkName ?? "",
    networkFriendlyName: first?.networkName ?? "",
    networkType: run.order.networkType ?? "",
    protectedItemDetails: drills.map((drill) => machineDetails(drill, pointIdOf(drill))),
  };
}

function ownDetails(world: World, job: Job, pointIdOf: (drill: DrillDetails) => string) {
  if (job.comments !== undefined) return cleanUpDetails(job.comments);
  if (job.run !== undefined) return runDetails(world, job.run, pointIdOf);
  if (job.drill !== undefined) return testFailoverDetails(job.drill, pointIdOf(job.drill));
  if (job.failover !== undefined) return failoverDetails([job.failover], pointIdOf);
  return job.blobUri === undefined ? { instanceType: "AsrJobDetails" } : exportDetails(job.blobUri);
}

const customDetails = (world: World, job: Job, pointIdOf: (drill: DrillDetails) => string) => ({
  ...ownDetails(world, job, pointIdOf),
  affectedObjectDetails: {
    primaryVmId: job.target.id,
    primaryVmName: job.target.name,
    primaryCloudId: guid("container", containerName(world.fleet)),
    primaryCloudName: friendlyContainer(world),
    primaryVmmName: friendlyFabric(world),
    recoveryVmmName: "Microsoft Azure",
  },
});

function shared(job: Job) {
  return {
    activityId: job.activityId,
    scenarioName: job.scenario,
    friendlyName: job.friendlyName,
    state: job.state,
    stateDescription: job.stateDescription,
    errors: job.errors.map((error) => errorView(job, error, null)),
    startTime: timeText(job.startTime),
    endTime: job.endTime === undefined ? null : timeText(job.endTime),
    allowedActions: job.allowedActions,
    targetObjectId: job.target.id,
    targetObjectName: job.target.name,
    targetInstanceType: job.target.type,
  };
}

const wrap = <T>(world: World, job: Job, properties: T) => ({
  id: jobPath(world.fleet, job.name),
  name: job.name,
  type: "Microsoft.RecoveryServices/vaults/replicationJobs",
  properties,
});

/** In lists jobs have no tasks and no details of their own (recorded PowerShell traffic). */
export const jobInList = (world: World, job: Job) =>
  wrap(world, job, { ...shared(job), tasks: [], customDetails: null });

export const jobView = (world: World, job: Job, at: number, pointIdOf: (drill: DrillDetails) => string) =>
  wrap(world, job, {
    ...shared(job),
    tasks: tasksView(world, job, at),
    customDetails: customDetails(world, job, pointIdOf),
  });

/** The operation's error: why it failed, or a warning that does not stop it (recorded az CLI traffic, 2023). */
const operationError = (job: Job) => {
  const error = job.errors[0] ?? job.warning;
  return error === undefined ? null : { code: error.code, message: error.message, details: null };
};

/** The body of `replicationOperationStatus/{id}`: always with HTTP 200. */
export const operationView = (job: Job) => ({
  error: operationError(job),
  id: null,
  name: job.name,
  properties: null,
  status: job.operation,
  startTime: timeText(job.startTime),
  endTime: job.operationEnd === undefined ? null : timeText(job.operationEnd),
  percentComplete: null,
});
