// The start of a test failover: the intent, the call, and what became of it: adopt, settle, call again. Pure.
import { type Asked, adopted, again, agrees, intend, isoSeconds, looked, resume, type Sighting } from "../operation.ts";
import { requestOf } from "../requested.ts";
import { beforeRepeat, firstObjection, targetOf, waitsBeforeRepeat } from "./check.ts";
import { calledOff, ends } from "./end.ts";
import { follow } from "./follow.ts";
import { isSeenClean, isSeenUp, itemOf } from "./item.ts";
import { networkOf } from "./network.ts";
import { pointOf } from "./point.ts";
import { bodyOf, LOOK_SECONDS, moves, step, stepOnce, stuck, waits } from "./status.ts";
import { machineOf, nameOf } from "./words.ts";
import type { Action, Run, RunVerdict, Status, World } from "./world.ts";

/** Checked and allowed: the intent, and the call. */
export function begin(run: Run, world: World): RunVerdict {
  const itemId = itemOf(world.item)?.id ?? "";
  const network = networkOf(run, world.protection) ?? "";
  const operation = intend({
    id: world.operationId,
    kind: "TestFailover",
    target: itemId,
    knownJobs: world.knownJobs,
    azureDate: world.azureNow,
    epoch: world.epoch,
  });
  const { nextTryAt: _, ...before } = bodyOf(run, world);
  const status: Status = {
    ...before,
    target: targetOf(run, world),
    network,
    recoveryPoint: chosenPoint(run, world),
    startedAt: isoSeconds(world.azureNow),
    operation,
    ...requestOf(run.metadata),
    ...rpoNow(world),
  };
  const message = `Azure is asked to start a test failover of ${machineOf(run, world)} into ${nameOf(network)}.`;
  const verdict = waits(stepOnce(status, "Checked", world.azureNow), "Starting", { reason: "Starting", message });
  return { ...verdict, action: call(run, status, world.operationId) };
}

function chosenPoint(run: Run, world: World): NonNullable<Status["recoveryPoint"]> {
  const point = pointOf(run, world);
  if (point === undefined || point === "latest") return { type: run.spec.recoveryPoint.type };
  return { id: point.id, time: isoSeconds(point.time), type: point.type };
}

function rpoNow(world: World): { rpoAtStartSeconds?: number } {
  const seconds = itemOf(world.item)?.rpoSeconds;
  return seconds === undefined ? {} : { rpoAtStartSeconds: Math.max(0, Math.round(seconds)) };
}

function call(run: Run, status: Status, operationId: string): Action {
  const point = run.spec.recoveryPoint.type === "Latest" ? undefined : status.recoveryPoint?.id;
  return {
    do: "testFailover",
    itemId: status.target?.itemId ?? "",
    operationId,
    request: { networkId: status.network ?? "", ...(point === undefined ? {} : { recoveryPointId: point }) },
  };
}

/** Phase Starting: an intent is on record. */
export function starting(run: Run, world: World): RunVerdict {
  const status = bodyOf(run, world);
  const { operation } = status;
  if (operation === undefined) return moves(status, "Checking", "Checking", "The start is checked once more.");
  const asked = { ...network(status), ...point(run, status) };
  const next = resume(operation, asked, sightingsFor(asked, world), world.azureNow);
  if ("follow" in next) return follow(run, world, status);
  if ("adopt" in next) return adopt(run, world, status, next.adopt);
  if ("foreign" in next) return foreign(run, world, status, next.foreign);
  if ("settle" in next) return settle(run, world, status, next.settle);
  return callAgain(run, world, status);
}

/** A drill that was asked for otherwise is in the way as long as it is there; once it is cleaned up it is history. */
function sightingsFor(asked: Asked, { sightings, item }: World): readonly Sighting[] {
  return isSeenClean(item) ? sightings.filter((one) => agrees(asked, one)) : sightings;
}

function network(status: Status): { network?: string } {
  return status.network === undefined ? {} : { network: status.network };
}

