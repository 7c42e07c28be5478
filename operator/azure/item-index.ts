// Which items replicate a machine, and which bear a name: looked up, never scanned.
import { createManyMap } from "../../kube/many-map.ts";
import { createIdMap } from "./id-map.ts";
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

export function createItemIndex<T extends object>(): ItemIndex<T> {
  const machines = createManyMap<T>(createIdMap());
  const names = createManyMap<T>();
  return {
    add: (one, { name, friendlyName, machineId }) => {
      names.add(keyOf(name), one);
      names.add(keyOf(friendlyName), one);
      if (machineId !== undefined) machines.add(machineId, one);
    },
    drop: (one, { name, friendlyName, machineId }) => {
      names.remove(keyOf(name), one);
      names.remove(keyOf(friendlyName), one);
      if (machineId !== undefined) machines.remove(machineId, one);
    },
    ofMachine: machines.get,
    named: (name) => names.get(keyOf(name)),
  };
}
