// A start that Azure works on: followed by its job until the item says that the machine is up.
import { describe, expect, test } from "vitest";
import { adopted, type Operation } from "../../../operator/operation.ts";
import type { World } from "../../../operator/test-failover/world.ts";
import {
  decided,
  intentTo,
  iso,
  itemWith,
  jobWith,
  minutesLater,
  NOW,
  present,
  type RunFacts,
  says,
  shows,
  statusIn,
  unknown,
} from "./build.ts";

const started = adopted(intentTo("TestFailover"), "job-1");

/** A run in Starting, with its operation, in a world. */
const starting = (operation: Operation, world: Partial<World> = {}, run: RunFacts = {}) =>
  decided({ ...run, status: statusIn.starting(operation) }, world);

describe("a start with a job", () => {
  const rows: readonly [string, Partial<World>, string][] = [
    [
      "waits for the machine",
      { job: jobWith(), item: present(shows.starting()) },
      "Azure is bringing up the test machine of web01. Physical servers usually take 10 to 20 minutes.",
    ],
    [
      "says which task runs",
      {
        job: jobWith({
          tasks: [
            { name: "Prerequisites check", state: "Succeeded" },
            { name: "Creating the test virtual machine", state: "InProgress" },
          ],
        }),
        item: present(shows.starting()),
      },
      "Azure is bringing up the test machine of web01 (Creating the test virtual machine). Physical servers usually take 10 to 20 minutes.",
    ],
    [
      "does not believe a job that rests before the item says that the machine is up",
      {
        job: jobWith({ state: "Waiting", stateDescription: "WaitingForStopTestFailover" }),
        item: present(shows.idle()),
      },
      "Azure is bringing up the test machine of web01. Physical servers usually take 10 to 20 minutes.",
    ],
    [
      "does not end on a job that failed while something still runs on the item",
      { job: jobWith({ state: "Failed" }), item: present(shows.starting()) },
      "Azure's job for the test failover of web01 failed; what it left behind is being looked at.",
    ],
    [
      "does not end on a job that failed while the item cannot be seen",
      { job: jobWith({ state: "Failed" }), item: unknown },
      "Azure's job for the test failover of web01 failed; what it left behind is being looked at.",
    ],
    [
      "does not end because a job is not found at once",
      { job: undefined, item: present(shows.idle()) },
      "Azure is bringing up the test machine of web01. Physical servers usually take 10 to 20 minutes.",
    ],
    [
      "does not end at once when the job is over and the item shows nothing",
      { job: jobWith({ state: "Succeeded", endedAt: NOW }), item: present(shows.idle()) },
      "Azure is bringing up the test machine of web01. Physical servers usually take 10 to 20 minutes.",
    ],
  ];

  test.each(rows)("%s", (_sentence, world, message) => {
    const verdict = starting(started, world);
    expect(says(verdict)).toEqual({ type: "Reconciling", reason: "Starting", message });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Starting" } });
    expect(verdict.action).toBeUndefined();
  });

  test("is up when the item says so, whatever the job says", () => {
    const verdict = starting(started, { job: jobWith(), item: present(shows.up()), azureNow: minutesLater(11) });
    expect(verdict.status).toMatchObject({
      phase: "Running",
      runningSince: iso(minutesLater(11)),
      minutesUntilUp: 11,
      timeline: [
        { step: "Checked" },
        { step: "Started", time: iso(NOW), jobId: "job-1" },
        { step: "MachineUp", time: iso(minutesLater(11)) },
      ],
    });
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict.status.failure).toBeUndefined();
    expect(verdict).toMatchObject({ hold: true, next: { afterSeconds: 0 } });
  });

  test("is up with warnings: a job that partially succeeded is no failure", () => {
    const job = jobWith({
      state: "Succeeded",
      stateDescription: "PartiallySucceeded",
      errors: [{ code: "1", message: "Warning." }],
    });
    const verdict = starting(started, { job, item: present(shows.up()) });
    expect(verdict.status.phase).toBe("Running");
    expect(verdict.status.failure).toBeUndefined();
  });

  test("whose job failed with a machine up runs first, so that it is cleaned up, and keeps the failure", () => {
    const job = jobWith({ state: "Failed", errors: [{ code: "28031", message: "Quota." }] });
    const verdict = starting(started, { job, item: present(shows.up()) });
    expect(verdict.status).toMatchObject({
      phase: "Running",
      failure: { code: "28031", message: "Quota.", jobId: "job-1" },
    });
    expect(verdict.hold).toBe(true);
  });

  test("does not count minutes backwards when a clock was moved", () => {
    const verdict = starting(started, { item: present(shows.up()), azureNow: minutesLater(-5) });
    expect(verdict.status.minutesUntilUp).toBe(0);
  });

  test("that was up and cleaned up elsewhere while nobody looked ends well, and says so", () => {
    const verdict = starting(started, {
      job: jobWith({ state: "Succeeded", stateDescription: "Completed", endedAt: minutesLater(30) }),
      item: present(shows.cleaned()),
      azureNow: minutesLater(33),
    });
    expect(verdict.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Elsewhere" } });
    expect(verdict.status.timeline).toContainEqual({ step: "CleanedUpElsewhere", time: iso(minutesLater(30)) });
    expect(says(verdict).message).toBe(
      "The test failover of web01 came up and was cleaned up elsewhere before this run saw its machine. Nothing is left running.",
    );
  });

  const off: readonly [string, RunFacts][] = [
    ["asked for", { spec: { cleanUp: { now: true } } }],
    ["deleted", { deleted: true }],
  ];

  test.each(off)("that is called off goes on until it can be cleaned up: %s", (_sentence, run) => {
    const verdict = starting(started, { job: jobWith(), item: present(shows.starting()) }, run);
    expect(verdict.status).toMatchObject({ phase: "Starting" });
    expect(verdict.status.timeline?.map(({ step }) => step)).toEqual(["Checked", "CancelAsked", "Started"]);
    expect(says(verdict).message).toBe(
      "Azure is bringing up the test machine of web01. It was called off; the machine is removed as soon as Azure allows that.",
    );
    expect(verdict.hold).toBe(true);
  });

  test("tells its steps once, however often it is looked at", () => {
    const world = { job: jobWith(), item: present(shows.starting()) };
    const first = decided({ spec: { cleanUp: { now: true } }, status: statusIn.starting() }, world);
    const later = decided(
      { spec: { cleanUp: { now: true } }, status: first.status },
      { ...world, azureNow: minutesLater(1) },
    );
    expect(later.status).toEqual(first.status);
  });

  test("keeps everything while its vault is not connected", () => {
    const before = statusIn.starting();
    const verdict = decided({ status: before }, { vault: undefined, item: unknown });
    expect(verdict.status).toEqual(before);
    expect(verdict.hold).toBe(true);
    expect(says(verdict)).toEqual({
      type: "Reconciling",
      reason: "WaitingForVault",
      message:
        "The vault of web01 is not connected at the moment, so what Azure does is not seen. The run goes on when it is; nothing is lost.",
    });
  });

  test("goes on when its protection is deleted", () => {
    const world = { protection: undefined, job: jobWith(), item: present(shows.up()) };
    expect(starting(started, world).status.phase).toBe("Running");
  });

  test("is not up because another item is: the state of this one counts", () => {
    const item = itemWith({
      testFailoverState: "MarkedForDeletion",
      allowedOperations: [],
      currentJob: { scenario: "TestFailover", jobId: "job-1" },
    });
    expect(starting(started, { job: jobWith(), item: present(item) }).status.phase).toBe("Starting");
  });
});
