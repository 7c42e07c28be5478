// Which of several protections of one machine owns it, and how they are found in a cache. Pure.
import type { Change } from "../../kube/store.ts";
import type { SourceMachine } from "../azure/site-recovery.ts";
import { sameJson } from "../same-json.ts";
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

/**
 * The others that may mean the same machine and decide otherwise after this change. They read of us who is the older one
 * and whether we have a call to Azure under way, and nothing else: with thousands that mean one machine, as a template
 * with a slip in it makes, every write of one would have all the others looked at.
 */
export function readersOf(change: Change<Protection>, protections: Indexed): readonly Protection[] {
  const { type, object, previous = object } = change;
  const before = type === "added" ? undefined : previous;
  const after = type === "deleted" ? undefined : object;
  const works = isAtWork(before) !== isAtWork(after);
  if (!works && sameJson(meaning(before), meaning(after))) return [];
  const keys = new Set([object, previous].flatMap(machineKeys));
  return [...keys]
    .flatMap((key) => protections.byIndex(MACHINE_INDEX, key))
    .filter((other) => other.metadata.uid !== object.metadata.uid && (works || isOlder(object, other)));
}

/** With the index MACHINE_INDEX, filled by `machineKeys`. */
export interface Indexed {
  byIndex(index: string, value: string): readonly Protection[];
}

function isAtWork(protection: Protection | undefined): boolean {
  return protection?.status?.operation !== undefined;
}

/** What is meant, and where. */
function meaning(protection: Protection | undefined): readonly unknown[] | undefined {
  return protection && [machineKeys(protection), protection.spec.vault, protection.status?.bound?.vault];
}
