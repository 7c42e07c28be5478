// Owns the run of a recovery plan: its tasks one after the other, its members' jobs, and what it waits for.
import { SECONDS } from "./durations.ts";
import { itemNamed } from "./items.ts";
import { endJob, endPartly, isOver, type Job, type JobError, suspendJob } from "./jobs.ts";
import { startMember } from "./plan-members.ts";
import { cancelled, isDone, membersOf, type PlanRun, type PlanTask, withTask } from "./plan-tasks.ts";
import { planNamed, savePlan, withoutDrill } from "./plans.ts";
import type { Refusal } from "./refusal.ts";
import { change, get } from "./timeline.ts";
import { later, type World } from "./world.ts";

/** The run of a job that is still going on. */
function runOf(world: World, job: string): PlanRun | undefined {
  const found = get(world.jobs, job);
  return found === undefined || isOver(found) ? undefined : found.run;
}

function patch(world: World, job: string, id: string, changes: Partial<PlanTask>): void {
  const run = runOf(world, job);
  if (run !== undefined) {
    change(world.jobs, job, world.now, { run: { ...run, tasks: withTask(run.tasks, id, changes) } });
  }
}

type End = Pick<PlanTask, "state" | "error">;

const endTask = (world: World, job: string, task: PlanTask, end: End): void =>
  patch(world, job, task.id, { ...end, endTime: world.now });

const errorOf = ({ message, code, detail }: Refusal): JobError => ({
  code: detail?.code ?? code,
  message,
  possibleCauses: detail?.possibleCauses ?? "",
  recommendedAction: detail?.recommendedAction ?? "",
});

/** What a member's own job says of it; undefined while it is on its way. A test machine that waits is a success. */
function verdict(job: Job): End | undefined {
  if (job.state === "Suspended" || job.state === "Succeeded") return { state: "Succeeded" };
  if (job.state === "Failed") return { state: "Failed", ...(job.errors[0] && { error: job.errors[0] }) };
  return job.state === "Cancelled" ? { state: "Cancelled" } : undefined;
}

/** A member's own job, `own`, has ended or waits: the member is done. */
function memberSettled(
  world: World,
  job: string,
  { group, member }: { group: PlanTask; member: PlanTask },
  own: string,
) {
  const found = get(world.jobs, own);
  const said = found && verdict(found);
  if (said === undefined) return;
  endTask(world, job, member, said);
  closeGroup(world, job, group.id);
}

/** A group is over when all its members are; it has failed when none of them came through. */
function closeGroup(world: World, job: string, id: string): void {
  const group = runOf(world, job)?.tasks.find((task) => task.id === id);
  const members = group?.members ?? [];
  if (group === undefined || isDone(group) || !members.every(isDone)) return;
  const isLost = members.length > 0 && !members.some(({ state }) => state === "Succeeded");
  endTask(world, job, group, { state: isLost ? "Failed" : "Succeeded" });
  proceed(world, job);
}

function startGroup(world: World, job: string, group: PlanTask): void {
  const run = runOf(world, job);
  if (run === undefined) return;
  for (const member of group.members ?? []) {
    const result = startMember(world, run.operation, { item: member.item ?? "", order: run.order });
    if ("refused" in result) {
      patch(world, job, member.id, { startTime: world.now });
      endTask(world, job, member, { state: "Failed", error: errorOf(result.refused) });
      continue;
    }
    const own = result.accepted.name;
    patch(world, job, member.id, { state: "InProgress", startTime: world.now, job: own });
    world.whenSettled.set(own, (then) => memberSettled(then, job, { group, member }, own));
  }
  closeGroup(world, job, group.id);
}

/** The job waits for somebody to do something and to resume it. Its operation goes on meanwhile [unverified]. */
function waitForPerson(world: World, job: string, task: PlanTask): void {
  patch(world, job, task.id, { state: "Suspended" });
  const words = { state: "Suspended", stateDescription: "WaitingForManualAction" } as const;
  change(world.jobs, job, world.now, { ...words, allowedActions: ["Cancel", "Resume"] });
}

