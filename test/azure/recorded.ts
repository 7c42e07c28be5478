// What the live service was seen to say of one machine, moment by moment: facts from recorded traffic, in our words.

/** What somebody did just before a moment. */
export type Deed = "test failover" | "clean-up" | "failover" | "commit" | "re-protect";

export interface Moment {
  readonly when: string;
  /** Recorded az CLI traffic of 2023 (a VMware machine, modernized), or Microsoft's official examples. */
  readonly source: "recorded" | "examples";
  readonly after?: Deed;
  /** Since the moment before; the first: since the end of the enable's operation. */
  readonly seconds: number;
  readonly state: string;
  /** Nobody showed that of a failover that is committed. */
  readonly description?: string;
  readonly percent: number | null;
  readonly location: "Primary" | "Recovery";
  readonly testFailover: string;
  readonly allowed: readonly string[];
  /** Seconds behind, once there is a recovery point; the fields about it are not there before. */
  readonly rpo?: number;
  readonly instanceType?: string;
  /** A physical server cannot get there. */
  readonly virtualOnly?: true;
}

const DISABLE = ["DisableProtection"];
const STEADY = ["UnplannedFailover", "DisableProtection", "TestFailover"];
const FAILED_OVER = ["CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection"];

const usual = { source: "recorded", location: "Primary", testFailover: "None" } as const;
const copying = {
  ...usual,
  state: "InitialReplicationInProgress",
  description: "Initial replication is in progress",
  allowed: DISABLE,
} as const;
const pending = {
  ...copying,
  state: "InitialReplicationRecoveryCompletionPending",
  description: "Waiting for first recovery point",
} as const;
const steady = { ...usual, state: "Protected", description: "Protected", percent: null, allowed: STEADY } as const;

export const MOMENTS: readonly Moment[] = [
  { ...copying, when: "the enable's operation has ended", seconds: 1, percent: null },
  { ...copying, when: "the first report came", seconds: 605, percent: 0 },
  { ...copying, when: "five minutes later", seconds: 302, percent: 0 },
  { ...copying, when: "the copy goes on", seconds: 304, percent: 64 },
  { ...pending, when: "the copy is there", seconds: 302, percent: 64 },
  { ...pending, when: "the first point is waited for", seconds: 1512, percent: 64 },
  { ...steady, when: "it is protected", seconds: 303, rpo: 541 },
  {
    ...steady,
    ...{ when: "a test machine waits", source: "examples", after: "test failover", seconds: 3600, rpo: 120 },
    ...{ description: "Cleanup test failover pending", testFailover: "WaitingForCompletion" },
    allowed: ["TestFailoverCleanup"],
  },
  {
    ...steady,
    ...{ when: "it was just cleaned up", source: "examples", after: "clean-up", seconds: 130, rpo: 120 },
    testFailover: "MarkedForDeletion",
  },
  {
    ...steady,
    ...{ when: "it is failed over", after: "failover", seconds: 642, rpo: 222, allowed: FAILED_OVER },
    ...{ state: "UnplannedFailoverCommitPendingStatesBegin", description: "Failover completed", location: "Recovery" },
  },
  {
    ...usual,
    ...{ when: "the failover is committed", source: "examples", after: "commit", seconds: 60, rpo: 222, percent: null },
    ...{ state: "UnplannedFailoverCommitted", location: "Recovery" },
    allowed: ["CompleteMigration", "DisableProtection"],
  },
  {
    ...{ ...copying, when: "it is copied back", after: "re-protect", seconds: 1, percent: 0 },
    ...{ instanceType: "InMageRcmFailback", virtualOnly: true },
  },
  {
    ...{ ...steady, when: "it is protected the other way round", seconds: 1211, virtualOnly: true },
    ...{ instanceType: "InMageRcmFailback", allowed: ["PlannedFailover", "DisableProtection"] },
  },
];
