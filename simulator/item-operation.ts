// Owns the way that operations on a protected item begin: found, not held, allowed; then a job that holds the item.
import { movedOperations } from "./classic/item.ts";
import type { ItemAction } from "./door.ts";
import { laterOnItem, release, startItemJob, stopped, type TaskRow } from "./item-jobs.ts";
import { allowedOperations, hold, type Item, itemNamed } from "./items.ts";
import { type Job, type JobError, type JobPlan, secondsOf } from "./jobs.ts";
import { conflict, missing, type Result } from "./refusal.ts";
import { count, type World } from "./world.ts";

/** Finds the item and lets whatever stands in the way answer; a plan's run does not come through a machine's door. */
export function free(world: World, name: string, action: ItemAction, source: Job["source"]): Item | { no: Result } {
  const item = itemNamed(world, name);
  if (item === undefined) return { no: missing(`replicationProtectedItems/${name}`) };
  const refusal = source === "api" ? stopped(world, action, item) : undefined;
  return refusal === undefined ? item : { no: refusal };
}

/** The refusal of an operation that is not among the item's allowed ones; undefined when it is. */
export function notAllowed(world: World, item: Item, operation: string): Result | undefined {
  if (allowedOperations(item, world.now).includes(operation)) return undefined;
  const message = `The operation '${operation}' is not allowed on the protected item '${item.name}' in its present state.`;
  return conflict(message, "OperationNotAllowed");
}

/** The item that may have this operation now, or why it may not. */
export function allowed(
  world: World,
  name: string,
  { action, operation, source }: { action: ItemAction; operation: string; source: Job["source"] },
): Item | { no: Result } {
  const item = free(world, name, action, source);
  if ("no" in item) return item;
  const refusal = notAllowed(world, item, operation);
  return refusal === undefined ? item : { no: refusal };
}

/** Whether it is replicated here, and nothing has been made of it. */
export const isSteady = (item: Item): boolean =>
  item.replicatingSince !== undefined &&
  item.drill === undefined &&
  item.failover === undefined &&
  movedOperations(item) === undefined;

/** An item that is replicated and that nothing else is being done with, or why it is not one. */
export function steady(world: World, name: string, action: ItemAction): Item | { no: Result } {
  const item = free(world, name, action, "api");
  if ("no" in item) return item;
  const message = `The protected item '${item.name}' cannot be changed in its present state.`;
  return isSteady(item) ? item : { no: conflict(message, "OperationNotAllowed") };
}

export interface Operation {
  readonly scenario: string;
  readonly friendlyName: string;
  readonly tasks: readonly TaskRow[];
  readonly plan?: Pick<JobPlan, "failover" | "source" | "comments" | "allowedActions">;
  /** seconds after which it fails, and with what */
  readonly failure?: { readonly after: number; readonly error: JobError } | undefined;
  /** what it does to the item at its end; an error lets the job fail after all */
  finish(then: World, item: Item, job: Job): Item | { readonly error: JobError };
  /** what it leaves when it fails; as it was, when not given */
  spoil?(then: World, item: Item): Item;
}

/** Starts an operation's job now, holds the item while it runs, and ends both. */
export function operate(world: World, item: Item, operation: Operation): Job {
  const { scenario, friendlyName, tasks, failure } = operation;
  const job = startItemJob(world, item, { scenario, friendlyName, tasks, ...operation.plan });
  hold(world, item, scenario, job.name);
  const step = { job: job.name, name: item.name, what: friendlyName };
  const fail = (then: World, now: Item, error: JobError): void =>
    release(then, operation.spoil?.(then, now) ?? now, job.name, error);
  if (failure !== undefined) {
    laterOnItem(world, failure.after, step, (then, now) => fail(then, now, failure.error));
    return job;
  }
  laterOnItem(world, secondsOf({ tasks }), step, (then, now) => {
    const after = operation.finish(then, now, job);
    if ("error" in after) fail(then, now, after.error);
    else release(then, after, job.name);
  });
  return job;
}

/** Whether this is the first time for the machine; asking counts. */
export const isFirst = (world: World, item: Item, what: string): boolean =>
  count(world, `${what} ${item.machineId}`) === 1;
