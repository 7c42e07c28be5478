// Facts for tables: a healthy vault, a ready policy, a machine that the appliance sees, and what a test changes of it.
import type {
  Operation,
  PhysicalMachineProtectionSpec,
  PhysicalMachineProtectionStatus,
  RecoveryVault,
  RecoveryVaultSpec,
  ReplicationPolicy,
  TestFailover,
  TestFailoverStatus,
} from "../../../crds/types.ts";
import type { Job } from "../../../operator/azure/site-recovery.ts";
import { decide } from "../../../operator/protection/decide.ts";
import type { AzureFacts, Protection, ProtectionVerdict, World } from "../../../operator/protection/world.ts";
import {
  CACHE,
  ITEM_ID,
  infrastructure,
  iso,
  MACHINE_ID,
  machine,
  minutes,
  NOW,
  network,
  POLICY_ID,
  PROD_NETWORK,
  TARGET_GROUP,
  TEST_NETWORK,
  unread,
  VAULT_ID,
} from "./sights.ts";

export * from "./sights.ts";

export interface ProtectionPatch {
  readonly spec?: Partial<PhysicalMachineProtectionSpec>;
  readonly status?: PhysicalMachineProtectionStatus;
  readonly metadata?: Partial<Protection["metadata"]>;
}

export function protection({ spec, status, metadata }: ProtectionPatch = {}): Protection {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: {
      name: "web01",
      namespace: "dr-team",
      uid: "uid-web01",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-09-01T00:00:00Z",
      ...metadata,
    },
    spec: { policy: "gold", machine: { name: "web01" }, deletionPolicy: "Retain", suspend: false, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

export const bound = {
  vault: "contoso",
  vaultId: VAULT_ID,
  machineId: MACHINE_ID,
  machineName: "web01",
  itemName: "dr-team-web01",
  itemId: ITEM_ID,
  policyId: POLICY_ID,
  runAsAccount: "linux-root",
  cacheStorageAccount: CACHE,
  target: { resourceGroup: TARGET_GROUP, network: PROD_NETWORK, subnet: "web" },
  testNetwork: { network: TEST_NETWORK, subnet: "web" },
  itemCreatedByUs: true,
} as const;

export const going = { deletionTimestamp: "2026-11-23T09:59:00Z", finalizers: ["asr-chatops.io/azure"] } as const;

export function vault(patch: Partial<RecoveryVaultSpec> = {}, annotations: Record<string, string> = {}): RecoveryVault {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "RecoveryVault",
    metadata: {
      name: "contoso",
      uid: "uid-contoso",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-08-01T00:00:00Z",
      annotations,
    },
    spec: {
      subscriptionId: "00000000-0000-0000-0000-000000000000",
      resourceGroup: "dr-rg",
      vaultName: "contoso-dr",
      mode: "Manage",
      allowedNamespaces: ["dr-team"],
      architecture: "Modernized",
      cloud: "Public",
      testNetworks: [TEST_NETWORK],
      defaults: {
        runAsAccount: "linux-root",
        cacheStorageAccount: CACHE,
        target: { resourceGroup: TARGET_GROUP, network: PROD_NETWORK, subnet: "web" },
        testNetwork: { network: TEST_NETWORK, subnet: "web" },
      },
      ...patch,
    },
  };
}

export function policy(patch: Partial<ReplicationPolicy["status"]> = {}): ReplicationPolicy {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "ReplicationPolicy",
    metadata: {
      name: "gold",
      namespace: "dr-team",
      uid: "uid-gold",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-08-01T00:00:00Z",
    },
    spec: {
      recoveryPointRetention: "72h",
      appConsistentFrequency: "1h",
      crashConsistentFrequency: "5m",
      rpoThreshold: "15m",
      multiVmSync: false,
      deletionPolicy: "Retain",
    },
    status: {
      vault: "contoso",
      azureId: POLICY_ID,
      conditions: [condition("Ready", "True", "Ready")],
      ...patch,
    },
  };
}

export function condition(type: string, status: "True" | "False", reason: string, message = "") {
  return { type, status, reason, message, lastTransitionTime: "2026-11-20T00:00:00Z", observedGeneration: 1 };
}

/** By default the machine is seen and nothing is protected yet. */
export function azure(patch: Partial<AzureFacts> = {}): AzureFacts {
  return {
    infrastructure: infrastructure(),
    machine: { found: machine() },
    discoveredAt: minutes(-6),
    itemId: ITEM_ID,
    item: unread,
    job: undefined,
    sightings: [],
    knownJobs: [],
    networks: new Map([
      [PROD_NETWORK.toLowerCase(), network(PROD_NETWORK)],
      [TEST_NETWORK.toLowerCase(), network(TEST_NETWORK)],
    ]),
    targetSizes: undefined,
    claim: { held: true },
    writesBarred: undefined,
    ...patch,
  };
}

export function world(patch: Partial<World> = {}): World {
  return {
    claimant: { owner: "uid-web01", name: "protection dr-team/web01" },
    now: NOW,
    simulated: false,
    epoch: 0,
    operationId: "new-operation",
    binding: { vault: vault() },
    azure: azure(),
    policy: policy(),
    rivals: [],
    drills: [],
    ...patch,
  };
}

export function operation(patch: Partial<Operation> = {}): Operation {
  return {
    id: "op-1",
    kind: "Enable",
    target: ITEM_ID,
    knownJobs: ["old-job"],
    azureDate: iso(minutes(-1)),
    epoch: 0,
    attempt: 1,
    startedAt: iso(minutes(-1)),
    outcome: "Pending",
    ...patch,
  };
}

export function job(patch: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    scenario: "EnableDr",
    friendlyName: "Enable replication",
    state: "Running",
    stateDescription: "InProgress",
    startedAt: minutes(-1),
    errors: [],
    tasks: [],
    ...patch,
  };
}

export function drill(status: TestFailoverStatus, spec: Partial<TestFailover["spec"]> = {}): TestFailover {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: {
      name: "web01-drill",
      namespace: "dr-team",
      uid: "uid-drill",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-10-01T00:00:00Z",
    },
    spec: { protection: "web01", recoveryPoint: { type: "Latest" }, cleanUp: { after: "2h" }, ...spec },
    status,
  };
}

export interface Facts {
  readonly resource?: ProtectionPatch;
  readonly world?: Partial<World>;
  readonly azure?: Partial<AzureFacts>;
  readonly at?: Date;
}

/** One decision from what a test changes of the usual facts. */
export function look(facts: Facts = {}): ProtectionVerdict {
  const around = world({ azure: azure(facts.azure), ...facts.world });
  return decide(protection(facts.resource), around, facts.at ?? NOW);
}

/** Ready's word for it, and Reconciling or Stalled where one of them is there. */
export function told(verdict: Pick<ProtectionVerdict, "conditions">): string {
  const [abnormal] = verdict.conditions.filter(({ type }) => type === "Stalled" || type === "Reconciling");
  const ready = verdict.conditions.find(({ type }) => type === "Ready");
  return abnormal === undefined ? `Ready: ${ready?.reason}` : `${abnormal.type}: ${abnormal.reason}`;
}

export function message(verdict: Pick<ProtectionVerdict, "conditions">): string {
  return verdict.conditions.find(({ type }) => type === "Ready")?.message ?? "";
}
