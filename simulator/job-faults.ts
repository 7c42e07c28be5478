// Owns the faults of a job that was just started: that it never ends, fails at a task, or ends in part.
import type { Fault } from "./faults.ts";
import { type Item, saveItem, without } from "./items.ts";
import { endJob, endToRestart, type Job, type JobError, type Task } from "./jobs.ts";
import { isDone, withTask } from "./plan-tasks.ts";
import { change, get, list } from "./timeline.ts";
import { forget, later, type World } from "./world.ts";

const failure = (task: Task | undefined): JobError => ({
  code: "SimulatedFault",
  message: `The task '${task?.friendlyName ?? "of this job"}' failed: the simulator was told to let it fail.`,
  possibleCauses: "A fault was injected over /_simulator/faults.",
  recommendedAction: "Try the operation again.",
});

const PARTIAL: JobError = {
  code: "SimulatedPartialSuccess",
  message: "The operation succeeded in part: the simulator was told to let it end so.",
  possibleCauses: "A fault was injected over /_simulator/faults.",
  recommendedAction: "Look at what the job reports, and mend what is left.",
};

/** The item as the failed job leaves it: free, and with whatever of a drill exists still to be cleaned up. */
function freed(item: Item, job: Job, error: JobError): Item {
  const free = without(item, "busy");
  if (item.busy?.scenario === "EnableProtection") return { ...free, enableError: error };
  if (item.drill?.job !== job.name) return free;
  return item.drill.vm === undefined
    ? without(item, "busy", "drill")
    : { ...free, drill: { ...item.drill, waiting: true, failed: true } };
}

/** A recovery plan's run ends with the task that it is at; what its members have become, they stay. */
function failRun(world: World, name: string, error: JobError): void {
  const run = get(world.jobs, name)?.run;
  const task = run?.tasks.find((each) => !isDone(each));
  if (run === undefined || task === undefined) return;
  const tasks = withTask(run.tasks, task.id, { state: "Failed", error, endTime: world.now });
  change(world.jobs, name, world.now, { run: { ...run, tasks } });
}

function failNow(world: World, job: Job, error: JobError): void {
  const item = list(world.items).find(({ busy }) => busy?.job === job.name);
  if (item !== undefined) saveItem(world, freed(item, job, error));
  failRun(world, job.name, error);
  if (item?.busy?.scenario === "EnableProtection") endToRestart(world, job.name, error);
  else endJob(world, job.name, "Failed", error);
}

/** What was due before that task's middle still happens; then the job fails. */
function failLater(world: World, job: Job, number: number): void {
  const task = job.tasks[Math.min(number, job.tasks.length) - 1];
  const seconds = task === undefined ? 1 : (task.fromSeconds + task.toSeconds) / 2;
  const at = world.now + seconds * 1000;
  const kept = world.agenda.filter((step) => step.job !== job.name || step.at < at);
  world.agenda.splice(0, world.agenda.length, ...kept);
  later(world, seconds, { job: job.name, what: `fail ${job.name}`, run: (then) => failNow(then, job, failure(task)) });
}

/** Changes the course of the job that a write started. */
export function bend(world: World, job: Job, fault: Fault): void {
  if (get(world.jobs, job.name)?.endTime !== undefined) return;
  if (fault.kind === "job-stalls") forget(world, job.name);
  else if (fault.kind === "job-fails") failLater(world, job, fault.task);
  else change(world.jobs, job.name, world.now, { partial: PARTIAL });
}
