// The status of a test failover in each phase, in its plainest form, and what it is made of. Times are fixed.
import type { Condition, TestFailoverStatus } from "../../crds/types.ts";

/** A time on the day that all tests play on: `at("10:31")`. */
export const at = (time: string): Date => new Date(`2026-11-23T${time.length === 5 ? `${time}:00` : time}Z`);
/** The same as resources hold it. */
export const iso = (time: string): string => `${at(time).toISOString().slice(0, 19)}Z`;

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg/providers";
export const ITEM = `${GROUP}/Microsoft.RecoveryServices/vaults/contoso-dr/replicationProtectedItems/dr-team-web01`;
export const PORTAL = `https://portal.azure.com/#@/resource${ITEM}`;
export const network = (name: string): string => `${GROUP}/Microsoft.Network/virtualNetworks/${name}`;
/** Somebody in Slack, as resources name them. */
export const ASKER = "slack:U024BE7LH";
export const COLLEAGUE = "slack:U0COLLEAG1";

/** A condition that has been as it is since `since`. */
export const condition = (
  type: string,
  status: Condition["status"],
  [reason, message]: readonly [reason: string, message: string],
  since = "10:31",
): Condition => ({ type, status, reason, message, lastTransitionTime: iso(since), observedGeneration: 1 });

/** What a run that goes on by itself says. */
export const reconciling = (reason: string, message: string): readonly Condition[] => [
  condition("Ready", "False", [reason, message]),
  condition("Reconciling", "True", [reason, message]),
];

/** What says that somebody must act. */
export const stalled = (reason: string, message: string, since = "10:31"): readonly Condition[] => [
  condition("Ready", "False", [reason, message], since),
  condition("Stalled", "True", [reason, message], since),
];

/** What says that a run is over: only Succeeded is Ready. */
export const over = (phase: string, message: string, reason = phase): readonly Condition[] => [
  ...(phase === "Succeeded" ? [condition("Ready", "True", [reason, message])] : stalled(reason, message)),
  condition("Complete", "True", [phase, message]),
];

const TARGET = { protection: "web01", protectionUid: "uid-web01", machine: "web01", vault: "contoso", itemId: ITEM };
const STEPS = {
  checked: { step: "Checked", time: iso("10:31") },
  started: { step: "Started", time: iso("10:31"), jobId: "job-1" },
  up: { step: "MachineUp", time: iso("10:42") },
  asked: { step: "CleanUpAsked", time: iso("11:54") },
  cleaning: { step: "CleaningUp", time: iso("11:54"), jobId: "job-2" },
  cleaned: { step: "CleanedUp", time: iso("11:56") },
} as const;

const waiting: TestFailoverStatus = { observedGeneration: 1, target: TARGET };
const asked: TestFailoverStatus = {
  ...waiting,
  network: network("dr-test"),
  recoveryPoint: { type: "Latest" },
  startedAt: iso("10:31"),
  rpoAtStartSeconds: 180,
};
const up: TestFailoverStatus = {
  ...asked,
  recoveryPoint: { type: "Latest", id: `${ITEM}/recoveryPoints/point-1`, time: iso("10:28") },
  runningSince: iso("10:42"),
  minutesUntilUp: 11,
  cleanUpAt: iso("12:42"),
  cleansUpAtText: "12:42 UTC",
  testMachine: {
    name: "web01-test",
    size: "Standard_D4s_v5",
    addresses: ["10.9.1.14"],
    powerState: "running",
  },
};
const machineReady = condition("TestMachineReady", "True", ["Running", "web01-test is running."], "10:42");
const { checked, started } = STEPS;

