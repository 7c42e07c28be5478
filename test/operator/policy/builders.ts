// A replication policy that is in Azure as it should be, and what a test changes of it.
import type { ConditionInput } from "../../../crds/conditions.ts";
import type { Operation, ReplicationPolicySpec, ReplicationPolicyStatus } from "../../../crds/types.ts";
import type { Job, Mapping, Policy } from "../../../operator/azure/site-recovery.ts";
import { intend, type OperationKind } from "../../../operator/operation.ts";
import { decide } from "../../../operator/policy/decide.ts";
import type { AzureFacts, PolicyVerdict, Resource, World } from "../../../operator/policy/world.ts";
import { CONTAINER_ID, infrastructure, iso, NOW, present, VAULT_ID, vault } from "../vault/sights.ts";

export {
  CONTAINER_ID,
  condition,
  going,
  infrastructure,
  iso,
  minutes,
  NOW,
  present,
  seconds,
  VAULT_ID,
  vault,
} from "../vault/sights.ts";

export const POLICY_ID = `${VAULT_ID}/replicationPolicies/dr-team-gold`;
export const MAPPING_ID = `${CONTAINER_ID}/replicationProtectionContainerMappings/dr-team-gold`;

/** As `spec` below asks. */
export const SETTINGS = {
  recoveryPointRetentionMinutes: 4320,
  appConsistentFrequencyMinutes: 60,
  crashConsistentFrequencyMinutes: 5,
  multiVmSync: false,
} as const;

const SPEC: ReplicationPolicySpec = {
  vault: "contoso",
  recoveryPointRetention: "72h",
  appConsistentFrequency: "1h",
  crashConsistentFrequency: "5m",
  rpoThreshold: "15m",
  multiVmSync: false,
  deletionPolicy: "Retain",
};

export interface PolicyPatch {
  readonly spec?: Partial<ReplicationPolicySpec>;
  readonly status?: ReplicationPolicyStatus;
  readonly metadata?: Partial<Resource["metadata"]>;
}

export function policyResource({ spec, status, metadata }: PolicyPatch = {}): Resource {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "ReplicationPolicy",
    metadata: {
      name: "gold",
      namespace: "dr-team",
      uid: "uid-gold",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-09-01T00:00:00Z",
      ...metadata,
    },
    spec: { ...SPEC, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

export function policy(settings: Partial<Policy["settings"]> = {}, more: Partial<Policy> = {}): Policy {
  return {
    id: POLICY_ID,
    name: "dr-team-gold",
    instanceType: "InMageRcm",
    settings: { ...SETTINGS, ...settings },
    ...more,
  };
}

export function mapping(more: Partial<Mapping> = {}): Mapping {
  return { id: MAPPING_ID, name: "dr-team-gold", policyId: POLICY_ID, state: "Paired", health: "Normal", ...more };
}

const TARGETS: Readonly<Record<string, string>> = { CreateMapping: MAPPING_ID, DeleteMapping: MAPPING_ID };

/** An intent of a minute ago. */
export function operation(kind: OperationKind, more: Partial<Operation> = {}): Operation {
  const target = TARGETS[kind] ?? POLICY_ID;
  return { ...intend({ id: "op-1", kind, target, knownJobs: ["old-job"], azureDate: NOW, epoch: 0 }), ...more };
}

export function job(state: Job["state"], more: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    scenario: "AddProtectionProfile",
    friendlyName: "Create replication policy",
    state,
    stateDescription: state,
    errors: [],
    tasks: [],
    ...more,
  };
}

export interface Facts {
  readonly resource?: PolicyPatch;
  /** `null`: the vault is not open. */
  readonly azure?: Partial<AzureFacts> | null;
  readonly world?: Partial<World>;
  readonly at?: Date;
}

/** Everything is in Azure; nothing is under way. */
export const complete: AzureFacts = {
  infrastructure: present(infrastructure()),
  policy: policy(),
  mapping: mapping(),
  readAt: NOW,
  machinesUsing: 0,
  job: undefined,
  sightings: [],
  knownJobs: ["old-job"],
  writesBarred: undefined,
};

export const nothing = { policy: undefined, mapping: undefined } as const satisfies Partial<AzureFacts>;

export function look({ resource = {}, azure = {}, world = {}, at = NOW }: Facts = {}): PolicyVerdict {
  return decide(
    policyResource(resource),
    {
      simulated: false,
      epoch: 3,
      operationId: "op-new",
      binding: { vault: vault() },
      rivals: [],
      dependents: [],
      azure: azure === null ? undefined : { ...complete, ...azure },
      ...world,
    },
    at,
  );
}

/** The status of a policy that was Ready before. */
export const known: ReplicationPolicyStatus = {
  observedGeneration: 1,
  vault: "contoso",
  azureName: "dr-team-gold",
  azureId: POLICY_ID,
  mapping: { id: MAPPING_ID, name: "dr-team-gold", state: "Paired" },
};

/** `Ready: AsWanted`, `Stalled: ManagedBy`, `Reconciling: Mapping`; empty when nothing is said. */
export function told({ conditions }: { readonly conditions: readonly ConditionInput[] }): string {
  const one = conditions.find(({ type }) => type !== "Ready") ?? conditions[0];
  return one === undefined ? "" : `${one.type}: ${one.reason}`;
}

export function message({ conditions }: { readonly conditions: readonly ConditionInput[] }): string {
  return conditions[0]?.message ?? "";
}

export const heldBackUntil = (kind: string, until: Date, generation = 1): ReplicationPolicyStatus => ({
  lastFailure: { code: "150261", message: "Replication policy creation failed." },
  heldBack: { kind, reason: "AzureRefused", until: iso(until), generation },
});
