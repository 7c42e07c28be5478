// Which of several protections of one machine owns it, and how they are found in a cache. Pure.
import type { SourceMachine } from "../azure/site-recovery.ts";
import { isOlder } from "../vault/identity.ts";
import { keyOf, keysOf, namedBy } from "./machine.ts";
import type { Protection } from "./world.ts";

/** The cache index that `machineKeys` fills. */
export const MACHINE_INDEX = "means";

/** Keys for a cache index: how the manifest names the machine, and the machine and item that it is bound to. */
export function machineKeys({ spec, status }: Protection): readonly string[] {
  const { field, value } = namedBy(spec.machine);
  return [
    keyOf(field, value),
    ...(status?.bound?.machineId === undefined ? [] : [keyOf("id", status.bound.machineId)]),
    ...(status?.bound?.itemId === undefined ? [] : [itemKey(status.bound.itemId)]),
  ];
}

/** Where to look for others that may mean this machine or item. */
export function rivalKeys(machine: SourceMachine | undefined, itemId: string | undefined): readonly string[] {
  return [...(machine === undefined ? [] : keysOf(machine)), ...(itemId === undefined ? [] : [itemKey(itemId)])];
}

function itemKey(itemId: string): string {
  return `item:${itemId.toLowerCase()}`;
}

/** The oldest of them, itself included; of the same second, the smallest uid. */
export function ownerOf(resource: Protection, rivals: readonly Protection[]): Protection {
  return rivals.reduce((owner, rival) => (isOlder(rival, owner) ? rival : owner), resource);
}