function point(run: Run, status: Status): { recoveryPoint?: string } {
  const id = run.spec.recoveryPoint.type === "Latest" ? undefined : status.recoveryPoint?.id;
  return id === undefined ? {} : { recoveryPoint: id };
}

function adopt(run: Run, world: World, status: Status, jobId: string): RunVerdict {
  const operation = status.operation === undefined ? undefined : adopted(status.operation, jobId);
  const found = operation === undefined ? status : { ...status, operation };
  const message = "Found by looking: the answer to the call was lost.";
  const sighting = world.sightings.find((one) => one.jobId === jobId);
  const told = step(found, "Started", sighting?.startedAt ?? world.azureNow, { jobId, message });
  const sentence = `Azure had accepted the test failover of ${machineOf(run, world)}: job ${jobId} is followed.`;
  return moves(told, "Starting", "Starting", sentence);
}

function foreign(run: Run, world: World, status: Status, jobId: string): RunVerdict {
  if (wantsToEnd(run)) return abandon(run, world, status);
  const message = `Azure runs a test failover of ${machineOf(run, world)} that was asked for otherwise (job ${jobId}). It is not ours, so it is not touched. Clean it up where it was started; this run goes on after that. Or delete this TestFailover.`;
  return stuck(status, "Starting", { reason: "ForeignOperation", message });
}

function settle(run: Run, world: World, status: Status, seconds: number): RunVerdict {
  const operation = status.operation === undefined ? undefined : looked(status.operation, world.azureNow);
  const message = `Whether Azure accepted the test failover of ${machineOf(run, world)} is not known. Azure's lists lag, so it is looked for during three minutes before anything is asked for again.`;
  const next = { afterSeconds: Math.min(seconds, LOOK_SECONDS) };
  const looking = operation === undefined ? status : { ...status, operation };
  return waits(looking, "Starting", { reason: "Settling", message, next });
}

/** After settling without a trace: once more, unless it is no longer wanted, no longer right, or not possible now. */
function callAgain(run: Run, world: World, status: Status): RunVerdict {
  const { operation, ...rest } = status;
  if (wantsToEnd(run) || operation === undefined) return abandon(run, world, status);
  if (isSeenUp(world.item)) return unclear(run, world, status);
  const before: Run = { ...run, status: { ...run.status, ...rest } };
  const objection =
    firstObjection(beforeRepeat, withoutIntent(before), world, "Checking") ??
    firstObjection(waitsBeforeRepeat, run, world, "Starting");
  if (objection !== undefined) return objection;
  const repeated = again(operation);
  const message = `Azure shows no trace of the first call, so it is asked again to start a test failover of ${machineOf(run, world)}.`;
  const verdict = waits({ ...rest, operation: repeated }, "Starting", { reason: "Starting", message });
  return { ...verdict, action: call(run, status, repeated.id) };
}

function withoutIntent(run: Run): Run {
  const { operation: _, startedAt: __, ...status } = run.status ?? {};
  return { ...run, status };
}

/** A machine is up, and no job tells by whom: neither repeated nor given up, since it may be ours. */
function unclear(run: Run, world: World, status: Status): RunVerdict {
  const message = `A test failover of ${machineOf(run, world)} is up in Azure, and Azure shows no job that tells whether this run started it. It is not touched. Clean it up where it was started, or in the portal; this run goes on after that. Or delete this TestFailover.`;
  return stuck(status, "Starting", { reason: "ForeignOperation", message });
}

function wantsToEnd(run: Run): boolean {
  return run.spec.cleanUp.now === true || run.metadata.deletionTimestamp !== undefined;
}

/** Nothing of ours was started, as far as Azure shows after settling. */
function abandon(run: Run, world: World, status: Status): RunVerdict {
  const other = isSeenUp(world.item)
    ? " One that is up there is not known to be of this run; it is not touched. Clean it up where it was started."
    : "";
  const message = `Cancelled. Azure shows no test failover of ${machineOf(run, world)} that this run started.${other}`;
  const { startedAt: _, rpoAtStartSeconds: __, ...rest } = status;
  return ends(run, rest, { phase: "Cancelled", ...calledOff(run), message }, world.azureNow);
}
