// Builds what the bot reads of the cluster, as it is in the plainest case; each test says what differs. Times are fixed.
import type {
  Condition,
  PhysicalMachineProtection,
  PhysicalMachineProtectionSpec,
  PhysicalMachineProtectionStatus,
  RecoveryVault,
  RecoveryVaultSpec,
  RecoveryVaultStatus,
  TestFailover,
  TestFailoverSpec,
  TestFailoverStatus,
} from "../../crds/types.ts";
import { ASKER, condition, ITEM, iso, PORTAL } from "./build-status.ts";

export * from "./build-status.ts";

export interface MetadataParts {
  readonly finalizers?: string[];
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const metadata = (name: string, parts: MetadataParts) => ({
  name,
  uid: `uid-${parts.name ?? name}`,
  resourceVersion: "1",
  generation: 1,
  creationTimestamp: iso("10:30"),
  ...parts,
});

export interface RunParts {
  readonly metadata?: MetadataParts;
  readonly spec?: Partial<TestFailoverSpec>;
  readonly status?: TestFailoverStatus;
}

/** A drill of web01 that the asker started in chat. Without a status the operator has not seen it. */
export function runOf({ metadata: parts = {}, spec = {}, status }: RunParts = {}): TestFailover {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: { ...metadata("web01-20261123-9f3c", { namespace: "dr-team", ...parts }) },
    spec: {
      protection: "web01",
      recoveryPoint: { type: "Latest" },
      cleanUp: { after: "2h" },
      requestedBy: ASKER,
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

export interface ProtectionParts {
  readonly metadata?: MetadataParts;
  readonly spec?: Partial<PhysicalMachineProtectionSpec>;
  readonly status?: PhysicalMachineProtectionStatus;
}

/** A machine that is protected and well: web01, unless it is named. */
export function protectionOf(parts: ProtectionParts = {}): PhysicalMachineProtection {
  const name = parts.metadata?.name ?? "web01";
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: metadata("web01", { namespace: "dr-team", ...parts.metadata }),
    spec: {
      policy: "gold",
      machine: { name },
      deletionPolicy: "Retain",
      suspend: false,
      ...parts.spec,
    },
    status: {
      observedGeneration: 1,
      machine: name,
      bound: { vault: "contoso", itemId: ITEM, processServerId: "ps-1", machineName: name },
      stateDescription: "Protected",
      protectionState: "Protected",
      replicationHealth: "Normal",
      rpoBand: "≤5m",
      portalLink: PORTAL,
      conditions: wellConditions(name),
      ...parts.status,
    },
  };
}

const wellConditions = (name: string): readonly Condition[] => [
  condition("Ready", "True", ["Protected", `${name} is protected, and Azure has it as the manifest asks.`], "08:00"),
  condition("Replicating", "True", ["Protected", "Changes replicate to Azure."], "08:00"),
  condition("Healthy", "True", ["Normal", "Azure reports nothing wrong."], "08:00"),
  condition("WithinRpo", "True", ["Within", "The RPO is below the policy's threshold of 15m."], "08:00"),
  condition("Drilled", "True", ["Drilled", "A test failover succeeded on 2026-10-13."], "08:00"),
];

/** The conditions of a machine that is well, but for these. */
export const wellBut = (...others: readonly Condition[]): readonly Condition[] => [
  ...wellConditions("web01").filter(({ type }) => !others.some((other) => other.type === type)),
  ...others,
];

export interface VaultParts {
  readonly metadata?: MetadataParts;
  readonly spec?: Partial<RecoveryVaultSpec>;
  readonly status?: RecoveryVaultStatus;
}

/** A vault that answers, with one appliance that is heard. */
export function vaultOf(parts: VaultParts = {}): RecoveryVault {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "RecoveryVault",
    metadata: metadata("contoso", { creationTimestamp: iso("07:00"), ...parts.metadata }),
    spec: {
      subscriptionId: "00000000-0000-0000-0000-000000000000",
      resourceGroup: "dr-rg",
      vaultName: "contoso-dr",
      mode: "Manage",
      allowedNamespaces: ["dr-team"],
      architecture: "Modernized",
      cloud: "Public",
      ...parts.spec,
    },
    status: {
      observedGeneration: 1,
      lastContactTime: iso("10:42"),
      appliances: [{ name: "dr-appliance-1", processServerId: "ps-1", health: "Normal", heartbeatStale: false }],
      conditions: [condition("Ready", "True", ["Connected", "contoso-dr answers."], "07:01")],
      ...parts.status,
    },
  };
}
