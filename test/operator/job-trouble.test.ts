// A job of Azure's that does not end, or that succeeds only in part: told in words, and no reason to call again.
import { describe, expect, test } from "vitest";
import { adopted } from "../../operator/operation.ts";
import * as ofPolicy from "./policy/builders.ts";
import * as ofProtection from "./protection/builders.ts";
import * as ofRun from "./test-failover/build.ts";

describe("a job that does not end is Stalled: JobOverdue", () => {
  const starting = (minutes: number) =>
    ofRun.decided(
      { status: ofRun.statusIn.starting() },
      {
        azureNow: ofRun.minutesLater(minutes),
        job: ofRun.jobWith({ tasks: [{ name: "Making the copy ready", state: "InProgress" }] }),
        item: ofRun.present(ofRun.shows.starting(), ofRun.minutesLater(minutes)),
      },
    );

  test("of a start, after two hours and not before", () => {
    expect(ofRun.says(starting(120))).toMatchObject({ type: "Reconciling", reason: "Starting" });
    const late = starting(121);
    expect(ofRun.says(late)).toMatchObject({ type: "Stalled", reason: "JobOverdue" });
    expect(ofRun.says(late).message).toBe(
      "Azure has taken longer than two hours to bring up the test machine of web01 (Making the copy ready). Look at job job-1 in the portal (the vault, Site Recovery jobs); if it hangs, cancel it there. What becomes of it is followed.",
    );
    expect(late).toMatchObject({ hold: true, next: { afterSeconds: 60 }, status: { phase: "Starting" } });
    expect(late.action).toBeUndefined();
  });

  test("of a start, in the same words at every look", () => {
    expect(starting(300).conditions).toEqual(starting(121).conditions);
  });

  const cleaning = (minutes: number) =>
    ofRun.decided(
      { status: ofRun.statusIn.cleaningUp(adopted(ofRun.intentTo("TestFailoverCleanup"), "job-2")) },
      {
        azureNow: ofRun.minutesLater(minutes),
        job: ofRun.jobWith({ id: "job-2", scenario: "TestFailoverCleanup" }),
        item: ofRun.present(ofRun.shows.cleaning(), ofRun.minutesLater(minutes)),
      },
    );

  test("of a clean-up, after half an hour and not before, with what that costs", () => {
    expect(ofRun.says(cleaning(30))).toMatchObject({ type: "Reconciling", reason: "CleaningUp" });
    const late = cleaning(31);
    expect(ofRun.says(late)).toMatchObject({ type: "Stalled", reason: "JobOverdue" });
    expect(ofRun.says(late).message).toMatch(/half an hour.*still running.*costs money.*job job-2/);
    expect(late).toMatchObject({ hold: true, status: { phase: "CleaningUp", operation: { jobId: "job-2" } } });
    expect(late.action).toBeUndefined();
  });

  test.each([
    ["Enable", 180],
    ["Update", 30],
    ["Disable", 30],
  ] as const)("of a protection's %s, after %i minutes and not before", (kind, minutes) => {
    const startedAt = ofProtection.iso(ofProtection.minutes(0));
    const operation = ofProtection.operation({ kind, jobId: "job-1", outcome: "Started", startedAt });
    const at = (minute: number) =>
      ofProtection.look({
        resource: { status: { bound: ofProtection.bound, operation } },
        azure: { item: ofProtection.there(), job: ofProtection.job() },
        at: ofProtection.minutes(minute),
      });
    expect(ofProtection.told(at(minutes))).toMatch(/^Reconciling/);
    expect(ofProtection.told(at(minutes + 1))).toBe("Stalled: JobOverdue");
    expect(at(minutes + 1).status.operation).toEqual(operation);
    expect(at(minutes + 1).action).toBeUndefined();
  });
});

