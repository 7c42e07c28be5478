// The four kinds that are reconciled, each with its reconciler and its share of workers.
import {
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type PhysicalMachineProtectionStatus,
  RecoveryVaultKind,
  ReplicationPolicyKind,
  TestFailoverKind,
} from "../crds/types.ts";
import { createGivingWay } from "../kube/giving-way.ts";
import { priorities, type WorkQueue } from "../kube/queue.ts";
import type { Copies } from "./copies.ts";
import type { MachineSync } from "./discovered-machine/sync.ts";
import { createKind, type Kind, type KindParts } from "./kind.ts";
import { createPolicyReconciler } from "./policy/reconciler.ts";
import { createProtectionReconciler } from "./protection/reconciler.ts";
import { createTestFailoverReconciler } from "./test-failover/reconciler.ts";
import type { ManagedDirectory } from "./vault/directory.ts";
import { createVaultReconciler } from "./vault/reconciler.ts";

export interface Shared extends Copies {
  readonly directory: ManagedDirectory;
  readonly sync: MachineSync;
  /** The cluster's clock. */
  readonly clock: { now(): Date };
  readonly simulated: boolean;
  /** Leadership changes so far. */
  readonly epoch: () => number;
  readonly newId: () => string;
}

/** How many resources of each kind are worked on at once. Runs and protections wait for Azure's answers. */
const WORKERS = { vaults: 2, policies: 2, protections: 8, runs: 8 } as const;

/**
 * Whoever changes ten thousand specs writes many at once, and statuses must not fall behind: eight more, for changes
 * alone. At a start they would only be in the way of a run, whose writes wait behind all that are under way.
 */
const MORE_FOR_CHANGES = 8;

export function createKinds(shared: Shared, parts: KindParts) {
  const { clock } = parts;
  const vault = createVaultReconciler({ ...shared, removeMachines: shared.sync.remove });
  const policy = createPolicyReconciler(shared);
  const protection = createProtectionReconciler(shared);
  const run = createTestFailoverReconciler(shared);
  const { vaults, policies, protections, runs } = shared;
  const runKind = createKind(
    { kind: TestFailoverKind, reflector: runs, reconciler: run, workers: WORKERS.runs },
    parts,
  );
  const protectionKind: Kind<PhysicalMachineProtection, PhysicalMachineProtectionStatus> = createKind(
    {
      kind: PhysicalMachineProtectionKind,
      reflector: protections,
      reconciler: protection,
      workers: WORKERS.protections,
      moreForChanges: MORE_FOR_CHANGES,
      // A run is some writes one after the other, and each would wait behind those that nobody waits for.
      turn: createGivingWay({ clock, busy: () => isAtWork(runKind.queue) && !isAskedFor(protectionKind.queue) }),
    },
    parts,
  );
  return {
    vaults: createKind(
      { kind: RecoveryVaultKind, reflector: vaults, reconciler: vault, workers: WORKERS.vaults },
      parts,
    ),
    policies: createKind(
      { kind: ReplicationPolicyKind, reflector: policies, reconciler: policy, workers: WORKERS.policies },
      parts,
    ),
    protections: protectionKind,
    runs: runKind,
  };
}

function isAtWork(queue: WorkQueue): boolean {
  return queue.length > 0 || queue.running > 0;
}

/** Somebody waits for one of these. */
function isAskedFor(queue: WorkQueue): boolean {
  return (queue.snapshot().depth.get(priorities.person) ?? 0) > 0;
}
