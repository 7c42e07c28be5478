// Which items replicate a machine, and which bear a name: looked up, never scanned.
import type { ProtectedItem } from "./site-recovery.ts";

/** ARM ids and names compare without case. */
export const keyOf = (id: string) => id.toLowerCase();

export interface ItemIndex {
  add(key: string, item: ProtectedItem): void;
  drop(key: string, item: ProtectedItem): void;
  /** Keys of the items that replicate the machine. */
  ofMachine(machineId: string): readonly string[];
  /** Keys of the items with this name or friendly name. */
  named(name: string): readonly string[];
}

export function createItemIndex(): ItemIndex {
  const keys = new Map<string, Set<string>>();
  return {
    add: (key, item) => {
      for (const term of termsOf(item)) {
        const found = keys.get(term);
        if (found === undefined) keys.set(term, new Set([key]));
        else found.add(key);
      }
    },
    drop: (key, item) => {
      for (const term of termsOf(item)) {
        const found = keys.get(term);
        found?.delete(key);
        if (found?.size === 0) keys.delete(term);
      }
    },
    ofMachine: (machineId) => [...(keys.get(machineTerm(machineId)) ?? [])],
    named: (name) => [...(keys.get(nameTerm(name)) ?? [])],
  };
}

const machineTerm = (machineId: string) => `machine ${keyOf(machineId)}`;
const nameTerm = (name: string) => `name ${keyOf(name)}`;

function termsOf({ name, friendlyName, machineId }: ProtectedItem): ReadonlySet<string> {
  const machine = machineId === undefined ? [] : [machineTerm(machineId)];
  return new Set([nameTerm(name), nameTerm(friendlyName), ...machine]);
}
