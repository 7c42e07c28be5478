// What the operator knows of one vault between polls, and how sure it is: present, absent or unknown. Types only.
import type { Census } from "./item-glance.ts";
import type {
  Appliance,
  ContainerPath,
  Fabric,
  Job,
  ProtectedItem,
  RunAsAccount,
  SiteRecovery,
  SourceMachine,
  VaultRecord,
} from "./site-recovery.ts";

/**
 * A fact with its certainty. `absent` is only ever said after a GET's 404; a list that does not show something makes
 * it `unknown`. `at` is Azure's clock.
 */
export type Seen<T> =
  | { readonly state: "present"; readonly value: T; readonly at: Date }
  | { readonly state: "absent"; readonly at: Date }
  | {
      readonly state: "unknown";
      readonly why: string;
      /** Set where a person must act before it can be known: `Forbidden`, `FabricNotFound`, … */
      readonly reason?: string;
    };

/** The parts of a vault that writes need: found, not configured, where there is one of each. */
export interface Infrastructure {
  readonly vault: VaultRecord;
  readonly fabric: Fabric;
  readonly container: ContainerPath & { readonly id: string };
  readonly siteId?: string;
  readonly appliances: readonly Appliance[];
  readonly runAsAccounts: readonly RunAsAccount[];
}

/** The last complete look of the appliances. `complete` is false until one list came through whole. */
export interface Discovery {
  readonly complete: boolean;
  readonly at?: Date;
  readonly machines: readonly SourceMachine[];
}

export interface VaultView {
  /** The port behind the view: for writes, and for reads that no poll makes (points, sizes, networks, one job). */
  readonly port: SiteRecovery;
  /** Azure's clock; our own before Azure ever answered. */
  now(): Date;
  infrastructure(): Seen<Infrastructure>;
  discovery(): Discovery;
  /** By ARM id, without case. */
  item(id: string): Seen<ProtectedItem>;
  /** Items from the last complete list that replicate this machine (none, or one). */
  itemsOfMachine(machineId: string): readonly ProtectedItem[];
  /** Those of them with this friendly name, without case. */
  itemsCalled(friendlyName: string): readonly ProtectedItem[];
  /** All of them, counted and found without making each anew. */
  census(): Census;
  /** Whether a complete list of the items came through since the view was opened. */
  listed(): boolean;
  /**
   * Whether it is about to know: everything is being read for the first time since the view was opened, nothing failed so
   * far, and that does not take long. What could be said now would be another thing in a moment.
   */
  reading(): boolean;
  /** Recent jobs on this target (ARM id, without case), newest first; lists lag and may lack the newest. */
  jobsOn(targetId: string): readonly Job[];
  /**
   * The list of jobs, now: for an intent without a job that no active item stands for, since with nothing active jobs
   * are listed only every few minutes. Throws TransientError or StalledError.
   */
  readJobs(signal?: AbortSignal): Promise<void>;
  /** One GET of the item, now; the view takes the answer over. Throws TransientError or StalledError. */
  refresh(itemId: string, signal?: AbortSignal): Promise<Seen<ProtectedItem>>;
  /** One GET of the job, now. */
  job(jobId: string, signal?: AbortSignal): Promise<Job | undefined>;
  /** We wrote to this item: list facts about it are ignored until they show this job or a later state. */
  wrote(itemId: string, jobId: string): void;
  /** Keeps the item among the active ones (GET every 15 s) until every owner (a resource's uid) has released it. */
  follow(itemId: string, owner: string): void;
  release(itemId: string, owner: string): void;
  /** Undefined when writes may go out; else a sentence why not (stale list, suspect view, throttled). */
  writesBarred(): string | undefined;
  /** Set while Azure told us to wait (429 with Retry-After). */
  throttledUntil(): Date | undefined;
  /** The annotation `asr-chatops.io/refresh` asks for a new look now. */
  rediscover(signal?: AbortSignal): Promise<void>;
  /** The same view for a run that a person started: what it reads and writes goes ahead of all other calls. */
  forRuns(): VaultView;
  /**
   * Called with the lower-cased id of each item that changed, or that a job moved on; `items` instead of all of them when
   * writes may have become possible or impossible; `machines` and `infrastructure` for the rest; `read` when `reading` has become false.
   */
  onChange(listener: (what: string) => void): void;
}
