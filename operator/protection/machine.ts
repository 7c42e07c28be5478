// Finds the machine that a manifest means among those that the appliances see. Pure.
import type { PhysicalMachineProtectionMachine } from "../../crds/types.ts";
import { createManyMap, type ManyMap } from "../../kube/many-map.ts";
import type { SourceMachine } from "../azure/site-recovery.ts";
import { nearest } from "./nearest.ts";

export type Match =
  | { readonly found: SourceMachine }
  | { readonly several: readonly SourceMachine[] }
  | { readonly none: true; readonly didYouMean?: string };

/** How a machine can be named, in the order of the manifest's fields. */
export type MachineField = "name" | "fqdn" | "ipAddress" | "biosId" | "id";

export interface MachineIndex {
  /** Those that a manifest may mean by this. */
  find(field: MachineField, value: string): readonly SourceMachine[];
  readonly names: readonly string[];
}

/** The field that names the machine and its value; a classic `add` names it by its host name. */
export function namedBy(machine: PhysicalMachineProtectionMachine): { field: MachineField; value: string } {
  if (machine.id !== undefined) return { field: "id", value: machine.id };
  if (machine.biosId !== undefined) return { field: "biosId", value: machine.biosId };
  if (machine.ipAddress !== undefined) return { field: "ipAddress", value: machine.ipAddress };
  if (machine.fqdn !== undefined) return { field: "fqdn", value: machine.fqdn };
  return { field: "name", value: machine.name ?? machine.add?.name ?? "" };
}

/** One key for each way to name it. Names, ids and UUIDs compare without case. */
export function keyOf(field: MachineField, value: string): string {
  return `${field}:${value.toLowerCase()}`;
}

/** Everything by which a manifest may mean this machine. */
function namesOf(machine: SourceMachine): readonly (readonly [MachineField, string | undefined])[] {
  return [
    ["id", machine.id],
    ["name", machine.name],
    ["fqdn", machine.fqdn],
    ["biosId", machine.biosId],
    ...machine.addresses.map((address) => ["ipAddress", address] as const),
  ];
}

/** All the keys under which a manifest may mean this machine. */
export function keysOf(machine: SourceMachine): readonly string[] {
  return namesOf(machine).flatMap(([field, value]) => (value === undefined ? [] : [keyOf(field, value)]));
}

/** Made once for a list of machines, so that each look costs one step. */
export function indexMachines(machines: readonly SourceMachine[]): MachineIndex {
  const byField = new Map<MachineField, ManyMap<SourceMachine>>();
  for (const machine of machines) {
    for (const [field, value] of namesOf(machine)) {
      if (value === undefined) continue;
      const byValue = byField.get(field) ?? createManyMap<SourceMachine>();
      byField.set(field, byValue);
      byValue.add(value.toLowerCase(), machine);
    }
  }
  return {
    find: (field, value) => byField.get(field)?.get(value.toLowerCase()) ?? [],
    names: machines.map((machine) => machine.name),
  };
}

/** The machine that was bound, or the one that the manifest means. */
export function findMachine(
  wanted: PhysicalMachineProtectionMachine,
  boundId: string | undefined,
  index: MachineIndex,
): Match {
  const { field, value } = boundId === undefined ? namedBy(wanted) : { field: "id" as const, value: boundId };
  const candidates = index.find(field, value);
  const [first, ...others] = candidates;
  if (first !== undefined) return others.length === 0 ? { found: first } : { several: candidates };
  const similar = field === "name" ? nearest(value, index.names) : undefined;
  return similar === undefined ? { none: true } : { none: true, didYouMean: similar };
}
