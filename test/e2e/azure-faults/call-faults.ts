// The table of the faults of a call: fault → operation → how it ends, how often Azure is called, what people read.
import { ANEW, type Calls, ONCE, ONCE_MORE, type OperationName, TWICE } from "./cast.ts";

/** What must come of a fault in one operation. */
export interface Expected {
  /** How the reason of a protection, or the phase of a run, begins at the end. */
  readonly ends: string;
  readonly calls: Calls;
  /** Of some condition on the way or at the end: type, reason, message. */
  readonly says: RegExp;
  /** How the words begin after which somebody asks for a look; absent when nobody does. */
  readonly asksAfter?: string;
}

export interface Fault {
  readonly name: string;
  /** As /_simulator/faults takes it, without route and machine. */
  readonly fault: object;
  readonly expected: Readonly<Record<OperationName, Expected>>;
}

export interface Row extends Expected {
  readonly name: string;
  readonly operation: OperationName;
  readonly machine: string;
  readonly fault: object;
}

/** One machine for each fault and operation. Its name has no dash: words after one are the simulator's scenarios. */
export function rowsOf(faults: readonly Fault[]): readonly Row[] {
  return faults.flatMap(({ name, fault, expected }, index) =>
    (Object.keys(expected) as OperationName[]).map((operation) => ({
      ...expected[operation],
      name,
      operation,
      fault,
      machine: `${operation.toLowerCase()}${index + 1}`,
    })),
  );
}

const GOOD: Readonly<Record<OperationName, string>> = {
  enable: "Ready: Protected",
  drill: "Succeeded",
  cleanUp: "Succeeded",
};

/** The same for each operation, but for the words. */
function each(calls: Calls, says: Readonly<Record<OperationName, RegExp>>, ends = GOOD): Fault["expected"] {
  const one = (operation: OperationName) => ({ ends: ends[operation], calls, says: says[operation] });
  return { enable: one("enable"), drill: one("drill"), cleanUp: one("cleanUp") };
}

/** Lost, and looked for: the words name what came instead of an answer, and what is done about it. */
function settling(calls: Calls, cause: string): Fault["expected"] {
  const says = (what: string) =>
    new RegExp(
      `^Reconciling: Settling: What became of the ${what}\\d+ is not known .*${cause}.*looked for in Azure before anything is sent`,
      "s",
    );
  return each(calls, {
    enable: says("enabling of replication of enable"),
    drill: says("test failover of drill"),
    cleanUp: says("clean-up of cleanup"),
  });
}

/** Azure does not take it now: what it says, and that it goes on by itself. */
function waiting(cause: string): Fault["expected"] {
  const says = (before: string) => new RegExp(`^Reconciling: WaitingForAzure: ${before}.*${cause}`, "s");
  return each(ANEW, {
    enable: says("The enabling of replication of enable\\d+ waits"),
    drill: says("The test failover of drill\\d+ waits"),
    cleanUp: says("The clean-up of cleanup\\d+ is due and waits"),
  });
}

/** Azure says no: whose right or token is wrong, what to do, and when it is tried again. */
function refused(cause: string, remedy: string): Fault["expected"] {
  const says = (reason: string, before: string, after: string) =>
    new RegExp(`^Stalled: ${reason}: ${before}.*${cause}.*${remedy}.*${after}`, "s");
  return each(ANEW, {
    enable: says("AzureRefused", "Azure refused the enabling of replication of enable", "tried again after"),
    drill: says(
      "AzureRefused",
      "Azure refused the test failover of drill\\d+; nothing was started",
      "asked again every",
    ),
    cleanUp: new RegExp(
      `^Stalled: CleanUpFailed: .*cleanup\\d+ failed.*still running.*Next try.*${cause}.*${remedy}`,
      "s",
    ),
  });
}

/** Azure took it, the answer came late or without a use: nothing else is to be told. On a slow machine the job is over by then. */
const plain: Fault["expected"] = each(ONCE, {
  enable: /^Reconciling: (Enabling: Azure works on it|InitialReplication)/,
  drill: /^Reconciling: Running: (Test|The test) machine/,
  cleanUp: /^Reconciling: CleaningUp: Azure accepted the clean-up/,
});

