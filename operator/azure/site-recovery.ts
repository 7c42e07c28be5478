// The port: what the operator needs of one Recovery Services vault, in our words, without SDK types.
// Reads throw TransientError or StalledError and answer undefined for a 404; writes answer an Outcome and never throw
// for anything that Azure or the network did. Ids are ARM ids as Azure wrote them: compare them with `sameId`.
import type { AzureFailure } from "../errors.ts";
import type { Outcome } from "../operation.ts";
import type { CallKind } from "./budget.ts";
import type {
  ContainerPath,
  EnableRequest,
  MappingRequest,
  PolicySettings,
  TestFailoverRequest,
  UpdateRequest,
  Write,
} from "./requests.ts";
import type { RunAsAccount, SourceMachine, VirtualMachine, VirtualNetwork } from "./surroundings.ts";
import type { TargetNic, TargetSettings } from "./target.ts";

export type {
  ContainerPath,
  EnableRequest,
  MappingRequest,
  PolicySettings,
  TestFailoverRequest,
  UpdateRequest,
  Write,
} from "./requests.ts";
export type { RunAsAccount, SourceMachine, VirtualMachine, VirtualNetwork } from "./surroundings.ts";
export type { TargetNic, TargetSettings } from "./target.ts";

export interface SiteRecovery {
  /** The vault's own record; undefined when it does not exist. */
  vault(signal?: AbortSignal): Promise<VaultRecord | undefined>;
  /** All fabrics with their containers, appliance parts and registered providers. Few: one per site. */
  fabrics(signal?: AbortSignal): Promise<readonly Fabric[]>;
  appliances(signal?: AbortSignal): Promise<readonly Appliance[]>;

  policy(name: string, signal?: AbortSignal): Promise<Policy | undefined>;
  mapping(container: ContainerPath, name: string, signal?: AbortSignal): Promise<Mapping | undefined>;
  mappings(container: ContainerPath, signal?: AbortSignal): Promise<readonly Mapping[]>;

  /** All protected items of the vault, page by page; a page that fails throws, and the whole list is then void. */
  items(signal?: AbortSignal): AsyncIterable<readonly ProtectedItem[]>;
  item(id: string, signal?: AbortSignal): Promise<ProtectedItem | undefined>;
  recoveryPoints(itemId: string, signal?: AbortSignal): Promise<readonly RecoveryPoint[]>;
  targetSizes(itemId: string, signal?: AbortSignal): Promise<readonly TargetSize[]>;

  /** Jobs that started at or after `since`, newest first, without tasks and details (Azure's lists leave them out). */
  jobs(since: Date, signal?: AbortSignal): Promise<readonly Job[]>;
  /** One job with its tasks, errors and test failover details. */
  job(id: string, signal?: AbortSignal): Promise<Job | undefined>;

  /** Physical machines that the site's appliances see (OffAzure), page by page, deleted ones left out. */
  machines(siteId: string, signal?: AbortSignal): AsyncIterable<readonly SourceMachine[]>;
  runAsAccounts(siteId: string, signal?: AbortSignal): Promise<readonly RunAsAccount[]>;
  /** Asks the appliances to look again; nothing to follow. */
  refreshSite(siteId: string, signal?: AbortSignal): Promise<void>;

  /** A virtual machine with its size, power state and private addresses. */
  virtualMachine(id: string, signal?: AbortSignal): Promise<VirtualMachine | undefined>;
  virtualNetwork(id: string, signal?: AbortSignal): Promise<VirtualNetwork | undefined>;

  createPolicy(write: Write, name: string, settings: PolicySettings): Promise<Outcome>;
  updatePolicy(write: Write, name: string, settings: PolicySettings): Promise<Outcome>;
  deletePolicy(write: Write, name: string): Promise<Outcome>;
  /** Associates a policy with a container. */
  createMapping(write: Write, container: ContainerPath, mapping: MappingRequest): Promise<Outcome>;
  deleteMapping(write: Write, container: ContainerPath, name: string): Promise<Outcome>;
  enable(write: Write, container: ContainerPath, request: EnableRequest): Promise<Outcome>;
  /** Sends every field of the target again: whether Azure keeps omitted ones is not known, so none is omitted. */
  update(write: Write, itemId: string, request: UpdateRequest): Promise<Outcome>;
  disable(write: Write, itemId: string, reason: "NotSpecified" | "MigrationComplete"): Promise<Outcome>;
  testFailover(write: Write, itemId: string, request: TestFailoverRequest): Promise<Outcome>;
  cleanUpTestFailover(write: Write, itemId: string, comments: string): Promise<Outcome>;

  /** Azure's clock as of the last answer's `Date` header, moved on by the time that has passed; undefined before any. */
  azureNow(): Date | undefined;
  /**
   * When Azure last answered anything, an error included, by this machine's own clock (never Azure's or a faster
   * one): it becomes the vault's lastContactTime, which people read next to the cluster's clock.
   */
  lastAnswerAt(): Date | undefined;
  /** The same port for what is read in the background: its calls wait behind those that somebody waits for. */
  polling(): SiteRecovery;
  /** The same port for a run that a person started: its calls go ahead of all others. */
  forRuns(): SiteRecovery;
  /**
   * Until when Azure asked us to wait with calls of this kind, or of any (429), through this vault or another one of
   * its subscription; undefined when it did not, or that time is over.
   */
  throttledUntil(kind?: CallKind): Date | undefined;
  /** What Azure's last answers said is left of the subscription's calls; absent until it said so. */
  remainingCalls(): RemainingCalls;
}