/** The status of a drill in each phase, in its plainest form; Running is the example of the design. */
export const status = {
  pending: {
    ...waiting,
    phase: "Pending",
    conditions: reconciling(
      "WaitingForProtection",
      "web01 is not protected yet (Initial replication 64 %). The test failover starts when it is.",
    ),
    waitingFor: "web01 is not protected yet (Initial replication 64 %). The test failover starts when it is.",
  },
  checking: {
    ...waiting,
    phase: "Checking",
    conditions: reconciling("Checking", "web01 is checked before the test failover starts."),
  },
  starting: {
    ...asked,
    phase: "Starting",
    timeline: [checked, started],
    conditions: reconciling(
      "Starting",
      "Azure is bringing up the test machine of web01 (Create the virtual machine). Physical servers usually take 10 to 20 minutes.",
    ),
  },
  running: {
    ...up,
    phase: "Running",
    timeline: [checked, started, STEPS.up],
    conditions: [
      ...reconciling("Running", "Test machine web01-test is up. It is cleaned up at 12:42 UTC."),
      machineReady,
    ],
  },
  cleaningUp: {
    ...up,
    phase: "CleaningUp",
    timeline: [checked, started, STEPS.up, STEPS.asked, STEPS.cleaning],
    cleanUp: { attempts: 1, jobId: "job-2", why: "Asked" },
    conditions: [
      ...reconciling(
        "CleaningUp",
        "Azure is cleaning up the test failover of web01. It usually takes about two minutes.",
      ),
      machineReady,
    ],
  },
  cleanUpFailed: {
    ...up,
    phase: "CleaningUp",
    timeline: [checked, started, STEPS.up, STEPS.asked, { step: "CleanUpFailed", time: iso("11:42") }],
    cleanUp: {
      attempts: 1,
      why: "Due",
      nextTryAt: iso("12:12"),
      lastFailure: {
        code: "150097",
        message: "The test virtual machine could not be deleted: the resource group is locked.",
        recommendedAction: "Remove the lock from the resource group and clean up again.",
        activityId: "0a4f2c1e-7d11-4c55-a0a1-5f6d2f1c9b10",
      },
    },
    conditions: [
      ...stalled("CleanUpFailed", "The clean-up of the test failover of web01 failed. Next try 12:12 UTC."),
      machineReady,
    ],
  },
  succeeded: {
    ...up,
    phase: "Succeeded",
    timeline: [
      checked,
      started,
      STEPS.up,
      STEPS.asked,
      STEPS.cleaning,
      STEPS.cleaned,
      { step: "Succeeded", time: iso("11:56") },
    ],
    cleanUp: { attempts: 1, jobId: "job-2", by: "Us", why: "Asked" },
    endedAt: iso("11:56"),
    end: "Succeeded",
    endReason: "Succeeded",
    conditions: over("Succeeded", "The test failover of web01 is over and cleaned up; nothing of it is left running."),
  },
  partiallySucceeded: {
    ...up,
    phase: "PartiallySucceeded",
    endedAt: iso("11:56"),
    end: "PartiallySucceeded",
    endReason: "PartiallySucceeded",
    conditions: over("PartiallySucceeded", "2 of 3 machines came up; all are cleaned up."),
  },
  failed: {
    ...asked,
    phase: "Failed",
    timeline: [checked, started, { step: "Failed", time: iso("10:37") }],
    endedAt: iso("10:37"),
    end: "Failed",
    endReason: "Failed",
    failure: {
      code: "28031",
      message: "Site Recovery could not create the virtual machine: the quota of cores of the subscription is used up.",
      possibleCauses: "The subscription has not enough free cores of this size family in West Europe.",
      recommendedAction: "Ask for a higher quota, or choose a smaller size, and try again.",
      activityId: "c1d2e3f4-0000-4000-8000-000000000031",
      jobId: "job-1",
    },
    conditions: over("Failed", "Azure could not bring up the test machine of web01; nothing is left running."),
  },
  cancelled: {
    ...waiting,
    phase: "Cancelled",
    timeline: [{ step: "Cancelled", time: iso("10:35") }],
    endedAt: iso("10:35"),
    end: "Cancelled",
    endReason: "CancelledOnRequest",
    conditions: over("Cancelled", "Cancelled before anything was started in Azure.", "CancelledOnRequest"),
  },
} as const satisfies Record<string, TestFailoverStatus>;