/** The job failed: Azure's code, sentence and advice. */
function failed(before: string): RegExp {
  return new RegExp(`^Stalled: ${before}.*SimulatedFault.*was told to let it fail`, "s");
}

function inPart(before: string): RegExp {
  return new RegExp(`^${before}: .*only in part.*SimulatedPartialSuccess.*Azure recommends: Look at what`, "s");
}

function overdue(words: string): RegExp {
  return new RegExp(`^Stalled: JobOverdue: Azure has taken longer than ${words}.*job [0-9a-f-]{36} in the portal`, "s");
}

const FAILED_ENABLE: Expected = {
  ends: GOOD.enable,
  calls: TWICE,
  says: failed("EnableFailed: The enabling of replication"),
  asksAfter: "Stalled: EnableFailed",
};

export const CALL_FAULTS: readonly Fault[] = [
  { name: "500 before Azure took it", fault: { kind: "500-before" }, expected: settling(ONCE_MORE, "HTTP 500") },
  { name: "503", fault: { kind: "503" }, expected: settling(ONCE_MORE, "HTTP 503") },
  { name: "reset before", fault: { kind: "reset-before" }, expected: settling(ONCE_MORE, "the connection failed") },
  { name: "500 after Azure took it", fault: { kind: "500-after" }, expected: settling(ONCE, "HTTP 500") },
  { name: "reset after", fault: { kind: "lost-reply" }, expected: settling(ONCE, "the connection failed") },
  { name: "truncated", fault: { kind: "truncated" }, expected: settling(ONCE, "the connection failed") },
  { name: "answer cut off", fault: { kind: "cut-body" }, expected: plain },
  { name: "late", fault: { kind: "latency", milliseconds: 1500 }, expected: plain },
  {
    name: "429, Retry-After",
    fault: { kind: "429", retryAfterSeconds: 1 },
    expected: waiting("TooManyRequests.*number of requests"),
  },
  { name: "409", fault: { kind: "409" }, expected: waiting("Conflict.*Another operation is in progress") },
  {
    name: "403",
    fault: { kind: "403" },
    expected: refused("AuthorizationFailed.*does not have authorization", "Site Recovery Contributor"),
  },
  { name: "expired token", fault: { kind: "expired-token" }, expected: refused("ExpiredAuthenticationToken", "token") },
  {
    name: "its job fails in the first task",
    fault: { kind: "job-fails", task: 1 },
    expected: {
      enable: FAILED_ENABLE,
      drill: { ends: "Failed", calls: ONCE, says: failed("Failed: Azure could not bring up the test machine") },
      cleanUp: { ends: GOOD.cleanUp, calls: TWICE, says: failed("CleanUpFailed: The clean-up.*still running") },
    },
  },
  {
    name: "its job fails in the last task",
    fault: { kind: "job-fails", task: 9 },
    expected: {
      enable: FAILED_ENABLE,
      drill: {
        ends: "Failed",
        calls: ONCE,
        says: failed("Failed: The test failover of drill.*cleaned up.*It had failed"),
      },
      cleanUp: { ends: GOOD.cleanUp, calls: TWICE, says: failed("CleanUpFailed: The clean-up.*still running") },
    },
  },
  {
    name: "its job succeeds in part",
    fault: { kind: "job-partial" },
    expected: {
      enable: { ends: GOOD.enable, calls: ONCE, says: inPart("Reconciling: InitialReplication") },
      drill: { ends: "PartiallySucceeded", calls: ONCE, says: inPart("Stalled: PartiallySucceeded") },
      cleanUp: { ends: "PartiallySucceeded", calls: ONCE, says: inPart("Stalled: PartiallySucceeded") },
    },
  },
];

/** Does not end before a person acts: told once it takes far too long, and never called again. */
export const STALL: Fault = {
  name: "its job stalls",
  fault: { kind: "job-stalls" },
  expected: each(
    ONCE,
    {
      enable: overdue("three hours to enable replication of enable"),
      drill: overdue("two hours to bring up the test machine of drill"),
      cleanUp: overdue("half an hour to clean up.*still running.*costs money"),
    },
    { enable: "Stalled: JobOverdue", drill: "Stalled: JobOverdue", cleanUp: "Stalled: JobOverdue" },
  ),
};
