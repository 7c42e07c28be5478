// What a run says after Azure answered a call: accepted, refused in many ways, or not known.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../operator/operation.ts";
import { conclude } from "../../../operator/test-failover/conclude.ts";
import { decide } from "../../../operator/test-failover/decide.ts";
import type { RunVerdict } from "../../../operator/test-failover/world.ts";
import {
  decided,
  intentTo,
  iso,
  minutesLater,
  NOW,
  present,
  runWith,
  saved,
  says,
  secondsLater,
  shows,
  statusIn,
  worldWith,
} from "./build.ts";

const LEFT =
  "The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone.";
const begin = (status: Parameters<typeof decided>[0]["status"] = { phase: "Checking" }) => decided({ status });
const cleanUp = () =>
  decided({ status: statusIn.running() }, { item: present(shows.up()), azureNow: minutesLater(131) });
const repeat = () =>
  decided({
    status: statusIn.starting(intentTo("TestFailover", { outcome: "Unknown", firstLookAt: iso(minutesLater(-3)) })),
  });

describe("an accepted call", () => {
  test("is followed by its job: the test failover", () => {
    const conclusion = conclude(begin(), { started: "job-1" }, NOW);
    expect(conclusion.status).toMatchObject({ phase: "Starting", operation: { jobId: "job-1", outcome: "Started" } });
    expect(says(conclusion)).toEqual({
      type: "Reconciling",
      reason: "Starting",
      message: "Azure accepted the test failover of web01 and works on it: job job-1.",
    });
    expect(conclusion.next).toEqual({ afterSeconds: 15 });
  });

  test("is followed by its job: the clean-up", () => {
    const conclusion = conclude(cleanUp(), { started: "job-2" }, NOW);
    expect(conclusion.status).toMatchObject({ phase: "CleaningUp", operation: { jobId: "job-2" } });
    expect(says(conclusion).message).toBe("Azure accepted the clean-up of web01 and works on it: job job-2.");
  });

  test("forgets an earlier refusal", () => {
    const before = begin({ phase: "Checking", nextTryAt: iso(NOW), refusal: { message: "No." } });
    expect(conclude(before, { started: "job-1" }, NOW).status.refusal).toBeUndefined();
  });
});

describe("a lost answer", () => {
  test.each([
    ["the test failover", begin, "Starting", "test failover"],
    ["the clean-up", cleanUp, "CleaningUp", "clean-up"],
  ])("keeps the intent and is looked for: %s", (_sentence, verdict, phase, words) => {
    const conclusion = conclude(verdict(), { unknown: "connection reset" }, secondsLater(9));
    expect(conclusion.status).toMatchObject({
      phase,
      operation: {
        id: "operation-1",
        outcome: "Unknown",
        unknownSince: iso(secondsLater(9)),
        message: "connection reset",
      },
    });
    expect(says(conclusion)).toEqual({
      type: "Reconciling",
      reason: "Settling",
      message: `What became of the ${words} of web01 is not known (connection reset). It is looked for in Azure before anything is sent again.`,
    });
  });

  test("is not cleared by a conflict that answers the repetition", () => {
    const conclusion = conclude(repeat(), { refused: "A job runs.", code: "Conflict", conflict: true }, NOW);
    expect(conclusion.status).toMatchObject({ phase: "Starting", operation: { outcome: "Unknown", attempt: 2 } });
    expect(says(conclusion).reason).toBe("Settling");
  });

  test("after a crash is not cleared by a conflict either", () => {
    const pending = intentTo("TestFailover", { firstLookAt: iso(minutesLater(-3)) });
    const verdict = decided({ status: statusIn.starting(pending) });
    const conclusion = conclude(verdict, { refused: "A job runs.", conflict: true }, NOW);
    expect(conclusion.status.operation).toMatchObject({ id: "operation-1", outcome: "Unknown" });
  });

  test("is cleared by a definite no to the repetition", () => {
    const conclusion = conclude(repeat(), { refused: "No right.", code: "AuthorizationFailed" }, NOW);
    expect(conclusion.status.operation).toBeUndefined();
    expect(says(conclusion).reason).toBe("AzureRefused");
  });
});

