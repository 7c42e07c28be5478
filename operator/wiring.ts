// Connects changes to queues: resources to their own, to those that depend on them, and Azure's news to both.
import type { PhysicalMachineProtection, TestFailover } from "../crds/types.ts";
import { enqueueChanges } from "../kube/enqueue.ts";
import { keyOf } from "../kube/keys.ts";
import { priorities, type WorkQueue } from "../kube/queue.ts";
import type { Change } from "../kube/store.ts";
import type { KubeObject } from "../kube/types.ts";
import { type AzureNews, wireAzure } from "./azure-news.ts";
import type { Copies } from "./copies.ts";
import { holdBack } from "./hold-back.ts";
import { canWait } from "./protection/first-look.ts";
import { readersOf } from "./protection/owner.ts";
import { vaultNameOf } from "./protection/surroundings.ts";
import type { ManagedDirectory } from "./vault/directory.ts";
import { type Queues, wake, wakeCounters, wakeMany, wakeUsersOf, wakeVault } from "./wake.ts";
import { keyIn, ownPriority, policyMatters, protectionMatters, runMatters, vaultMatters } from "./wakes.ts";

export type Queued = Readonly<Record<keyof Queues, { readonly queue: WorkQueue }>>;

export interface Wired extends Omit<AzureNews, "queues"> {
  readonly kinds: Queued;
}

/** Call once, when every copy is complete. */
export function wire({ kinds, ...rest }: Wired): void {
  const { vaults, policies, protections, runs } = kinds;
  const early = holdBack(protections.queue, (key) => hasNothingToSay(key, rest));
  const queues = { vaults: vaults.queue, policies: policies.queue, protections: early, runs: runs.queue };
  const wires: AzureNews = { ...rest, queues };
  wireOwn(wires);
  wireVaults(wires);
  wirePolicies(wires);
  wireProtections(wires);
  wireRuns(wires);
  wireMachines(wires);
  wireAzure(wires);
}

/** Its vault is opened, or read for the first time. */
function hasNothingToSay(key: string, { copies, directory }: Omit<Wired, "kinds">): boolean {
  const protection = copies.protections.get(key);
  const name = protection === undefined ? undefined : vaultNameOf(protection, copies.vaults.list());
  if (protection === undefined || name === undefined) return false;
  return canWait(protection, { vault: copies.vaults.get(name), reading: directory.byName(name)?.view.reading() });
}

function wireOwn({ copies, queues }: AzureNews): void {
  enqueueChanges(copies.vaults, queues.vaults, { priorityOf: ownPriority });
  enqueueChanges(copies.policies, queues.policies, { priorityOf: ownPriority });
  enqueueChanges(copies.protections, queues.protections, { priorityOf: ownPriority });
  enqueueChanges(copies.runs, queues.runs, { priorityOf: ownPriority });
}

/** When one goes, another object for the same vault in Azure takes over. */
function wireVaults({ copies, queues, directory }: AzureNews): void {
  copies.vaults.onChange((change) => {
    if (settled(change) || !vaultMatters(change)) return;
    if (change.type === "deleted") {
      directory.forget(change.object.metadata.name);
      wake(queues.vaults, copies.vaults.list());
    }
    wakeUsersOf(change.object.metadata.name, copies, queues);
  });
}

function wirePolicies({ copies, queues }: AzureNews): void {
  const { policies, protections } = copies;
  policies.onChange((change) => {
    if (settled(change) || !policyMatters(change)) return;
    wakeMany(queues.protections, protections.byIndex("policy", keyOf(change.object)));
    wakeVault(queues, change.object.status?.vault);
    if (change.type === "deleted") wake(queues.policies, policies.byIndex("vault", change.object.status?.vault ?? ""));
  });
}

function wireProtections({ copies, queues, directory, onDiscovery }: AzureNews): void {
  copies.protections.onChange((change) => {
    if (settled(change)) return;
    // When the owner of a machine or an item goes, the next one takes over.
    wake(queues.protections, readersOf(change, copies.protections));
    if (!protectionMatters(change)) return;
    wake(queues.runs, copies.runs.byIndex("protection", keyOf(change.object)));
    wakeCounters(change, queues);
    const handle = directory.byName(change.object.status?.bound?.vault ?? "");
    if (handle !== undefined && ownerMatters(change)) onDiscovery(handle);
    if (change.type === "deleted") freeProtection(change.object, directory);
  });
}

function wireRuns({ copies, queues, directory }: AzureNews): void {
  copies.runs.onChange((change) => {
    if (settled(change) || !runMatters(change)) return;
    const { metadata, spec, status } = change.object;
    if (spec.protection !== undefined) {
      // Whoever waits for a run waits for what its protection does not know yet, too.
      const priority = Math.max(ownPriority(change) ?? priorities.change, priorities.change);
      queues.protections.add(keyIn(metadata.namespace, spec.protection), { priority });
    }
    if (change.type === "deleted" || status?.endedAt !== undefined) freeRun(change.object, directory);
    wake(queues.runs, others(change.object, copies));
    wakeVault(queues, status?.target?.vault);
  });
}

/** The list of discovered machines is ours: one that somebody deletes is written again. */
function wireMachines({ copies, directory, onDiscovery }: AzureNews): void {
  copies.machines.onChange(({ type, object }) => {
    const handle = type === "deleted" ? directory.byName(object.status?.vault ?? "") : undefined;
    if (handle !== undefined) onDiscovery(handle);
  });
}

/** Whether a machine may have got another owner, which its DiscoveredMachine tells. */
function ownerMatters({ type, object, previous }: Change<PhysicalMachineProtection>): boolean {
  return type !== "updated" || object.status?.bound?.machineId !== previous?.status?.bound?.machineId;
}

/** What the first list brings wakes nobody else: everything is looked at then anyway. */
function settled(change: Change<KubeObject>): boolean {
  return change.initial;
}

function others(run: TestFailover, { runs }: Copies): readonly TestFailover[] {
  const { protection } = run.spec;
  if (protection === undefined) return [];
  return runs
    .byIndex("protection", keyIn(run.metadata.namespace, protection))
    .filter((other) => other.metadata.uid !== run.metadata.uid);
}

/** One that is over, or that went without letting go, its finalizer taken off by hand, holds nothing any more. */
function freeRun({ metadata, status }: TestFailover, directory: ManagedDirectory): void {
  const { vault, itemId } = status?.target ?? {};
  if (vault !== undefined && itemId !== undefined) directory.free(vault, itemId, metadata.uid);
}

function freeProtection({ metadata, status }: PhysicalMachineProtection, directory: ManagedDirectory): void {
  const vault = status?.bound?.vault;
  if (vault === undefined) return;
  for (const itemId of new Set([status?.bound?.itemId, status?.operation?.target])) {
    if (itemId !== undefined) directory.free(vault, itemId, metadata.uid);
  }
}
