// While the test machine runs: what is said of it, when it is cleaned up, and what others do to it meanwhile.
import { describe, expect, test } from "vitest";
import type { Status, World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  decided,
  drillDetails,
  ITEM,
  iso,
  itemWith,
  jobWith,
  minutesLater,
  present,
  protectionWith,
  type RunFacts,
  says,
  shows,
  statusIn,
  TEST_MACHINE,
  testMachine,
  unknown,
  vaultWith,
} from "./build.ts";

const UP_AT = minutesLater(11);
const DUE = minutesLater(131);
const up: Partial<World> = { item: present(shows.up()), azureNow: minutesLater(12), testMachine: present(testMachine) };

/** A run in Running, a minute after its machine came up, with what differs. */
const running = (world: Partial<World> = {}, run: RunFacts = {}, status: Partial<Status> = {}) =>
  decided({ ...run, status: { ...statusIn.running(status), ...run.status } }, { ...up, ...world });

const kinds = (verdict: ReturnType<typeof decided>) => verdict.status.timeline?.map(({ step }) => step);

describe("a test machine", () => {
  test("is described, with when it is cleaned up and what people are asked for", () => {
    const verdict = running();
    expect(says(verdict)).toEqual({
      type: "Reconciling",
      reason: "Running",
      message:
        "Test machine web01-test (Standard_D4s_v5, 10.9.1.14, running) is up. It is cleaned up at 12:42 UTC. Look at it, then record what you saw in spec.verdict.",
    });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Running" } });
    expect(verdict.conditions).toContainEqual({
      type: "TestMachineReady",
      status: "True",
      reason: "Running",
      message: "web01-test is running (Standard_D4s_v5, 10.9.1.14).",
    });
  });

  test("changes nothing in the status when nothing happened", () => {
    expect(running().status).toEqual(statusIn.running());
    expect(running({ azureNow: minutesLater(60) }).conditions).toEqual(running().conditions);
  });

  test("is told from its job first, and from a GET of it then", () => {
    const fresh: Partial<Status> = { testMachine: undefined, recoveryPoint: { type: "Latest" } } as never;
    const { testMachine: _, ...status } = statusIn.running(fresh);
    const job = jobWith({ state: "Waiting", testFailover: drillDetails });
    const first = decided({ status }, { ...up, job, testMachine: { state: "unknown", why: "Not looked at." } });
    expect(first.status.testMachine).toEqual({ name: "web01-test", id: TEST_MACHINE });
    expect(first.status.recoveryPoint).toEqual({
      type: "Latest",
      id: `${ITEM}/recoveryPoints/point-1`,
      time: "2026-11-23T10:28:00Z",
    });
    expect(first.conditions).toContainEqual({
      type: "TestMachineReady",
      status: "Unknown",
      reason: "NotSeen",
      message: "web01-test was not seen yet.",
    });
    expect(first.next).toEqual({ afterSeconds: 15 });
    const second = decided({ status: first.status }, up);
    expect(second.status.testMachine).toEqual({
      name: "web01-test",
      id: TEST_MACHINE,
      size: "Standard_D4s_v5",
      addresses: ["10.9.1.14"],
      powerState: "running",
    });
  });

  test("without any details yet is up all the same", () => {
    const { testMachine: _, ...status } = statusIn.running();
    const verdict = decided({ status }, { ...up, testMachine: unknown });
    expect(says(verdict).message).toBe(
      "The test machine of web01 is up. It is cleaned up at 12:42 UTC. Look at it, then record what you saw in spec.verdict.",
    );
  });

  test.each([
    ["is deallocated", present({ ...testMachine, powerState: "deallocated" }), "web01-test is deallocated."],
    ["was deleted in Azure", absent, "Azure does not find web01-test any more."],
  ] as const)("that %s is not ready, and the run goes on", (_sentence, seen, message) => {
    const verdict = running({ testMachine: seen });
    expect(verdict.conditions).toContainEqual({
      type: "TestMachineReady",
      status: "False",
      reason: "NotRunning",
      message,
    });
    expect(verdict.status.phase).toBe("Running");
  });

  test("that may not be read keeps what is known of it", () => {
    expect(running({ testMachine: { state: "unknown", why: "No right to read it." } }).status).toEqual(
      statusIn.running(),
    );
  });

  test("shows a verdict that came early", () => {
    expect(says(running({}, { spec: { verdict: { result: "Passed" } } })).message).toBe(
      "Test machine web01-test (Standard_D4s_v5, 10.9.1.14, running) is up. It is cleaned up at 12:42 UTC. Verdict so far: Passed.",
    );
  });

  test.each([
    ["after", { after: "15m" }, iso(minutesLater(26)), "10:57 UTC"],
    ["after, over midnight", { after: "20h" }, iso(minutesLater(11 + 1200)), "24 Nov 06:42 UTC"],
    ["until, which outranks after", { after: "15m", until: iso(minutesLater(90)) }, iso(minutesLater(90)), "12:01 UTC"],
    [
      "until, which outranks Never",
      { after: "Never", until: iso(minutesLater(90)) },
      iso(minutesLater(90)),
      "12:01 UTC",
    ],
  ])("is cleaned up when the spec says so now: %s", (_sentence, cleanUp, at, text) => {
    const { status } = running({}, { spec: { cleanUp } });
    expect(status).toMatchObject({ cleanUpAt: at, cleansUpAtText: text });
  });

  test("that is kept until a person says so has no time", () => {
    const verdict = running({ azureNow: minutesLater(100_000) }, { spec: { cleanUp: { after: "Never" } } });
    expect(verdict.status.cleanUpAt).toBeUndefined();
    expect(verdict.status.cleansUpAtText).toBe("Never");
    expect(says(verdict).message).toContain("It stays until you set spec.cleanUp.now.");
    expect(verdict.action).toBeUndefined();
    expect(verdict.next).toEqual({ afterSeconds: 300 });
  });

  test.each([
    ["five minutes at most, so that a clock that jumps leaves nothing running", 12, 300],
    ["when it is due", 129, 120],
  ])("is looked at again after %s", (_sentence, minutes, afterSeconds) => {
    expect(running({ azureNow: minutesLater(minutes) }).next).toEqual({ afterSeconds });
  });
});

