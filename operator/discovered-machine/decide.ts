// Which DiscoveredMachines must be written so that they tell what the appliances see. Pure.
import type { DiscoveredMachine, DiscoveredMachineStatus, ObjectReference } from "../../crds/types.ts";
import { createIdMap } from "../azure/id-map.ts";
import type { SourceMachine } from "../azure/site-recovery.ts";
import type { Discovery } from "../azure/view.ts";
import { isoSeconds } from "../operation.ts";
import { sameJson } from "../same-json.ts";
import { statusOf } from "./status.ts";

export interface Facts {
  readonly vault: { readonly name: string; readonly uid: string };
  readonly siteId: string | undefined;
  readonly discovery: Discovery;
  /** Those of this vault that the cluster has. */
  readonly existing: readonly DiscoveredMachine[];
  /** The protection that owns a machine, by ARM id. */
  readonly ownerOf: (machineId: string) => ObjectReference | undefined;
  readonly nameOf: (machineId: string, machineName: string) => string;
  /** Azure's clock: when the appliances looked. */
  readonly now: Date;
}

/** One resource as it is to be. */
export interface Wanted {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: { readonly name: string; readonly uid: string };
  readonly status: DiscoveredMachineStatus;
}

export interface Writes {
  readonly apply: readonly Wanted[];
  /** Names. */
  readonly remove: readonly string[];
}

export const VAULT_LABEL = "asr-chatops.io/vault";

/** A machine that vanished is shown as missing for so long; protected ones stay. */
const FORGET_DAYS = 30;

/** Nothing while no list came through whole: absence from half a list means nothing. */
export function machinesToWrite(facts: Facts): Writes {
  if (!facts.discovery.complete) return { apply: [], remove: [] };
  const known = createIdMap<DiscoveredMachine>();
  for (const machine of facts.existing) known.set(machine.status?.id ?? "", machine);
  const current = new Map(facts.existing.map((machine) => [machine.metadata.name, machine]));
  const changed = (one: Wanted) => differs(one, current.get(one.name));
  // One after the other: of ten thousand, few differ, and the rest need not be held for that.
  const names = new Set<string>();
  const apply = facts.discovery.machines.flatMap((machine) => {
    const wanted = seen(facts, machine, known.get(machine.id));
    names.add(wanted.name);
    return changed(wanted) ? [wanted] : [];
  });
  const unseen = facts.existing.filter(({ metadata }) => !names.has(metadata.name));
  const gone = new Set(unseen.filter((machine) => isForgotten(facts, machine)));
  const missing = unseen.filter((machine) => !gone.has(machine)).flatMap((machine) => notSeen(facts, machine));
  return {
    apply: [...apply, ...missing.filter(changed)],
    remove: [...gone].map(({ metadata }) => metadata.name),
  };
}

/** A machine that was renamed keeps its resource: the id is what it is. */
function seen(facts: Facts, machine: SourceMachine, before: DiscoveredMachine | undefined): Wanted {
  const { vault, siteId, ownerOf, nameOf } = facts;
  const name = before?.metadata.name ?? nameOf(machine.id, machine.name);
  return wantedOf(facts, name, statusOf(machine, { vault: vault.name, siteId, protectedBy: ownerOf(machine.id) }));
}

function notSeen(facts: Facts, machine: DiscoveredMachine): readonly Wanted[] {
  const { status, metadata } = machine;
  if (status === undefined) return [];
  const { protectedBy: _, ...rest } = status;
  const protectedBy = facts.ownerOf(status.id);
  const missingSince = status.missingSince ?? isoSeconds(facts.discovery.at ?? facts.now);
  return [
    wantedOf(facts, metadata.name, { ...rest, missingSince, ...(protectedBy === undefined ? {} : { protectedBy }) }),
  ];
}

function wantedOf({ vault }: Facts, name: string, status: DiscoveredMachineStatus): Wanted {
  return { name, labels: { [VAULT_LABEL]: vault.name }, owner: vault, status };
}

function isForgotten({ ownerOf, now }: Facts, { status }: DiscoveredMachine): boolean {
  if (status?.missingSince === undefined) return status === undefined;
  const days = (now.getTime() - Date.parse(status.missingSince)) / 86_400_000;
  return days > FORGET_DAYS && ownerOf(status.id) === undefined;
}

function differs({ status, labels }: Wanted, before: DiscoveredMachine | undefined): boolean {
  if (before === undefined) return true;
  const sameLabels = Object.entries(labels).every(([key, value]) => before.metadata.labels?.[key] === value);
  return !sameLabels || !sameJson(status, before.status);
}

const SLUG_CHARACTERS = 54;

/** Lower-case letters, digits and hyphens, whatever the appliance reports: names are data from outside. */
export function slugOf(machineName: string): string {
  const slug = machineName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, SLUG_CHARACTERS)
    .replace(/-+$/, "");
  return slug === "" ? "machine" : slug;
}
