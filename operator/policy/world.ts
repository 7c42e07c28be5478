// What a replication policy's decision is made from, and what it may do. Types only.
import type {
  Failure,
  Operation,
  RecoveryVault,
  ReplicationPolicy,
  ReplicationPolicyStatus,
  ReplicationPolicyStatusHeldBack,
} from "../../crds/types.ts";
import type { ContainerPath, Job, Mapping, Policy, PolicySettings } from "../azure/site-recovery.ts";
import type { Infrastructure, Seen } from "../azure/view.ts";
import type { Sighting } from "../operation.ts";
import type { Body, Conclusion, Verdict } from "../reconcile.ts";
import type { Binding } from "../vault/binding.ts";

export type Resource = ReplicationPolicy;
export type Status = Body<ReplicationPolicyStatus>;

/** What is to be written, by the kind of its operation. */
export type Proposal =
  | { readonly do: "CreatePolicy" | "UpdatePolicy"; readonly name: string; readonly settings: PolicySettings }
  | { readonly do: "DeletePolicy"; readonly name: string }
  | {
      readonly do: "CreateMapping";
      readonly container: ContainerPath;
      readonly name: string;
      readonly policyId: string;
    }
  | { readonly do: "DeleteMapping"; readonly container: ContainerPath; readonly name: string };

/** At most one per verdict: a proposal with its intent. */
export type Action = Proposal & {
  readonly operationId: string;
  /** Of the spec that it answers: a change of it lifts what is held back. */
  readonly generation: number;
  /** Who asked for a look, as it was then: another value lifts it too. */
  readonly requestedAt?: string;
};

export type PolicyVerdict = Verdict<Action, ReplicationPolicyStatus>;
export type PolicyConclusion = Conclusion<ReplicationPolicyStatus>;

/** A call that was refused, or whose job failed. */
export interface Setback {
  readonly failure: Failure;
  readonly heldBack: ReplicationPolicyStatusHeldBack;
}

export interface World {
  readonly simulated: boolean;
  /** Leadership changes so far, for an intent. */
  readonly epoch: number;
  /** A fresh id, used when a decision begins an intent. */
  readonly operationId: string;
  readonly binding: Binding;
  /** Other resources that name the same policy of the same vault, and may. */
  readonly rivals: readonly Resource[];
  /** Protections that name this policy, as `namespace/name`, in order; only asked when it is being deleted. */
  readonly dependents: readonly string[];
  /** Undefined while the vault is not open, and where nothing is to be asked. */
  readonly azure: AzureFacts | undefined;
}

export interface AzureFacts {
  readonly infrastructure: Seen<Infrastructure>;
  /** Read by GET just now; undefined when Azure does not have it, or when the vault was not read yet. */
  readonly policy: Policy | undefined;
  /** The mapping of the policy to the vault's container, whatever its name. */
  readonly mapping: Mapping | undefined;
  /** When both were asked for, by this machine's clock: a write needs a fresh read. */
  readonly readAt: Date;
  /** Items that use the policy; undefined until a complete list came through. */
  readonly machinesUsing: number | undefined;
  /** The job of the operation, read just now; undefined without one, or when Azure does not have it. */
  readonly job: Job | undefined;
  /** Jobs that an intent without a job may have started. */
  readonly sightings: readonly Sighting[];
  /** Ids of all jobs that were seen on policy, mapping and container. */
  readonly knownJobs: readonly string[];
  /** Why no write may go out now, in words. */
  readonly writesBarred: string | undefined;
}

/** The facts of one decision, put in order. */
export interface Scene {
  readonly resource: Resource;
  readonly world: World;
  /** Azure's clock. */
  readonly now: Date;
  /** The name in Azure. */
  readonly azureName: string;
  /** Undefined unless bound, or about to be. */
  readonly vault: RecoveryVault | undefined;
  /** Undefined while the vault has not been read. */
  readonly infrastructure: Infrastructure | undefined;
  readonly policy: Policy | undefined;
  readonly mapping: Mapping | undefined;
  /** What is intended or under way. */
  readonly operation: Operation | undefined;
  /** An intent whose answer was lost and whose job did not show up: the same call may be made once more. */
  readonly unheard: Operation | undefined;
  readonly setback: Partial<Setback>;
}
