// What a test failover's decision is made from, and what it may do. Types only.
import type { Finding, PhysicalMachineProtection, TestFailover, TestFailoverStatus } from "../../crds/types.ts";
import type { Job, ProtectedItem, RecoveryPoint, TestFailoverRequest, VirtualMachine } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import type { Sighting } from "../operation.ts";
import type { Body, Conclusion, Verdict } from "../reconcile.ts";

export type Status = Body<TestFailoverStatus>;
export type Run = TestFailover;

/** At most one per verdict. */
export type Action =
  | {
      readonly do: "testFailover";
      readonly itemId: string;
      readonly operationId: string;
      readonly request: TestFailoverRequest;
    }
  | { readonly do: "cleanUp"; readonly itemId: string; readonly operationId: string; readonly comments: string };

export type RunVerdict = Verdict<Action, TestFailoverStatus>;
export type RunConclusion = Conclusion<TestFailoverStatus>;

export interface World {
  /** Azure's clock: for everything that happens in Azure. */
  readonly azureNow: Date;
  /** The cluster's clock: for `startBy`, which is between a person and the cluster. */
  readonly clusterNow: Date;
  readonly simulated: boolean;
  /** Leadership changes so far, for the intent. */
  readonly epoch: number;
  /** A fresh id, used when a decision begins an intent. */
  readonly operationId: string;
  /** The request in chat that is worked for, for Azure's log and ours. */
  readonly correlationId?: string;
  readonly protection: PhysicalMachineProtection | undefined;
  /** Undefined until the protection is bound to a vault that is open. */
  readonly vault: VaultFacts | undefined;
  readonly item: Seen<ProtectedItem>;
  /** Whether this run may work on the item, or who does. */
  readonly claim: { readonly held: true } | { readonly held: false; readonly by: string; readonly until?: string };
  /** The job of the run's operation, read just now; undefined without one, or when Azure no longer has it. */
  readonly job: Job | undefined;
  /** The job that started the drill, read once its machine is gone: only then Azure says how it ended as a whole. */
  readonly startJob: Job | undefined;
  /** Jobs on the item that may be ours, with what they show of their request. */
  readonly sightings: readonly Sighting[];
  /** Ids of all jobs that were seen on the item. */
  readonly knownJobs: readonly string[];
  /** Newest first; empty until they are needed. */
  readonly recoveryPoints: readonly RecoveryPoint[];
  readonly findings: readonly Finding[];
  /** A test failover of the item that began after this run's own, which is therefore over: its job. */
  readonly laterDrill: string | undefined;
  /** The test machine, once the job names it; unknown also when it was not looked at, or may not be read. */
  readonly testMachine: Seen<VirtualMachine>;
}

export interface VaultFacts {
  readonly name: string;
  readonly mode: "Observe" | "Manage";
  readonly testNetworks: readonly string[];
  readonly namespaceAllowed: boolean;
  /** Why no write may go out now, in words. */
  readonly writesBarred: string | undefined;
}