function begin(world: World, job: string, task: PlanTask): void {
  patch(world, job, task.id, { state: "InProgress", startTime: world.now });
  if (task.kind === "group") startGroup(world, job, task);
  else if (task.kind === "manual") waitForPerson(world, job, task);
  else {
    const seconds = task.kind === "checks" ? SECONDS.planChecks : SECONDS.planAction;
    const run = (then: World): void => {
      endTask(then, job, task, { state: "Succeeded" });
      proceed(then, job);
    };
    later(world, seconds, { job, what: task.friendlyName, run });
  }
}

const NO_MEMBER: JobError = {
  code: "SimulatedNoMember",
  message: "The operation succeeded for no machine of the recovery plan.",
  possibleCauses: "See what the machines' own jobs say.",
  recommendedAction: "Correct what they name, and try again.",
};

/** Ends a run by what became of its members. */
function endByMembers(world: World, job: string, run: PlanRun): void {
  const members = membersOf(run);
  const errors = members.flatMap(({ error }) => error ?? []);
  if (members.every(({ state }) => state === "Succeeded")) endJob(world, job, "Succeeded");
  else if (members.some(({ state }) => state === "Succeeded")) endPartly(world, job, errors);
  else endJob(world, job, "Failed", errors[0] ?? NO_MEMBER);
}

/** Every task is done. After a test failover the job waits for the clean-up of whatever was made. */
function finish(world: World, job: string, run: PlanRun): void {
  if (run.operation !== "TestFailover" || uncleaned(world, run) === undefined) {
    endByMembers(world, job, run);
    return;
  }
  const plan = planNamed(world, run.plan);
  if (plan !== undefined) savePlan(world, { ...plan, drill: job });
  change(world.jobs, job, world.now, { errors: membersOf(run).flatMap(({ error }) => error ?? []) });
  suspendJob(world, job, "WaitingForStopTestFailover");
  awaitCleanUp(world, job, run);
}

/** A member whose test machine, made by this run, is not cleaned up. */
const uncleaned = (world: World, run: PlanRun): string | undefined =>
  membersOf(run).find(({ item, job }) => {
    const drill = itemNamed(world, item ?? "")?.drill;
    return drill !== undefined && drill.job === job;
  })?.job;

/** The test failover ends when nothing is left of any member's, whoever cleaned it up. */
function awaitCleanUp(world: World, job: string, run: PlanRun): void {
  const held = uncleaned(world, run);
  if (held !== undefined) {
    world.whenSettled.set(held, (then) => awaitCleanUp(then, job, run));
    return;
  }
  const startTime = get(world.jobs, job)?.startTime ?? world.now;
  const plan = planNamed(world, run.plan);
  if (plan !== undefined) savePlan(world, { ...withoutDrill(plan), lastTestFailover: startTime });
  endByMembers(world, job, run);
}

/** Does what comes next, if the run is not waiting for something. */
export function proceed(world: World, job: string): void {
  const run = runOf(world, job);
  const next = run?.tasks.find((task) => !isDone(task));
  if (run === undefined) return;
  if (next === undefined) finish(world, job, run);
  else if (next.state === "NotStarted") begin(world, job, next);
}

/** Somebody did the manual action that the run waits for; false when it waits for none. */
export function resumeRun(world: World, job: Job, comments: string): boolean {
  const waiting = job.run?.tasks.find((task) => task.state === "Suspended");
  if (waiting === undefined || isOver(job)) return false;
  const words = { state: "InProgress", stateDescription: "InProgress" } as const;
  change(world.jobs, job.name, world.now, { ...words, allowedActions: [] });
  patch(world, job.name, waiting.id, { state: "Succeeded", endTime: world.now, observation: comments });
  proceed(world, job.name);
  return true;
}

/** Ends a run that waits for a manual action; what its members have become, they stay. False when it waits for none. */
export function cancelRun(world: World, job: Job): boolean {
  const { run } = job;
  if (run === undefined || isOver(job) || !run.tasks.some((task) => task.state === "Suspended")) return false;
  change(world.jobs, job.name, world.now, { run: { ...run, tasks: cancelled(run.tasks, world.now) } });
  endJob(world, job.name, "Cancelled");
  return true;
}
