// The four kinds that are reconciled, each with its reconciler and its share of workers.
import {
  PhysicalMachineProtectionKind,
  RecoveryVaultKind,
  ReplicationPolicyKind,
  TestFailoverKind,
} from "../crds/types.ts";
import type { Copies } from "./copies.ts";
import type { MachineSync } from "./discovered-machine/sync.ts";
import { createKind, type KindParts } from "./kind.ts";
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

export function createKinds(shared: Shared, parts: KindParts) {
  const vault = createVaultReconciler({ ...shared, removeMachines: shared.sync.remove });
  const policy = createPolicyReconciler(shared);
  const protection = createProtectionReconciler(shared);
  const run = createTestFailoverReconciler(shared);
  const { vaults, policies, protections, runs } = shared;
  return {
    vaults: createKind(
      { kind: RecoveryVaultKind, reflector: vaults, reconciler: vault, workers: WORKERS.vaults },
      parts,
    ),
    policies: createKind(
      { kind: ReplicationPolicyKind, reflector: policies, reconciler: policy, workers: WORKERS.policies },
      parts,
    ),
    protections: createKind(
      {
        kind: PhysicalMachineProtectionKind,
        reflector: protections,
        reconciler: protection,
        workers: WORKERS.protections,
      },
      parts,
    ),
    runs: createKind({ kind: TestFailoverKind, reflector: runs, reconciler: run, workers: WORKERS.runs }, parts),
  };
}
