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
 * Whether another protection that may mean the same machine decides otherwise after this change. It reads of us who is
 * the older one and whether we have a call to Azure under way, and nothing else: with thousands that mean one machine,
 * as a template with a slip in it makes, every write of one would have all the others looked at.
 */
export function rivalReads({ type, object, previous }: Change<Protection>, other: Protection): boolean {
  if (other.metadata.uid === object.metadata.uid) return false;
  const before = type === "added" ? undefined : (previous ?? object);
  const after = type === "deleted" ? undefined : object;
  if (isAtWork(before) !== isAtWork(after)) return true;
  return isOlder(object, other) && !sameJson(meaning(before), meaning(after));
}

function isAtWork(protection: Protection | undefined): boolean {
  return protection?.status?.operation !== undefined;
}

/** What is meant, and where. */
function meaning(protection: Protection | undefined): readonly unknown[] | undefined {
  return protection && [machineKeys(protection), protection.spec.vault, protection.status?.bound?.vault];
}
