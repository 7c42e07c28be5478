// The bot's live copies of our kinds, with the index that commands look things up by.
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
import { createReflector, type ReflectorParts } from "../kube/reflector.ts";
import type { KubeObject } from "../kube/types.ts";
import type { Copies } from "./command.ts";

const byNamespace = { namespace: ({ metadata }: KubeObject) => [metadata.namespace ?? ""] };

/** Nothing is asked for before `start`. */
export function createCopies(client: KubeClient, parts: ReflectorParts): Copies {
  const shared = { client, ...parts };
  const indexed = { ...shared, indexes: byNamespace };
  return {
    vaults: createReflector<RecoveryVault>({ ...shared, kind: RecoveryVaultKind }),
    machines: createReflector<DiscoveredMachine>({ ...shared, kind: DiscoveredMachineKind }),
    policies: createReflector<ReplicationPolicy>({ ...indexed, kind: ReplicationPolicyKind }),
    protections: createReflector<PhysicalMachineProtection>({ ...indexed, kind: PhysicalMachineProtectionKind }),
    runs: createReflector<TestFailover>({ ...indexed, kind: TestFailoverKind }),
  };
}
