// Which items replicate a machine, and which bear a name: looked up, never scanned.
import { compact, createIdMap } from "./id-map.ts";
import type { ProtectedItem } from "./site-recovery.ts";

/** ARM ids and names compare without case. */
export const keyOf = (id: string) => id.toLowerCase();

/** `T` is whoever stands for an item, the same one each time. */
export interface ItemIndex<T> {
  add(one: T, item: ProtectedItem): void;
  drop(one: T, item: ProtectedItem): void;
  /** Items that replicate the machine. */
  ofMachine(machineId: string): readonly T[];
  /** Items with this name or friendly name. */
  named(name: string): readonly T[];
}

export function createItemIndex<T>(): ItemIndex<T> {
  const machines = createIdMap<readonly T[]>();
  const names = new Map<string, readonly T[]>();
  return {
    add: (one, item) => {
      for (const name of namesOf(item)) names.set(compact(name), withOne(names.get(name), one));
      const { machineId } = item;
      if (machineId !== undefined) machines.set(machineId, withOne(machines.get(machineId), one));
    },
    drop: (one, item) => {
      for (const name of namesOf(item)) {
        const left = without(names.get(name), one);
        if (left.length > 0) names.set(name, left);
        else names.delete(name);
      }
      const { machineId } = item;
      if (machineId === undefined) return;
      const left = without(machines.get(machineId), one);
      if (left.length > 0) machines.set(machineId, left);
      else machines.delete(machineId);
    },
    ofMachine: (machineId) => machines.get(machineId) ?? [],
    named: (name) => names.get(keyOf(name)) ?? [],
  };
}

function namesOf({ name, friendlyName }: ProtectedItem): ReadonlySet<string> {
  return new Set([keyOf(name), keyOf(friendlyName)]);
}

const withOne = <T>(all: readonly T[] = [], one: T) => (all.includes(one) ? all : [...all, one]);
const without = <T>(all: readonly T[] = [], one: T) => all.filter((other) => other !== one);
