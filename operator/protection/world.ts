// What a protection's decision is made from, and what it may do. Types only.
import type {
  Failure,
  Operation,
  PhysicalMachineProtection,
  PhysicalMachineProtectionStatus,
  PhysicalMachineProtectionStatusBound,
  RecoveryVault,
  ReplicationPolicy,
  TestFailover,
} from "../../crds/types.ts";
import type {
  EnableRequest,
  Job,
  ProtectedItem,
  SourceMachine,
  TargetSize,
  VirtualNetwork,
} from "../azure/site-recovery.ts";
import type { Infrastructure, Seen } from "../azure/view.ts";
import type { Sighting } from "../operation.ts";
import type { Body, Conclusion, Verdict } from "../reconcile.ts";
import type { Binding } from "../vault/binding.ts";
import type { Match } from "./machine.ts";
import type { Wanted } from "./wanted.ts";

export type Protection = PhysicalMachineProtection;
export type Bound = PhysicalMachineProtectionStatusBound;
export type Status = Body<PhysicalMachineProtectionStatus>;

/** What is to be written. An update is merged into the item as read just before. */
export type Proposal =
  | { readonly do: "Enable"; readonly itemId: string; readonly request: EnableRequest }
  | { readonly do: "Update"; readonly itemId: string; readonly changes: Wanted }
  | { readonly do: "Disable"; readonly itemId: string; readonly reason: "NotSpecified" | "MigrationComplete" };

/** At most one per verdict: a proposal with its intent. */
export type Action = Proposal & {
  readonly operationId: string;
  /** For sentences about the answer. */
  readonly machine: string;
  /** Of the spec that it answers: a change of it lifts what is held back. */
  readonly generation: number;
  /** Who asked for a look, as it was then: another value lifts it too. */
  readonly requestedAt?: string;
};

export type ProtectionVerdict = Verdict<Action, PhysicalMachineProtectionStatus>;
export type ProtectionConclusion = Conclusion<PhysicalMachineProtectionStatus>;

export interface World {
  /** Holds claims on the item, under this name. */
  readonly claimant: { readonly owner: string; readonly name: string };
  /** Azure's clock where the vault answered, else ours. */
  readonly now: Date;
  readonly simulated: boolean;
  /** Leadership changes so far, for an intent. */
  readonly epoch: number;
  /** A fresh id, used when a decision begins an intent. */
  readonly operationId: string;
  /** The request in chat that is worked for, for Azure's log and ours. */
  readonly correlationId?: string;
  readonly binding: Binding;
  /** Undefined while the vault is not open. */
  readonly azure: AzureFacts | undefined;
  /** The policy that the manifest names. */
  readonly policy: ReplicationPolicy | undefined;
  /** Other protections that mean the same machine in the same vault. */
  readonly rivals: readonly Protection[];
  /** TestFailovers of this protection. */
  readonly drills: readonly TestFailover[];
}

export interface AzureFacts {
  readonly infrastructure: Seen<Infrastructure>;
  /** The machine among those that the appliances see. */
  readonly machine: Match;
  /** When the appliances last looked and the list came through whole; undefined before. */
  readonly discoveredAt: Date | undefined;
  /** The protected item: the one bound, else the one that already replicates the machine, else the one that would be made. */
  readonly itemId: string | undefined;
  readonly item: Seen<ProtectedItem>;
  /** The job of the operation, read just now; undefined without one, or when Azure does not have it. */
  readonly job: Job | undefined;
  /** Jobs on the item that may be the operation's. */
  readonly sightings: readonly Sighting[];
  /** Ids of all jobs seen on the item. */
  readonly knownJobs: readonly string[];
  /** By lower-cased ARM id; only those that checks need. */
  readonly networks: ReadonlyMap<string, Seen<VirtualNetwork>>;
  /** Sizes that Azure offers for the item; undefined when not read. */
  readonly targetSizes: readonly TargetSize[] | undefined;
  /** Whether the item is ours to write to, or who is at it. */
  readonly claim: { readonly held: true } | { readonly held: false; readonly by: string };
  /** The vault is being read for the first time: in a moment everything is known. */
  readonly reading?: boolean;
  /** Why nothing may be written now, in words. */
  readonly writesBarred: string | undefined;
}

/** A call that was refused or whose job failed, as remembered so that it is not repeated at once. */
export interface Setback {
  readonly failure: Failure;
  readonly heldBack: NonNullable<PhysicalMachineProtectionStatus["heldBack"]>;
}

/** The facts of one look, put in order: what is bound, the item, and how far an operation is. */
export interface Scene {
  readonly resource: Protection;
  readonly world: World;
  readonly now: Date;
  readonly vault: RecoveryVault | undefined;
  readonly bound: Bound | undefined;
  readonly machine: SourceMachine | undefined;
  /** Present only when it is known to exist. */
  readonly item: ProtectedItem | undefined;
  /** Set when the item that would be ours replicates another machine; it then counts for nothing else. */
  readonly nameTakenBy: ProtectedItem | undefined;
  /** True only after a GET said 404. */
  readonly itemAbsent: boolean;
  /** What the manifest and the defaults ask for. */
  readonly wanted: Wanted;
  /** An intent or job that is not settled. */
  readonly operation: Operation | undefined;
  /** A settled intent that left no trace: the same call goes out under it again. */
  readonly unheard: Operation | undefined;
  readonly setback: Partial<Setback>;
}

export type Check = (scene: Scene) => ProtectionVerdict | undefined;
