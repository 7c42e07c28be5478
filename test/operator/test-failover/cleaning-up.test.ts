// The clean-up while a job of it is known: followed, ended, failed; and how the run ends after it.
import { describe, expect, test } from "vitest";
import { adopted, type Operation } from "../../../operator/operation.ts";
import type { Status, World } from "../../../operator/test-failover/world.ts";
import {
  decided,
  intentTo,
  iso,
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

const LEFT =
  "The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone.";
const follows = adopted(intentTo("TestFailoverCleanup"), "job-2");
const upIdle = present(shows.up());
const cleaned = present(shows.cleaned());
const cleanUpJob = (more: Parameters<typeof jobWith>[0] = {}) =>
  jobWith({ id: "job-2", scenario: "TestFailoverCleanup", ...more });

/** A run in CleaningUp with this operation, or none. */
const cleaning = (operation: Operation | undefined, world: Partial<World> = {}, more: Partial<Status> = {}) => {
  const { operation: _, ...rest } = statusIn.cleaningUp(follows, more);
  return decided({ status: operation === undefined ? rest : { ...rest, operation } }, world);
};

const kinds = (verdict: ReturnType<typeof decided>) => verdict.status.timeline?.map(({ step }) => step);

describe("a clean-up with a job", () => {
  const waits: readonly [string, Partial<World>][] = [
    ["runs", { job: cleanUpJob(), item: present(shows.cleaning()) }],
    ["is clean but for its job", { job: cleanUpJob(), item: cleaned }],
    [
      "failed, and something still runs on the item",
      { job: cleanUpJob({ state: "Failed" }), item: present(shows.cleaning()) },
    ],
    ["failed, and the item cannot be seen", { job: cleanUpJob({ state: "Failed" }), item: unknown }],
    ["is over, and the item lags", { job: cleanUpJob({ state: "Succeeded", endedAt: NOW }), item: upIdle }],
    ["is not found at once", { job: undefined, item: upIdle }],
    ["waits for something", { job: cleanUpJob({ state: "Waiting" }), item: upIdle }],
  ];

  test.each(waits)("is followed while it %s", (_sentence, world) => {
    const verdict = cleaning(follows, world);
    expect(says(verdict)).toEqual({
      type: "Reconciling",
      reason: "CleaningUp",
      message: "Azure is cleaning up the test failover of web01. It usually takes about two minutes.",
    });
    expect(verdict.status).toMatchObject({ phase: "CleaningUp", cleanUp: { attempts: 1, jobId: "job-2" } });
    expect(kinds(verdict)?.at(-1)).toBe("CleaningUp");
    expect(verdict.hold).toBe(true);
    expect(verdict.action).toBeUndefined();
  });

  test.each([
    ["its job succeeded", cleanUpJob({ state: "Succeeded", endedAt: minutesLater(2) }), iso(minutesLater(2))],
    [
      "its job failed but left nothing",
      cleanUpJob({ state: "Failed", endedAt: minutesLater(2) }),
      iso(minutesLater(2)),
    ],
    ["Azure forgot its job", undefined, iso(minutesLater(5))],
  ])("ends the run when the machine is gone and %s, also while Azure's word for it lingers", (_sentence, job, time) => {
    const verdict = cleaning(follows, { job, item: cleaned, azureNow: minutesLater(5) });
    expect(verdict.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Us" }, endedAt: iso(minutesLater(5)) });
    expect(verdict.status.timeline).toContainEqual({ step: "CleanedUp", time });
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict).toMatchObject({ hold: false, next: "on-change" });
    expect(says(verdict)).toEqual({
      type: "Ready",
      reason: "Succeeded",
      message: "The test failover of web01 is over and cleaned up; nothing of it is left running.",
    });
  });

  test("that succeeded ends the run although somebody started another drill at once", () => {
    const job = cleanUpJob({ state: "Succeeded", endedAt: NOW });
    const verdict = cleaning(follows, { job, item: upIdle, laterDrill: "job-99" });
    expect(verdict.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Us" } });
    expect(says(verdict).message).toContain("Another one was started elsewhere since (job job-99).");
  });

  const failures: readonly [string, Partial<World>, string][] = [
    [
      "its job failed",
      {
        job: cleanUpJob({
          state: "Failed",
          errors: [{ code: "28092", message: "The network is locked.", recommendedAction: "Remove the lock." }],
        }),
      },
      " Azure says (28092): The network is locked. Azure recommends: Remove the lock.",
    ],
    [
      "its job failed without a reason",
      { job: cleanUpJob({ state: "Failed" }) },
      " Azure gave no reason. Its job in the portal may show more.",
    ],
    [
      "its job ended well three minutes ago",
      { job: cleanUpJob({ state: "Succeeded", endedAt: minutesLater(-3) }) },
      " Azure's job ended without an error, and the test machine is still there.",
    ],
    [
      "Azure has not known its job for three minutes",
      { job: undefined, azureNow: minutesLater(3) },
      " Azure no longer knows the clean-up's job, and the test machine is still there.",
    ],
  ];

  test.each(failures)("has failed when the machine is still up and %s", (_sentence, world, words) => {
    const verdict = cleaning(follows, { item: upIdle, ...world });
    const azureNow = world.azureNow ?? NOW;
    const retry = minutesLater(30, azureNow);
    expect(says(verdict)).toEqual({
      type: "Stalled",
      reason: "CleanUpFailed",
      message: `The clean-up of the test failover of web01 failed. ${LEFT} Next try ${iso(retry).slice(11, 16)} UTC.${words}`,
    });
    expect(verdict.status).toMatchObject({
      phase: "CleaningUp",
      cleanUp: { attempts: 1, nextTryAt: iso(retry), lastFailure: { jobId: "job-2" } },
    });
    expect(verdict.status.operation).toBeUndefined();
    expect(verdict).toMatchObject({ hold: true, next: { afterSeconds: 1800 } });
    expect(kinds(verdict)?.at(-1)).toBe("CleanUpFailed");
  });
});

describe("after the clean-up a run", () => {
  const rows: readonly [string, RunFacts, Partial<Status>, string, string, string][] = [
    ["ends well", {}, {}, "Succeeded", "Succeeded", "No verdict yet"],
    ["shows the verdict", { spec: { verdict: { result: "Failed" } } }, {}, "Succeeded", "Succeeded", "Verdict: Failed"],
    [
      "ends as it failed before",
      {},
      { failure: { code: "28031", message: "Quota." } },
      "Failed",
      "Failed",
      "28031: Quota.",
    ],
    [
      "ends cancelled when it was called off before its machine was up",
      { spec: { cleanUp: { now: true } } },
      { timeline: [{ step: "CancelAsked", time: iso(NOW) }] },
      "Cancelled",
      "CancelledOnRequest",
      "The test failover of web01 is over and cleaned up; nothing of it is left running.",
    ],
    [
      "ends cancelled when it was deleted before its machine was up",
      { deleted: true },
      { timeline: [{ step: "CancelAsked", time: iso(NOW) }] },
      "Cancelled",
      "Deleted",
      "The test failover of web01 is over and cleaned up; nothing of it is left running.",
    ],
    [
      "that was deleted while running ends well, and is let go",
      { deleted: true },
      {},
      "Succeeded",
      "Succeeded",
      "No verdict yet",
    ],
  ];

  test.each(rows)("%s", (_sentence, ...[run, more, phase, reason, result]) => {
    const status = statusIn.cleaningUp(follows, more);
    const job = cleanUpJob({ state: "Succeeded", endedAt: NOW });
    const verdict = decided({ ...run, status }, { job, item: cleaned });
    expect(verdict.status).toMatchObject({ phase, end: phase, endReason: reason, result });
    expect(verdict.hold).toBe(false);
    expect(verdict.conditions).toContainEqual(
      expect.objectContaining({ type: "Complete", status: "True", reason: phase }),
    );
    expect(verdict.conditions).toContainEqual({
      type: "TestMachineReady",
      status: "False",
      reason: phase,
      message: "The run has ended; no test machine of it is left.",
    });
  });
});
