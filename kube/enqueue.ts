// From changes of objects to keys in a queue: which changes count, and how urgent they are.
import type { Clock } from "./clock.ts";
import { sleep } from "./clock.ts";
import { keyOf } from "./keys.ts";
import { priorities, type WorkQueue } from "./queue.ts";
import type { Reflector } from "./reflector.ts";
import type { Change } from "./store.ts";
import type { KubeObject } from "./types.ts";

export interface EnqueueOptions<T extends KubeObject> {
  /** The keys to reconcile for a change; default: the object's own. */
  readonly keysOf?: (change: Change<T>) => readonly string[];
  /** Default: everything found by the first list is -100, every other change 0. `undefined` drops the change. */
  readonly priorityOf?: (change: Change<T>) => number | undefined;
}

/** Adds keys for each change from now on, and for everything already there. The returned function ends it. */
export function enqueueChanges<T extends KubeObject>(
  reflector: Reflector<T>,
  queue: Pick<WorkQueue, "add">,
  { keysOf = ownKey, priorityOf = usualPriority }: EnqueueOptions<T> = {},
): () => void {
  return reflector.onChange((change) => {
    const priority = priorityOf(change);
    if (priority !== undefined) for (const key of keysOf(change)) queue.add(key, { priority });
  });
}

function ownKey<T extends KubeObject>({ object }: Change<T>): string[] {
  return [keyOf(object)];
}

export function usualPriority<T extends KubeObject>(change: Change<T>): number {
  return change.initial ? priorities.resync : priorities.change;
}

/**
 * True when an update shows no wish of anybody: same generation, annotations, labels, finalizers, and no deletion
 * begun. That is what our own status writes look like when the watch brings them back.
 */
export function isStatusOnly<T extends KubeObject>({ type, object, previous }: Change<T>): boolean {
  if (type !== "updated" || previous === undefined) return false;
  const [now, before] = [object.metadata, previous.metadata];
  return (
    now.generation === before.generation &&
    now.deletionTimestamp === before.deletionTimestamp &&
    same(now.annotations, before.annotations) &&
    same(now.labels, before.labels) &&
    same(now.finalizers, before.finalizers)
  );
}

function same(a: object | undefined, b: object | undefined): boolean {
  const [left, right] = [Object.entries(a ?? {}), new Map(Object.entries(b ?? {}))];
  return left.length === right.size && left.every(([name, value]) => right.get(name) === value);
}

export interface ResyncOptions<T extends KubeObject> {
  readonly reflector: Reflector<T>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Default 10 hours. */
  readonly everySeconds?: number;
}

const tenHoursSeconds = 36_000;

/** Looks at everything again now and then (±10 %), last in line and without a request. Ends with `signal`. */
export async function resync<T extends KubeObject>(options: ResyncOptions<T>, signal: AbortSignal): Promise<void> {
  const { reflector, queue, clock, random = Math.random, everySeconds = tenHoursSeconds } = options;
  while (!signal.aborted) {
    await sleep(clock, everySeconds * 1000 * (0.9 + 0.2 * random()), signal);
    if (signal.aborted) return;
    for (const object of reflector.list()) queue.add(keyOf(object), { priority: priorities.resync });
  }
}
