// Owns enabling protection: from the PUT to the moment when replication begins, or to the failure.
import { lastSegment } from "./arm.ts";
import { readClassicEnable } from "./classic/read-enable.ts";
import { refusedAtTheDoor } from "./door.ts";
import { pace, REPLICATION, SECONDS } from "./durations.ts";
import { tellOfMachine } from "./events.ts";
import { nameTaken, POLICY_NOT_ASSOCIATED, PUSH_FAILED } from "./failures.ts";
import { isClassic } from "./fleet.ts";
import { asJobError, healthErrorsOf, healthsOf } from "./health.ts";
import { callerOf, laterOnItem, startItemJob, type TaskRow } from "./item-jobs.ts";
import { type Item, itemNamed, itemOfMachine, otherOfVmName, saveItem, without } from "./items.ts";
import { endJob, endToRestart, type Job, type JobError, startAgain } from "./jobs.ts";
import { agentInstalled, machineById } from "./machines.ts";
import { isMapped } from "./mappings.ts";
import { readEnable, UnusableField } from "./read-enable.ts";
import { accepted, alreadyEnabled, conflict, invalid, type Result } from "./refusal.ts";
import { change, get } from "./timeline.ts";
import { count, later, type World } from "./world.ts";

function wanted(world: World, name: string, body: unknown): Item | Result {
  try {
    return isClassic(world.fleet) ? readClassicEnable(world, name, body) : readEnable(world, name, body);
  } catch (error) {
    if (error instanceof UnusableField) return invalid(error.message);
    throw error;
  }
}

/** Another item of the same machine, or the item of this name, stands in the way. */
function taken(world: World, item: Item): Result | undefined {
  const before = itemOfMachine(world, item.machineId) ?? itemNamed(world, item.name);
  if (before === undefined) return undefined;
  if (before.busy !== undefined) {
    return conflict(`The operation '${before.busy.scenario}' is in progress on the protected item '${before.name}'.`);
  }
  return alreadyEnabled(before.machineName);
}

const tasks = (item: Item): TaskRow[] => {
  const times = pace(item.scenarios);
  const rest = SECONDS.enable - 30 - 420;
  return [
    [
      "EnableProtectionPreflightChecksTask",
      "EnablePreflight",
      "Prerequisites check for enabling protection",
      30 * times,
    ],
    ["InstallMobilityServiceTask", "InstallMobility", "Installing Mobility Service and preparing target", 420 * times],
    ["EnableReplicationTask", "EnableReplication", "Enable replication", rest * times],
  ];
};

/** Why and when (seconds from its start) the job of this item fails; undefined when it does not. */
function failureOf(world: World, item: Item): { error: JobError; after: number } | undefined {
  if (!isMapped(world, item.policy)) return { error: POLICY_NOT_ASSOCIATED, after: 30 };
  const half = (SECONDS.enable / 2) * pace(item.scenarios);
  const once = item.scenarios.has("fails-enable-once") && count(world, `fails-enable ${item.machineId}`) === 1;
  const cannotPush = machineById(world, item.machineId)?.withoutAgent === true && item.runAsAccountId === undefined;
  return once || cannotPush || item.scenarios.has("fails-enable") ? { error: PUSH_FAILED, after: half } : undefined;
}

function warnOfName(world: World, item: Item, job: Job): void {
  if (otherOfVmName(world, item) === undefined && !item.scenarios.has("name-taken")) return;
  laterOnItem(world, 1080, { job: job.name, name: item.name, what: "warn of the name" }, (then) => {
    change(then.jobs, job.name, then.now, { warning: nameTaken(item.target.vmName) });
  });
}

/** The machine's VmHealth is told once replication has come to be what it will be. */
function tellHealth(world: World, item: Item): void {
  const seconds = REPLICATION.protected * pace(item.scenarios) + 1;
  later(world, seconds, {
    what: `tell the health of ${item.name}`,
    run: (then) => {
      const now = itemNamed(then, item.name);
      if (now?.id !== item.id) return;
      const errors = healthErrorsOf(now, then.now).filter(({ errorCategory }) => errorCategory !== "TestFailover");
      tellOfMachine(then, now, healthsOf(errors).replication, errors[0] && asJobError(errors[0]));
    },
  });
}

/** Puts on the agenda how the job goes on from now: to replication, or to its failure. */
function goOn(world: World, item: Item, job: Job): void {
  const step = { job: job.name, name: item.name, what: "enable" };
  const failure = failureOf(world, item);
  if (failure === undefined) {
    laterOnItem(world, SECONDS.enable * pace(item.scenarios), step, (then, enabled) => {
      const replicating = { ...without(enabled, "busy"), replicatingSince: then.now };
      saveItem(then, replicating);
      agentInstalled(then, enabled.machineId);
      endJob(then, job.name, "Succeeded");
      tellHealth(then, replicating);
    });
  } else {
    laterOnItem(world, failure.after, step, (then, enabled) => {
      saveItem(then, { ...without(enabled, "busy"), enableError: failure.error });
      endToRestart(then, job.name, failure.error);
    });
  }
}

const held = (world: World, item: Item, job: Job): Item => ({
  ...item,
  busy: { scenario: "EnableProtection", job: job.name, startTime: world.now },
});

function begin(world: World, item: Item, source: Job["source"]): Job {
  const plan = { scenario: "EnableDr", friendlyName: "Enable replication", tasks: tasks(item), source };
  const job = startItemJob(world, item, plan);
  warnOfName(world, item, job);
  saveItem(world, held(world, item, job));
  goOn(world, item, job);
  return job;
}

/** The job that failed begins again: the item is being enabled once more. Does nothing when the item is gone or busy. */
export function enableAgain(world: World, jobName: string): void {
  const job = get(world.jobs, jobName);
  const item = job && itemNamed(world, lastSegment(job.resource));
  if (job === undefined || item === undefined || item.busy !== undefined || item.id !== job.target.id) return;
  startAgain(world, job);
  saveItem(world, held(world, without(item, "enableError"), job));
  goOn(world, item, job);
}

/** PUT. What is wrong with the machine or the policy's mapping fails the job later, not the call. */
export function enable(world: World, name: string, body: unknown, source: Job["source"] = "api"): Result {
  const item = wanted(world, name, body);
  if ("refused" in item || "accepted" in item) return item;
  const refusal = refusedAtTheDoor(world, "write", callerOf(world, item)) ?? taken(world, item);
  return refusal ?? accepted(begin(world, item, source));
}