describe("a clean-up begins", () => {
  const rows: readonly [string, RunFacts, Partial<Status>, Date, NonNullable<Status["cleanUp"]>["why"]][] = [
    ["when it is due", {}, {}, DUE, "Due"],
    ["when until is in the past", { spec: { cleanUp: { until: iso(UP_AT) } } }, {}, minutesLater(12), "Due"],
    ["when it is asked for", { spec: { cleanUp: { now: true } } }, {}, minutesLater(12), "Asked"],
    ["when the run is deleted", { deleted: true }, {}, minutesLater(12), "Deleted"],
    ["when the job had failed", {}, { failure: { code: "1", message: "No." } }, minutesLater(12), "Failed"],
    [
      "when the run was called off before its machine was up",
      { spec: { cleanUp: { now: true } } },
      { timeline: [{ step: "CancelAsked", time: iso(UP_AT) }] },
      minutesLater(12),
      "Cancelled",
    ],
  ];

  test.each(rows)("%s", (_sentence, ...[run, status, azureNow, why]) => {
    const verdict = running({ azureNow, knownJobs: ["job-1"] }, run, status);
    expect(verdict.action).toEqual({
      do: "cleanUp",
      itemId: ITEM,
      operationId: "operation-1",
      comments: "Cleaned up by asr-chatops at the end of dr-team/drill.",
    });
    expect(verdict.status).toMatchObject({
      phase: "CleaningUp",
      cleanUp: { attempts: 1, why },
      operation: { kind: "TestFailoverCleanup", target: ITEM, knownJobs: ["job-1"], outcome: "Pending", attempt: 1 },
    });
    expect(kinds(verdict)?.at(-1)).toBe("CleanUpAsked");
    expect(verdict.hold).toBe(true);
    expect(says(verdict).message).toBe("Azure is asked to clean up the test failover of web01.");
  });

  test("with the notes, so that Azure keeps them", () => {
    const notes = "é".repeat(1024);
    expect(running({ azureNow: DUE }, { spec: { notes } }).action).toMatchObject({ comments: notes });
  });

  test("also while the protection is suspended, or gone", () => {
    const suspended = protectionWith({ spec: { suspend: true } });
    expect(running({ azureNow: DUE, protection: suspended }).action?.do).toBe("cleanUp");
    expect(running({ azureNow: DUE, protection: undefined }).action?.do).toBe("cleanUp");
  });

  test("although the test machine may not be read", () => {
    const testMachine = { state: "unknown", why: "No right to read it." } as const;
    expect(running({ azureNow: DUE, testMachine }).action?.do).toBe("cleanUp");
  });

  test.each([
    [
      "Azure does not allow it yet",
      { item: present(itemWith({ testFailoverState: "WaitingForCompletion", allowedOperations: [] })) },
      "Azure does not allow it at the moment.",
    ],
    [
      "another job runs",
      {
        item: present(
          itemWith({
            testFailoverState: "WaitingForCompletion",
            allowedOperations: [],
            currentJob: { scenario: "UpdateVmProperties", jobId: "job-8" },
          }),
        ),
      },
      "Azure's job UpdateVmProperties runs on it.",
    ],
    ["no write may go out", vaultWith({ writesBarred: "Azure asked to wait." }), "Azure asked to wait."],
  ])("later, without an intent, while %s", (_sentence, world, because) => {
    const verdict = running({ azureNow: DUE, ...world });
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.phase).toBe("CleaningUp");
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict.status.cleanUp).toEqual({ why: "Due" });
    expect(verdict.hold).toBe(true);
    expect(says(verdict)).toEqual({
      type: "Reconciling",
      reason: "WaitingForAzure",
      message: `The clean-up of web01 is due and waits: ${because} The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone.`,
    });
  });

  test("in mode Observe is only said, loudly", () => {
    const verdict = running({ azureNow: DUE, ...vaultWith({ mode: "Observe" }) });
    expect(verdict.action).toBeUndefined();
    expect(verdict).toMatchObject({
      hold: true,
      status: { phase: "Running", wouldDo: ["Clean up the test failover of web01."] },
    });
    expect(says(verdict)).toEqual({
      type: "Stalled",
      reason: "ObserveOnly",
      message:
        "The clean-up is due, but the vault's mode is Observe, so nothing is written to Azure. The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone. Clean it up in the portal, or set spec.mode of RecoveryVault contoso to Manage.",
    });
  });
});
