// A start that comes to nothing: what its job, its item and its record say then.
import { describe, expect, test } from "vitest";
import type { Job } from "../../../operator/azure/site-recovery.ts";
import { adopted, type Operation } from "../../../operator/operation.ts";
import type { World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  decided,
  drillDetails,
  intentTo,
  jobWith,
  minutesLater,
  NOW,
  present,
  type RunFacts,
  says,
  shows,
  statusIn,
  testMachine,
} from "./build.ts";

const started = adopted(intentTo("TestFailover"), "job-1");

/** A run in Starting, with its operation, in a world. */
const starting = (operation: Operation, world: Partial<World> = {}, run: RunFacts = {}) =>
  decided({ ...run, status: statusIn.starting(operation) }, world);

describe("a start with a job", () => {
  const failedJob = (more: Partial<Job> = {}): Job => jobWith({ state: "Failed", endedAt: NOW, ...more });
  const ends: readonly [string, Partial<World>, string, string, string, string][] = [
    [
      "fails with Azure's code, words and advice",
      {
        job: failedJob({
          errors: [
            {
              code: "28031",
              message: "The cores quota in West Europe is used up.",
              possibleCauses: "Too many machines.",
              recommendedAction: "Raise the quota or choose a smaller size.",
              activityId: "activity-1",
            },
          ],
        }),
        item: present(shows.idle()),
      },
      "Failed",
      "Failed",
      "Azure could not bring up the test machine of web01; nothing is left running. Azure says (28031): The cores quota in West Europe is used up. Azure recommends: Raise the quota or choose a smaller size.",
      "28031: The cores quota in West Europe is used up.",
    ],
    [
      "fails without a reason when Azure gives none",
      { job: failedJob(), item: present(shows.cleaned()) },
      "Failed",
      "Failed",
      "Azure could not bring up the test machine of web01; nothing is left running. Azure gave no reason. Its job in the portal may show more.",
      "Azure gave no reason.",
    ],
    [
      "fails when somebody cancelled the job in Azure",
      { job: failedJob({ stateDescription: "Cancelled" }), item: present(shows.idle()) },
      "Failed",
      "Failed",
      "Azure could not bring up the test machine of web01; nothing is left running. The job was cancelled in Azure, not by this run.",
      "The job was cancelled in Azure, not by this run.",
    ],
    [
      "fails when the item still names the job and allows others again",
      {
        job: failedJob({ errors: [{ code: "28031", message: "Quota." }] }),
        item: present({ ...shows.idle(), currentJob: { scenario: "TestFailover", jobId: "job-1" } }),
      },
      "Failed",
      "Failed",
      "Azure could not bring up the test machine of web01; nothing is left running. Azure says (28031): Quota.",
      "28031: Quota.",
    ],
    [
      "fails when Azure has forgotten the job and shows nothing of it for three minutes",
      { job: undefined, item: present(shows.idle()), azureNow: minutesLater(3) },
      "Failed",
      "JobNotFound",
      "Azure no longer knows job job-1, the test failover of web01, and shows no test machine. Nothing is left running. Create a new TestFailover to try again.",
      "Azure no longer knows job job-1, the test failover of web01, and shows no test machine.",
    ],
    [
      "fails when the item is gone and no machine is known",
      { job: jobWith(), item: absent },
      "Failed",
      "ProtectedItemGone",
      "The protected item of web01 is gone from Azure, and no test machine of this run is known to be left.",
      "The protected item of web01 is gone from Azure, and no test machine of this run is known to be left.",
    ],
  ];

  test.each(ends)("%s", (_sentence, ...[world, phase, reason, message, result]) => {
    const verdict = starting(started, world);
    expect(says(verdict)).toEqual({ type: "Stalled", reason, message });
    expect(verdict.status).toMatchObject({ phase, end: phase, endReason: reason, result });
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict).toMatchObject({ hold: false, next: "on-change" });
  });

  test("keeps Azure's whole explanation in the record", () => {
    const errors = [
      { code: "28031", message: "Quota.", possibleCauses: "Many.", recommendedAction: "Fewer.", activityId: "a" },
    ];
    const verdict = starting(started, { job: failedJob({ errors }), item: present(shows.idle()) });
    expect(verdict.status.failure).toEqual({ ...errors[0], jobId: "job-1" });
  });

  test("does not end while the item is gone and the test machine is there", () => {
    const verdict = starting(started, {
      item: absent,
      job: jobWith({ testFailover: drillDetails }),
      testMachine: present(testMachine),
    });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Starting" } });
    expect(says(verdict).reason).toBe("ProtectedItemGone");
  });
});
