// Owns what the operations on an item have in common: their job, and letting the item go when it ends.
import { type Caller, refusedAtTheDoor, type WriteKind } from "./door.ts";
import { itemPath } from "./fabric.ts";
import { type Item, itemNamed, saveItem, without } from "./items.ts";
import { endJob, type Job, type JobError, type JobPlan, startJob } from "./jobs.ts";
import { conflict, type Result } from "./refusal.ts";
import { later, type World } from "./world.ts";

export type TaskRow = JobPlan["tasks"][number];

/** Starts a job whose target is the item. */
export const startItemJob = (world: World, item: Item, plan: Omit<JobPlan, "target" | "resource">): Job =>
  startJob(world, {
    ...plan,
    target: { id: item.id, name: item.machineName, type: "ProtectionEntity" },
    resource: itemPath(world.fleet, item.name),
  });

/** Does something to the item, `seconds` from now, as part of the job; nothing when the item is gone by then. */
export function laterOnItem(
  world: World,
  seconds: number,
  { job, name, what }: { job: string; name: string; what: string },
  run: (then: World, item: Item) => void,
): void {
  later(world, seconds, {
    job,
    what: `${what} ${name}`,
    run: (then) => {
      const item = itemNamed(then, name);
      if (item !== undefined) run(then, item);
    },
  });
}

/** The item's operation is over, well or badly. */
export function release(world: World, item: Item, job: string, error?: JobError): void {
  saveItem(world, without(item, "busy"));
  endJob(world, job, error === undefined ? "Succeeded" : "Failed", error);
}

/** The refusal while another operation holds the item; undefined when none does. */
export function held(item: Item): Result | undefined {
  if (item.busy === undefined) return undefined;
  const message = `The operation '${item.busy.scenario}' is in progress on the protected item '${item.name}'.`;
  return conflict(message);
}

/** Who asks at the door: the machine behind the item. */
export const callerOf = (world: World, item: Item): Caller => ({
  key: item.machineId,
  scenarios: item.scenarios,
  path: itemPath(world.fleet, item.name),
});

/** What stands in the way of a write on an item, whatever it is for: the machine's scenario, or a running operation. */
export const stopped = (world: World, kind: WriteKind, item: Item): Result | undefined =>
  refusedAtTheDoor(world, kind, callerOf(world, item)) ?? held(item);