export type RemainingCalls = { readonly [Kind in CallKind]?: number };

export interface VaultRecord {
  readonly id: string;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
}

export interface Fabric {
  readonly id: string;
  readonly name: string;
  /** `InMageRcm` (modernized), `VMware` (classic), or another that we do not serve. */
  readonly instanceType: string;
  readonly health: string;
  /** OffAzure site of the physical machines; modernized only. */
  readonly physicalSiteId?: string;
  readonly containers: readonly { readonly id: string; readonly name: string }[];
  readonly processServers: readonly ProcessServer[];
}

export interface ProcessServer {
  /** What an enable wants as `processServerId`: a GUID, no ARM id. */
  readonly id: string;
  readonly name: string;
  readonly health?: string;
}

export interface Appliance {
  readonly id: string;
  readonly name: string;
  /** The worst of its parts: `Normal`, `Warning`, `Critical` or `None`. */
  readonly health: string;
  readonly version?: string;
  /** The oldest heartbeat of its parts. */
  readonly lastHeartbeat?: Date;
  readonly errors: readonly HealthError[];
}

export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly instanceType: string;
  readonly settings: PolicySettings;
}

export interface Mapping {
  readonly id: string;
  readonly name: string;
  readonly policyId: string;
  /** `Paired` when it may be used. */
  readonly state: string;
  readonly health: string;
  /** Whether Azure upgrades the agents by itself; absent where it does not say. */
  readonly agentAutoUpgrade?: boolean;
}

export interface HealthError {
  readonly code: string;
  readonly message: string;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
  /** `Warning`, `Critical`, … as Azure says. */
  readonly severity?: string;
  readonly category?: string;
}

export interface ProtectedItem {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly instanceType: string;
  /** The OffAzure machine it replicates; absent on classic items and after a re-protect. */
  readonly machineId?: string;
  readonly policyId?: string;
  /** Open set of strings; gate on allowedOperations, never on this. */
  readonly protectionState: string;
  readonly protectionStateDescription?: string;
  readonly activeLocation: string;
  readonly testFailoverState: string;
  readonly replicationHealth: string;
  readonly failoverHealth: string;
  readonly allowedOperations: readonly string[];
  /** The job that runs on it; absent when Azure shows its idle sentinel. */
  readonly currentJob?: { readonly scenario: string; readonly jobId: string; readonly startedAt?: Date };
  readonly healthErrors: readonly HealthError[];
  readonly lastTestFailover?: Date;
  readonly rpoSeconds?: number;
  readonly lastRecoveryPoint?: Date;
  /** 0 to 100; Azure never shows 100, and nothing before and after. */
  readonly initialReplicationPercentage?: number;
  readonly resyncRequired: boolean;
  readonly agent?: Agent;
  readonly disks: readonly ProtectedDisk[];
  readonly nics: readonly TargetNic[];
  readonly target: TargetSettings;
  readonly replicationGroup?: string;
  readonly processServerId?: string;
}

export interface Agent {
  readonly version?: string;
  readonly lastHeartbeat?: Date;
  readonly expiry?: Date;
  readonly upgradeable: boolean;
  readonly upgradeBlockedBy: readonly string[];
}

export interface ProtectedDisk {
  readonly id: string;
  readonly name?: string;
  readonly osDisk: boolean;
  readonly capacityBytes?: number;
}

export interface RecoveryPoint {
  readonly id: string;
  readonly time: Date;
  readonly type: "CrashConsistent" | "AppConsistent" | "Other";
}

export interface TargetSize {
  readonly name: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly maxDataDisks: number;
  readonly maxNics: number;
  /** Why Azure would refuse it for this item; empty when it would not. */
  readonly errors: readonly string[];
}

export interface Job {
  /** The GUID: also the name of the long-running operation. */
  readonly id: string;
  readonly scenario: string;
  readonly friendlyName: string;
  readonly state: JobState;
  /** Azure's finer word, e.g. `WaitingForStopTestFailover`. */
  readonly stateDescription: string;
  readonly targetId?: string;
  readonly targetName?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly errors: readonly AzureFailure[];
  readonly tasks: readonly { readonly name: string; readonly state: string }[];
  readonly testFailover?: TestFailoverDetails;
}

/** How a job is to be treated: Azure's states folded into four. `Waiting` is a job that waits for a person. */
export type JobState = "Running" | "Waiting" | "Succeeded" | "Failed";

export interface TestFailoverDetails {
  /** Only where Azure shows an id; often it shows the name alone. */
  readonly networkId?: string;
  readonly networkName?: string;
  readonly comments?: string;
  readonly testMachineName?: string;
  readonly testMachineId?: string;
  readonly subnet?: string;
  readonly recoveryPointId?: string;
  readonly recoveryPointTime?: Date;
}
