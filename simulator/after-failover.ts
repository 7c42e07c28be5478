// Owns what follows a failover: another recovery point, the commit, and the cancelling of one that is not committed.
import { removeVirtualMachine } from "./azure.ts";
import { textAt, valueAt } from "./body.ts";
import { pace, SECONDS } from "./durations.ts";
import { COMMIT_FAILED, POINT_NOT_CHANGED } from "./failures.ts";
import { isClassic, providerOf } from "./fleet.ts";
import { allowed, isFirst, operate } from "./item-operation.ts";
import { pointWanted } from "./item-points.ts";
import { type Item, itemNamed, without } from "./items.ts";
import type { Job, JobError } from "./jobs.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { startFailoverMachine } from "./test-machine.ts";
import type { World } from "./world.ts";

/** Fails the first time when the machine's scenario says so. */
function firstFailure(world: World, item: Item, scenario: "fails-commit" | "fails-change-point", seconds: number) {
  const error: JobError = scenario === "fails-commit" ? COMMIT_FAILED : POINT_NOT_CHANGED;
  return item.scenarios.has(scenario) && isFirst(world, item, scenario) ? { after: seconds, error } : undefined;
}

/** POST failoverCommit: the recovery point stands, and no other can be chosen. Its task's name is ours [unverified]. */
export function commitFailover(world: World, name: string, source: Job["source"] = "api"): Result {
  const item = allowed(world, name, { action: "failoverCommit", operation: "Commit", source });
  if ("no" in item) return item.no;
  const seconds = SECONDS.commit * pace(item.scenarios);
  const job = operate(world, item, {
    scenario: "CommitFailover",
    friendlyName: "Commit",
    tasks: [["CommitFailoverTask", "CommitFailover", "Commit failover", seconds]],
    plan: { source },
    failure: firstFailure(world, item, "fails-commit", seconds),
    finish: (_, now) => (now.failover === undefined ? now : { ...now, failover: { ...now.failover, committed: true } }),
  });
  return accepted(job);
}

/** POST failoverCancel: the machine in Azure is removed, and replication goes on. Where Azure allows it is in no recording. */
export function cancelFailover(world: World, name: string, source: Job["source"] = "api"): Result {
  const item = allowed(world, name, { action: "failoverCancel", operation: "CancelFailover", source });
  if ("no" in item) return item.no;
  const seconds = SECONDS.cancelFailover * pace(item.scenarios);
  const job = operate(world, item, {
    scenario: "CancelFailover",
    friendlyName: "Cancel failover",
    tasks: [["CancelFailoverTask", "CancelFailover", "Cancel failover", seconds]],
    plan: { source },
    finish: (then, now) => {
      const vm = now.failover?.vm;
      if (vm !== undefined) removeVirtualMachine(then, vm.resourceGroup, vm.name);
      return without(now, "failover");
    },
  });
  return accepted(job);
}

/** The machine is made anew from another point. Its old one is gone first, so that it can have the same name and address. */
function moveTo(then: World, item: Item, { name, time }: { name: string; time: number }): Item | { error: JobError } {
  const { failover } = item;
  if (failover === undefined) return item;
  removeVirtualMachine(then, failover.vm.resourceGroup, failover.vm.name);
  const made = startFailoverMachine(then, item);
  if ("error" in made) return made;
  const vm = { name: made.machine.name, resourceGroup: made.machine.resourceGroup };
  return { ...item, failover: { ...failover, vm, pointId: name, pointTime: time } };
}

/** POST applyRecoveryPoint, "change recovery point": only between a failover and its commit. */
export function changePoint(world: World, name: string, body: unknown, source: Job["source"] = "api"): Result {
  const item = allowed(world, name, { action: "applyRecoveryPoint", operation: "ChangePit", source });
  if ("no" in item) return item.no;
  const where = "properties.providerSpecificDetails";
  const provider = providerOf(world.fleet);
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== provider) return invalid(`${where}.instanceType must be ${provider}.`);
  // A classic provider's details have no point: it is given outside (OpenAPI 2023-06-01).
  const field = `${isClassic(world.fleet) ? "properties" : where}.recoveryPointId`;
  const id = textAt(isClassic(world.fleet) ? valueAt(body, "properties") : details, "recoveryPointId");
  if (id === undefined) return invalid(`${field} must be given.`);
  const point = pointWanted(world, item, { id, field });
  if ("refused" in point || "accepted" in point) return point;
  const seconds = SECONDS.changePoint * pace(item.scenarios);
  const job = operate(world, item, {
    // The scenario's name is ours [unverified].
    scenario: "ApplyRecoveryPoint",
    friendlyName: "Change recovery point",
    tasks: [["ApplyRecoveryPointTask", "ApplyRecoveryPoint", "Change recovery point", seconds]],
    failure: firstFailure(world, item, "fails-change-point", seconds / 2),
    finish: (then, now) => moveTo(then, now, point),
  });
  return accepted(job);
}

const NO_WAY = "is a physical server, and those cannot fail back";
const NO_VMWARE = "is a physical server, and those could fail back to a VMware site only, which is not here";

/**
 * POST reProtect and plannedFailover. Always refused: a physical server has no way back (Microsoft's architecture page),
 * or in a classic vault only one to VMware, which the simulator does not play.
 */
export function noWayBack(world: World, name: string, what: string): Result {
  if (itemNamed(world, name) === undefined) return missing(`replicationProtectedItems/${name}`);
  const why = isClassic(world.fleet) ? NO_VMWARE : NO_WAY;
  const message = `The operation '${what}' is not supported: '${name}' ${why}.`;
  return conflict(message, "OperationNotSupported");
}
