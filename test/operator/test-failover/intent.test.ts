// An intent whose call was lost: looked for, adopted, settled, repeated once, or given up; and drills that are not ours.
import { describe, expect, test } from "vitest";
import type { Operation, Sighting } from "../../../operator/operation.ts";
import type { Status, World } from "../../../operator/test-failover/world.ts";
import {
  decided,
  ITEM,
  intentTo,
  iso,
  minutesLater,
  NOW,
  network,
  present,
  protectionWith,
  type RunFacts,
  says,
  secondsLater,
  shows,
  statusIn,
  TEST_NETWORK,
  vaultWith,
} from "./build.ts";

const pending = intentTo("TestFailover");
const lost = intentTo("TestFailover", { outcome: "Unknown", unknownSince: iso(NOW), message: "connection reset" });
const settled = { firstLookAt: iso(minutesLater(-3)) };

const sighting = (more: Partial<Sighting> = {}): Sighting => ({
  jobId: "job-7",
  scenario: "TestFailover",
  target: ITEM,
  startedAt: NOW,
  ...more,
});

/** A run in Starting, with its operation, in a world. */
const starting = (operation: Operation, world: Partial<World> = {}, run: RunFacts = {}) =>
  decided({ ...run, status: statusIn.starting(operation) }, world);

describe("an intent without a job", () => {
  const rows: readonly [string, Operation, Partial<World>, Partial<Status>, string, string][] = [
    [
      "after a crash between intent and call is looked for first",
      pending,
      {},
      { operation: { ...pending, firstLookAt: iso(NOW) } },
      "Settling",
      "Whether Azure accepted the test failover of web01 is not known. Azure's lists lag, so it is looked for during three minutes before anything is asked for again.",
    ],
    [
      "is looked for from the first look on, however often",
      { ...lost, firstLookAt: iso(secondsLater(-179)) },
      {},
      { operation: { ...lost, firstLookAt: iso(secondsLater(-179)) } },
      "Settling",
      "Whether Azure accepted the test failover of web01 is not known. Azure's lists lag, so it is looked for during three minutes before anything is asked for again.",
    ],
    [
      "adopts its job when Azure shows it",
      lost,
      { sightings: [sighting({ network: TEST_NETWORK.toUpperCase() })] },
      {
        operation: expect.objectContaining({ jobId: "job-7", outcome: "Started" }),
        timeline: [
          { step: "Checked", time: iso(NOW) },
          {
            step: "Started",
            time: iso(NOW),
            jobId: "job-7",
            message: "Found by looking: the answer to the call was lost.",
          },
        ],
      },
      "Starting",
      "Azure had accepted the test failover of web01: job job-7 is followed.",
    ],
    [
      "waits when Azure does not allow the repetition now, and keeps the intent",
      { ...lost, ...settled },
      { item: present(shows.starting("other")) },
      { operation: { ...lost, ...settled } },
      "WaitingForAzure",
      "Azure does not allow a test failover of web01 at the moment: its job TestFailover runs. This run starts when Azure allows it.",
    ],
    [
      "waits when no write may go out now, and keeps the intent",
      { ...lost, ...settled },
      vaultWith({ writesBarred: "The last complete list is 13 minutes old." }),
      { operation: { ...lost, ...settled } },
      "WaitingForAzure",
      "The last complete list is 13 minutes old. This run starts after that.",
    ],
  ];

  test.each(rows)("%s", (_sentence, ...[operation, world, status, reason, message]) => {
    const verdict = starting(operation, world);
    expect(says(verdict)).toEqual({ type: "Reconciling", reason, message });
    expect(verdict.status).toMatchObject({ phase: "Starting", ...status });
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(true);
  });

  test("is asked for again, once, when three minutes of looking showed nothing", () => {
    const world = { knownJobs: ["old", "new"], operationId: "operation-2" };
    const verdict = starting({ ...lost, ...settled, knownJobs: ["old"] }, world);
    expect(verdict.action).toMatchObject({ do: "testFailover", operationId: "operation-1" });
    expect(verdict.status.operation).toMatchObject({ id: "operation-1", attempt: 2, outcome: "Unknown" });
    expect(verdict.status.operation?.knownJobs).toEqual(["old"]);
    expect(verdict.status.operation?.firstLookAt).toBeUndefined();
    expect(says(verdict).message).toBe(
      "Azure shows no trace of the first call, so it is asked again to start a test failover of web01.",
    );
  });

  const givenUp: readonly [string, RunFacts, Partial<World>, string, string][] = [
    ["startBy is over meanwhile", { spec: { startBy: iso(NOW) } }, {}, "TooLate", "Cancelled"],
    [
      "the protection is suspended",
      {},
      { protection: protectionWith({ spec: { suspend: true } }) },
      "Suspended",
      "Checking",
    ],
    [
      "the namespace may not use the vault any more",
      {},
      vaultWith({ namespaceAllowed: false }),
      "NotAllowed",
      "Checking",
    ],
    ["the protection is gone", {}, { protection: undefined }, "ProtectionNotFound", "Checking"],
    ["the mode is Observe now", {}, vaultWith({ mode: "Observe" }), "Checking", "Checking"],
  ];

  test.each(givenUp)("is given up without a call when %s", (_sentence, ...[run, world, reason, phase]) => {
    const verdict = starting({ ...lost, ...settled }, world, run);
    expect(verdict.action).toBeUndefined();
    expect(says(verdict).reason).toBe(reason);
    expect(verdict.status.phase).toBe(phase);
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict.hold).toBe(false);
  });

  test.each([
    ["another network", { network: network("lab") }],
    ["another recovery point", { network: TEST_NETWORK, recoveryPoint: `${ITEM}/recoveryPoints/p9` }],
  ])("stops before a job that was asked for with %s", (_sentence, shown) => {
    const status: Status = {
      ...statusIn.starting(lost),
      recoveryPoint: { id: `${ITEM}/recoveryPoints/p1`, type: "Other" },
    };
    const verdict = decided(
      { status, spec: { recoveryPoint: { type: "ById", id: "p1" } } },
      { sightings: [sighting(shown)], item: present(shows.starting("job-7")) },
    );
    expect(says(verdict)).toEqual({
      type: "Stalled",
      reason: "ForeignOperation",
      message:
        "Azure runs a test failover of web01 that was asked for otherwise (job job-7). It is not ours, so it is not touched. Clean it up where it was started; this run goes on after that. Or delete this TestFailover.",
    });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Starting", operation: lost } });
  });

  test("goes on when a job that was asked for otherwise is over: looked for first, then asked for again", () => {
    const world = { sightings: [sighting({ network: network("lab") })] };
    const looking = starting(lost, world);
    expect(says(looking).reason).toBe("Settling");
    expect(looking.status.operation?.firstLookAt).toBe(iso(NOW));
    expect(starting({ ...lost, ...settled }, world).action?.do).toBe("testFailover");
  });

  test("neither repeats nor gives up while a machine is up that no job explains", () => {
    const verdict = starting({ ...lost, ...settled }, { item: present(shows.up()) });
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(true);
    expect(verdict.status.operation).toEqual({ ...lost, ...settled });
    expect(says(verdict)).toEqual({
      type: "Stalled",
      reason: "ForeignOperation",
      message:
        "A test failover of web01 is up in Azure, and Azure shows no job that tells whether this run started it. It is not touched. Clean it up where it was started, or in the portal; this run goes on after that. Or delete this TestFailover.",
    });
  });

  const calledOff: readonly [string, RunFacts, Operation, string][] = [
    ["is still looked for when the run is called off", { spec: { cleanUp: { now: true } } }, lost, "Starting"],
    ["is still looked for when the run is deleted", { deleted: true }, pending, "Starting"],
    [
      "ends the run that was called off once nothing is found",
      { spec: { cleanUp: { now: true } } },
      { ...lost, ...settled },
      "Cancelled",
    ],
    ["ends the deleted run once nothing is found", { deleted: true }, { ...lost, ...settled }, "Cancelled"],
  ];

  test.each(calledOff)("%s", (_sentence, run, operation, phase) => {
    const verdict = starting(operation, {}, run);
    expect(verdict.status.phase).toBe(phase);
    expect(verdict.hold).toBe(phase === "Starting");
    expect(verdict.action).toBeUndefined();
    if (phase === "Cancelled")
      expect(says(verdict).message).toBe("Cancelled. Azure shows no test failover of web01 that this run started.");
  });

  test("of a deleted run lets go of a foreign drill, and says that it is there", () => {
    const world = { item: present(shows.up()), sightings: [sighting({ network: network("lab") })] };
    const verdict = starting(lost, world, { deleted: true });
    expect(verdict).toMatchObject({ hold: false, status: { phase: "Cancelled", endReason: "Deleted" } });
    expect(says(verdict).message).toBe(
      "Cancelled. Azure shows no test failover of web01 that this run started. One that is up there is not known to be of this run; it is not touched. Clean it up where it was started.",
    );
  });
});