test("of a policy, after half an hour and not before", () => {
  const startedAt = ofPolicy.iso(ofPolicy.NOW);
  const operation = ofPolicy.operation("CreatePolicy", { jobId: "job-1", outcome: "Started", startedAt });
  const at = (minute: number) =>
    ofPolicy.look({
      resource: { status: { operation } },
      azure: { ...ofPolicy.nothing, job: ofPolicy.job("Running") },
      at: ofPolicy.minutes(minute),
    });
  expect(ofPolicy.told(at(30))).toBe("Reconciling: CreatingPolicy");
  expect(ofPolicy.told(at(31))).toBe("Stalled: JobOverdue");
  expect(ofPolicy.message(at(31))).toMatch(
    /longer than half an hour to create policy dr-team-gold\. Look at job job-1/,
  );
  expect(at(31).status.operation).toEqual(operation);
});

describe("a job that succeeds only in part", () => {
  const errors = [{ code: "28099", message: "A disk was left.", recommendedAction: "Delete it." }];
  const inPart = { state: "Succeeded", stateDescription: "PartiallySucceeded", errors } as const;
  const ended = (world: Parameters<typeof ofRun.decided>[1]) =>
    ofRun.decided(
      { status: ofRun.statusIn.cleaningUp() },
      {
        job: ofRun.jobWith({ id: "job-2", state: "Succeeded", endedAt: ofRun.NOW }),
        item: ofRun.present(ofRun.shows.cleaned()),
        ...world,
      },
    );

  test.each([
    ["the start's", { startJob: ofRun.jobWith(inPart) }],
    ["the clean-up's", { job: ofRun.jobWith({ id: "job-2", ...inPart, endedAt: ofRun.NOW }) }],
  ])("%s, ends the run PartiallySucceeded, in Azure's words", (_, world) => {
    const verdict = ended(world);
    expect(verdict.status).toMatchObject({
      phase: "PartiallySucceeded",
      endReason: "PartiallySucceeded",
      failure: { code: "28099", message: "A disk was left." },
      result: "28099: A disk was left.",
    });
    expect(ofRun.says(verdict).message).toMatch(
      /over and cleaned up.* only in part\. Azure says \(28099\): A disk was left\. Azure recommends: Delete it\.$/,
    );
    expect(verdict.hold).toBe(false);
  });

  test("and others that succeeded whole end it Succeeded", () => {
    const whole = { ...inPart, stateDescription: "Completed" };
    expect(ended({ startJob: ofRun.jobWith(whole) }).status.phase).toBe("Succeeded");
  });

  test("of a run that had failed changes nothing about that", () => {
    const status = ofRun.statusIn.cleaningUp(undefined, { failure: { code: "28031", message: "No cores." } });
    const { operation: _, ...rest } = status;
    const item = ofRun.present(ofRun.shows.cleaned());
    const verdict = ofRun.decided({ status: rest }, { startJob: ofRun.jobWith(inPart), item });
    expect(verdict.status).toMatchObject({ phase: "Failed", failure: { code: "28031" } });
  });

  test("of a clean-up by somebody else, seen while it runs, is told too", () => {
    const item = ofRun.present(ofRun.shows.cleaned());
    const verdict = ofRun.decided({ status: ofRun.statusIn.running() }, { startJob: ofRun.jobWith(inPart), item });
    expect(verdict.status.phase).toBe("PartiallySucceeded");
  });

  test("of an enable is told while the first copy runs, and forgotten once the machine is protected", () => {
    const { operation, bound, job, there, look, message, minutes } = ofProtection;
    const status = { bound, operation: operation({ kind: "Enable", jobId: "job-1", outcome: "Started" }) };
    const copying = there({ protectionState: "InitialReplicationInProgress" });
    const verdict = look({ resource: { status }, azure: { item: copying, job: job(inPart) } });
    expect(message(verdict)).toMatch(
      /only in part, Azure says \(28099\): A disk was left\. Azure recommends: Delete it\./,
    );
    expect(verdict.status).toMatchObject({ lastFailure: { code: "28099" } });
    expect(verdict.status.heldBack).toBeUndefined();
    const later = look({ resource: { status: verdict.status }, azure: { item: there() }, at: minutes(60) });
    expect(ofProtection.told(later)).toBe("Ready: Protected");
    expect(later.status.lastFailure).toBeUndefined();
  });
});
