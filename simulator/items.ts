// Owns the protected item: its facts, and what follows from them and the time: state, allowed operations, scenario.
import { type ClassicItem, movedOperations } from "./classic/item.ts";
import { pace, REPLICATION } from "./durations.ts";
import type { JobError } from "./jobs.ts";
import type { NewerFields } from "./newer-fields.ts";
import { resyncOf } from "./resync-state.ts";
import type { Scenario } from "./scenarios.ts";
import { get, put } from "./timeline.ts";
import type { World } from "./world.ts";

export interface ProtectedDisk {
  readonly id: string;
  readonly name: string;
  readonly os: boolean;
  readonly capacityBytes: number;
  readonly diskType: string;
  readonly logStorageAccountId: string;
  readonly encryptionSetId?: string;
}

/** A network card and where it goes; what is not set is undefined. */
export interface ProtectedNic {
  readonly id: string;
  readonly sourceAddress: string;
  readonly primary: boolean;
  readonly selected: boolean;
  readonly targetSubnet?: string;
  readonly targetAddress?: string;
  readonly testSubnet?: string;
  readonly testAddress?: string;
}

/** What Azure makes of the machine at a failover; empty texts where the service shows empty texts. */
export interface TargetSettings {
  readonly vmName: string;
  readonly vmSize: string;
  readonly resourceGroupId: string;
  readonly networkId: string;
  readonly testNetworkId: string;
  readonly availabilitySetId: string;
  readonly availabilityZone: string;
  readonly proximityPlacementGroupId: string;
  readonly bootDiagnosticsStorageAccountId: string;
  readonly licenseType: string;
  /** what api-version 2024-04-01 has beside these, as it was given */
  readonly newer: NewerFields;
}

export interface Drill {
  readonly job: string;
  readonly startTime: number;
  readonly pointId: string;
  readonly vm?: { readonly resourceGroup: string; readonly name: string };
  /** the test machine waits for its clean-up */
  readonly waiting: boolean;
  /** its job failed although there is something to clean up */
  readonly failed: boolean;
}

/** A failover that is done: the machine runs in Azure, and nothing is replicated any more. */
export interface Failover {
  readonly job: string;
  readonly startTime: number;
  readonly pointId: string;
  readonly pointTime: number;
  readonly vm: { readonly resourceGroup: string; readonly name: string };
  readonly committed: boolean;
}

export interface Item {
  readonly name: string;
  /** the service's own GUID for it */
  readonly id: string;
  readonly machineId: string;
  readonly machineName: string;
  readonly appliance: string;
  readonly scenarios: ReadonlySet<Scenario>;
  /** name of its policy */
  readonly policy: string;
  /** when its enable job ended and replication began (milliseconds) */
  readonly replicatingSince?: number;
  readonly enableError?: JobError;
  /** the operation that holds it; while there is one, nothing else is allowed */
  readonly busy?: { readonly scenario: string; readonly job: string; readonly startTime: number };
  readonly drill?: Drill;
  readonly failover?: Failover;
  /** when the last successful failover was started (recorded az CLI traffic, 2023: its job's start) */
  readonly lastFailover?: number;
  readonly cleanedUpAt?: number;
  /** when the last successful test failover was started; known from its clean-up on */
  readonly lastTestFailover?: number;
  /** when a resynchronisation began (milliseconds) */
  readonly resyncSince?: number;
  readonly agentUpdate?: { readonly at: number; readonly worked: boolean };
  /** codes of health errors that somebody has marked as resolved */
  readonly resolved?: readonly string[];
  readonly multiVmGroup?: string;
  readonly runAsAccountId?: string;
  readonly target: TargetSettings;
  readonly disks: readonly ProtectedDisk[];
  readonly nics: readonly ProtectedNic[];
  /** what only an item of a classic vault has */
  readonly classic?: ClassicItem;
}

export type ProtectionState =
  | "UnprotectedStatesBegin"
  | "EnablingFailed"
  | "InitialReplicationInProgress"
  | "InitialReplicationRecoveryCompletionPending"
  | "Protected"
  | "UnplannedFailoverCommitPendingStatesBegin"
  | "UnplannedFailoverCommitted";

/** Seconds of replication at a moment, on the scale of a machine of normal pace; undefined before it began. */
export function replicatedSeconds(item: Item, at: number): number | undefined {
  if (item.replicatingSince === undefined) return undefined;
  return (at - item.replicatingSince) / 1000 / pace(item.scenarios);
}

