// The operator's live copies of our kinds, with the indexes by which one finds the other.
import {
  type DiscoveredMachine,
  DiscoveredMachineKind,
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type RecoveryVault,
  RecoveryVaultKind,
  type ReplicationPolicy,
  ReplicationPolicyKind,
  type TestFailover,
  TestFailoverKind,
} from "../crds/types.ts";
import type { KubeClient } from "../kube/client.ts";
import { createReflector, type Reflector, type ReflectorParts } from "../kube/reflector.ts";
import { machineIndexes, policyIndexes, protectionIndexes, runIndexes } from "./wakes.ts";

export interface Copies {
  readonly vaults: Reflector<RecoveryVault>;
  readonly machines: Reflector<DiscoveredMachine>;
  readonly policies: Reflector<ReplicationPolicy>;
  readonly protections: Reflector<PhysicalMachineProtection>;
  readonly runs: Reflector<TestFailover>;
}

/** Nothing is asked for before `start`. */
export function createCopies(client: KubeClient, parts: ReflectorParts): Copies {
  const shared = { client, ...parts };
  return {
    vaults: createReflector<RecoveryVault>({ ...shared, kind: RecoveryVaultKind }),
    machines: createReflector<DiscoveredMachine>({ ...shared, kind: DiscoveredMachineKind, indexes: machineIndexes }),
    policies: createReflector<ReplicationPolicy>({ ...shared, kind: ReplicationPolicyKind, indexes: policyIndexes }),
    protections: createReflector<PhysicalMachineProtection>({
      ...shared,
      kind: PhysicalMachineProtectionKind,
      indexes: protectionIndexes,
    }),
    runs: createReflector<TestFailover>({ ...shared, kind: TestFailoverKind, indexes: runIndexes }),
  };
}