describe("a refused test failover", () => {
  const passing: readonly [string, Outcome, number, string][] = [
    [
      "by a 409",
      { refused: "Another job runs on the item.", code: "Conflict", conflict: true },
      30,
      "The test failover of web01 waits: Azure says (Conflict): Another job runs on the item.",
    ],
    [
      "by a 429, for as long as Azure asks",
      { refused: "Too many requests.", code: "TooManyRequests", retryAfterSeconds: 47 },
      47,
      "The test failover of web01 waits: Azure says (TooManyRequests): Too many requests. It asks to wait 47 s.",
    ],
    [
      "by our own last look",
      { refused: "Azure does not allow a test failover of web01 now.", code: "NotAllowedNow", conflict: true },
      30,
      "The test failover of web01 waits: Azure does not allow a test failover of web01 now.",
    ],
    [
      "by our own view of the vault",
      { refused: "The last complete list is old.", code: "NotSent", conflict: true, retryAfterSeconds: 30 },
      30,
      "The test failover of web01 waits: The last complete list is old.",
    ],
  ];

  test.each(passing)("that passes by itself is held back and goes to Checking: %s", (_sentence, ...rest) => {
    const [outcome, seconds, message] = rest;
    const conclusion = conclude(begin(), outcome, NOW);
    expect(says(conclusion)).toEqual({ type: "Reconciling", reason: "WaitingForAzure", message });
    expect(conclusion.status).toMatchObject({ phase: "Checking", nextTryAt: iso(secondsLater(seconds)) });
    expect(conclusion.status.operation).toBeUndefined();
    expect(conclusion.status.startedAt).toBeUndefined();
    expect(conclusion.status.rpoAtStartSeconds).toBeUndefined();
    expect(conclusion.next).toEqual({ afterSeconds: seconds });
  });

  const definite: Outcome = {
    refused: "The client has no right to do that.",
    code: "AuthorizationFailed",
    possibleCauses: "A missing role.",
    recommendedAction: "Assign Site Recovery Operator.",
    activityId: "activity-1",
  };

  test("that a person must mend is Stalled, with Azure's explanation", () => {
    const conclusion = conclude(begin(), definite, NOW);
    expect(says(conclusion)).toEqual({
      type: "Stalled",
      reason: "AzureRefused",
      message:
        "Azure refused the test failover of web01; nothing was started. Azure says (AuthorizationFailed): The client has no right to do that. Azure recommends: Assign Site Recovery Operator. It is asked again every 10 minutes.",
    });
    expect(conclusion.status).toMatchObject({
      phase: "Checking",
      nextTryAt: iso(minutesLater(10)),
      refusal: {
        code: "AuthorizationFailed",
        message: "The client has no right to do that.",
        possibleCauses: "A missing role.",
        recommendedAction: "Assign Site Recovery Operator.",
        activityId: "activity-1",
      },
    });
    expect(conclusion.next).toEqual({ afterSeconds: 600 });
  });

  test.each([
    ["that passes", passing[1]?.[1] as Outcome],
    ["that a person must mend", definite],
  ])("is not asked for again before its time, however often it is looked at: %s", (_sentence, outcome) => {
    const run = saved(runWith({ status: { phase: "Checking" } }), conclude(begin(), outcome, NOW));
    const verdict = decide(run, worldWith({ azureNow: secondsLater(20) }));
    expect(verdict.action).toBeUndefined();
    expect(saved(run, verdict).status).toEqual(run.status);
    expect(decide(run, worldWith({ azureNow: minutesLater(10) })).action?.do).toBe("testFailover");
  });

  test("grows its record once, not with every try", () => {
    const first = saved(runWith({ status: { phase: "Checking" } }), conclude(begin(), definite, NOW));
    const second = decide(first, worldWith({ azureNow: minutesLater(10) }));
    const conclusion = conclude(second, definite, minutesLater(10));
    expect(conclusion.status.timeline).toEqual(first.status?.timeline);
    expect(first.status?.timeline?.map(({ step }) => step)).toEqual(["Checked", "Refused"]);
  });
});

describe("a refused clean-up", () => {
  test("that passes by itself waits, does not count, and is not asked for before its time", () => {
    const refusal = { refused: "A job runs.", code: "Conflict", conflict: true } as const;
    const conclusion = conclude(cleanUp(), refusal, NOW);
    const message = `The clean-up of web01 is due and waits: Azure says (Conflict): A job runs. ${LEFT}`;
    expect(says(conclusion)).toEqual({ type: "Reconciling", reason: "WaitingForAzure", message });
    expect(conclusion.status).toMatchObject({
      phase: "CleaningUp",
      cleanUp: { attempts: 0, nextTryAt: iso(secondsLater(30)), why: "Due" },
    });
    const run = saved(runWith({ status: statusIn.running() }), conclusion);
    const verdict = decide(run, worldWith({ item: present(shows.up()), azureNow: secondsLater(20) }));
    expect(verdict.action).toBeUndefined();
    expect(saved(run, verdict).status).toEqual(run.status);
    const later = decide(run, worldWith({ item: present(shows.up()), azureNow: secondsLater(30) }));
    expect(later.action?.do).toBe("cleanUp");
  });

  test("that a person must mend is tried again after 30 minutes, and says what it costs", () => {
    const conclusion = conclude(cleanUp(), { refused: "No right.", code: "AuthorizationFailed" }, NOW);
    expect(says(conclusion)).toEqual({
      type: "Stalled",
      reason: "CleanUpFailed",
      message: `The clean-up of the test failover of web01 failed. ${LEFT} Next try 11:01 UTC. Azure says (AuthorizationFailed): No right.`,
    });
    expect(conclusion.status).toMatchObject({
      phase: "CleaningUp",
      cleanUp: { attempts: 1, nextTryAt: iso(minutesLater(30)), lastFailure: { code: "AuthorizationFailed" } },
    });
    const run = saved(runWith({ status: statusIn.running() }), conclusion);
    const verdict = decide(run, worldWith({ item: present(shows.up()), azureNow: minutesLater(10) }));
    expect(saved(run, verdict).status).toEqual(run.status);
  });
});

test("a verdict without a call is not changed by any answer", () => {
  const verdict: RunVerdict = decided({ status: statusIn.running() }, { item: present(shows.up()) });
  const { status, conditions, next } = verdict;
  expect(conclude(verdict, { started: "job-9" }, NOW)).toEqual({ status, conditions, next });
});