/** `EnablingFailed` is the name in a sister service: what Site Recovery calls it for a failed enable is not recorded. */
export function stateOf(item: Item, at: number): ProtectionState {
  if (item.enableError !== undefined) return "EnablingFailed";
  if (item.failover !== undefined) {
    return item.failover.committed ? "UnplannedFailoverCommitted" : "UnplannedFailoverCommitPendingStatesBegin";
  }
  const seconds = replicatedSeconds(item, at);
  if (seconds === undefined) return "UnprotectedStatesBegin";
  if (seconds < REPLICATION.pending || item.scenarios.has("never-replicates")) return "InitialReplicationInProgress";
  return seconds < REPLICATION.protected ? "InitialReplicationRecoveryCompletionPending" : "Protected";
}

/**
 * After a failover: recorded az CLI traffic of a virtual machine, SwitchProtection included, which a physical server
 * is refused all the same, and which a classic item lacks as that of Hyper-V does (official example) [unverified].
 * CancelFailover was never seen, so it takes a scenario; what stands there after the commit is of the official
 * examples, without the Failback that a physical server does not have.
 */
function afterFailover(item: Item, failover: Failover): string[] {
  if (failover.committed) return ["CompleteMigration", "DisableProtection"];
  const shared = ["CompleteMigration", "Commit", "DisableProtection", "ChangePit"];
  const recorded = item.classic === undefined ? [...shared, "SwitchProtection"] : shared;
  return item.scenarios.has("cancellable-failover") ? [...recorded, "CancelFailover"] : recorded;
}

/** What may be asked for (recorded az CLI traffic; with a drill: the official examples). Nothing while something runs. */
export function allowedOperations(item: Item, at: number): string[] {
  if (item.busy !== undefined) return [];
  if (item.drill?.waiting) return ["TestFailoverCleanup"];
  if (item.failover !== undefined) return afterFailover(item, item.failover);
  if (stateOf(item, at) !== "Protected") return ["DisableProtection"];
  const moved = movedOperations(item);
  if (moved !== undefined) return moved;
  const steady = ["UnplannedFailover", "DisableProtection", "TestFailover"];
  return resyncOf(item, at).state === "required" ? ["RepairReplication", ...steady] : steady;
}

/** What holds the item: the running operation, or the drill that waits for its clean-up. */
export function scenarioOf(item: Item): { scenario: string; job: string; startTime: number } | undefined {
  if (item.busy !== undefined) return item.busy;
  const drill = item.drill;
  return drill?.waiting && !drill.failed
    ? { scenario: "TestFailover", job: drill.job, startTime: drill.startTime }
    : undefined;
}

export const itemNamed = (world: World, name: string): Item | undefined => get(world.items, name);

/** Puts an item's changed copy in its place. */
export function saveItem(world: World, item: Item): void {
  put(world.items, item.name, item, world.now);
  world.itemOfMachine.set(item.machineId, item.name);
  world.itemOfVmName.set(item.target.vmName.toLowerCase(), item.name);
  const group = item.multiVmGroup?.toLowerCase();
  if (group !== undefined) world.itemsOfGroup.set(group, (world.itemsOfGroup.get(group) ?? new Set()).add(item.name));
}

/** The items that are replicated together with one, itself included; only itself when it is in no group. */
export function groupOf(world: World, item: Item): Item[] {
  const group = item.multiVmGroup?.toLowerCase();
  if (group === undefined) return [item];
  const found = [...(world.itemsOfGroup.get(group) ?? [])].map((name) => itemNamed(world, name));
  return found.filter((each) => each !== undefined).filter((each) => each.multiVmGroup?.toLowerCase() === group);
}

/** The item that protects a machine, by the machine's ARM name; or did at a moment (milliseconds). */
export function itemOfMachine(world: World, machineId: string, at = Number.POSITIVE_INFINITY): Item | undefined {
  const item = get(world.items, world.itemOfMachine.get(machineId) ?? "", at);
  return item?.machineId === machineId ? item : undefined;
}

/** An item whose target has this name, when it is another than the one given. */
export function otherOfVmName(world: World, item: Item): Item | undefined {
  const vmName = item.target.vmName.toLowerCase();
  const other = itemNamed(world, world.itemOfVmName.get(vmName) ?? "");
  return other !== undefined && other.name !== item.name && other.target.vmName.toLowerCase() === vmName
    ? other
    : undefined;
}

/** Takes the fields named off an item: absent, not undefined. */
export function without(item: Item, ...fields: readonly ("busy" | "drill" | "failover" | "enableError")[]): Item {
  const kept = { ...item };
  for (const field of fields) delete kept[field];
  return kept;
}

/** Marks the item as held by a job's operation. */
export const hold = (world: World, item: Item, scenario: string, job: string): void => {
  saveItem(world, { ...item, busy: { scenario, job, startTime: world.now } });
};
