// Owns cancelling and resuming jobs that wait for a person: test failovers, and recovery plans at a manual action.
import { removeVirtualMachine } from "./azure.ts";
import { textAt } from "./body.ts";
import { jobPath } from "./fabric.ts";
import { saveItem, without } from "./items.ts";
import { endJob, isOver, type Job } from "./jobs.ts";
import { cancelRun, resumeRun } from "./plan-run.ts";
import { cleanUpPlan } from "./plan-start.ts";
import { accepted, conflict, missing, type Result } from "./refusal.ts";
import { cleanUp } from "./test-failover-cleanup.ts";
import { change, get, list } from "./timeline.ts";
import { forget, later, type World } from "./world.ts";

/** How long a job is `Cancelling`, in simulated seconds: the simulator's choice. */
const CANCELLING = 15;

function undo(world: World, job: Job): void {
  const item = list(world.items).find((each) => each.busy?.job === job.name);
  if (item === undefined) return;
  if (item.drill?.vm !== undefined) removeVirtualMachine(world, item.drill.vm.resourceGroup, item.drill.vm.name);
  saveItem(world, without(item, "busy", "drill"));
}

const notAllowed = (job: Job, what: string): Result =>
  conflict(`The job '${job.name}' cannot be ${what} in its present state.`, "OperationNotAllowed");

/** The clean-up that a suspended test failover waits for: that it answers a resume or a cancel is not recorded. */
function cleanUpOf(world: World, job: Job, comments: string): Result | undefined {
  if (job.stateDescription !== "WaitingForStopTestFailover") return undefined;
  const body = { properties: { comments } };
  if (job.run !== undefined) return cleanUpPlan(world, job.run.plan, body);
  return job.drill && cleanUp(world, job.drill.itemName, body);
}

/** The answer's result is the job itself (official examples of cancel and resume). */
const ofItself = (world: World, job: Job): Result => accepted(job, jobPath(world.fleet, job.name));

/** POST resume, with comments: a manual action is done, or the test machine that the job waits for is cleaned up. */
export function resumeJob(world: World, name: string, body: unknown): Result {
  const job = get(world.jobs, name);
  if (job === undefined) return missing(`replicationJobs/${name}`);
  const comments = textAt(body, "properties", "comments") ?? "";
  if (resumeRun(world, job, comments)) return ofItself(world, job);
  return cleanUpOf(world, job, comments) ?? notAllowed(job, "resumed");
}

/** POST cancel. Of a running job the operation is that of the job itself, of a waiting one that of its clean-up. */
export function cancelJob(world: World, name: string): Result {
  const job = get(world.jobs, name);
  if (job === undefined) return missing(`replicationJobs/${name}`);
  const cleaning = cleanUpOf(world, job, "");
  if (cleaning !== undefined) return cleaning;
  if (cancelRun(world, job)) return ofItself(world, job);
  if (isOver(job) || job.state !== "InProgress" || !job.allowedActions.includes("Cancel")) {
    return notAllowed(job, "cancelled");
  }
  forget(world, job.name);
  change(world.jobs, job.name, world.now, { state: "Cancelling", stateDescription: "Cancelling", allowedActions: [] });
  later(world, CANCELLING, {
    job: job.name,
    what: `cancel ${job.name}`,
    run: (then) => {
      undo(then, job);
      endJob(then, job.name, "Cancelled");
    },
  });
  return ofItself(world, job);
}
