// What is said in the thread of a run's card: in which state, under which key, to whom.
import { describe, expect, test } from "vitest";
import { runNotices } from "../../bot/notices.ts";
import { COLLEAGUE, over, stalled, status } from "./build.ts";
import { factsAt } from "./gallery.ts";
import { problems, words } from "./read.ts";

const UID = "uid-web01-20261123-9f3c";

const stuck = (phase: (typeof status)[keyof typeof status], reason: string) => ({
  ...phase,
  conditions: stalled(reason, "Because of that."),
});

describe("by now the thread has", () => {
  test.each([
    ["nothing before the operator looked", factsAt("10:30", {}), []],
    ["nothing while it waits", factsAt("10:31", { status: status.pending }), []],
    ["nothing while it is checked", factsAt("10:31", { status: status.checking }), []],
    ["nothing while it starts", factsAt("10:33", { status: status.starting }), []],
    [
      "that it is stuck",
      factsAt("10:33", { status: stuck(status.pending, "NotAllowed") }),
      [[`${UID}/Pending/NotAllowed`, false]],
    ],
    [
      "that Azure refused",
      factsAt("10:33", { status: stuck(status.checking, "AzureRefused") }),
      [[`${UID}/Checking/AzureRefused`, false]],
    ],
    ["that the machine is up", factsAt("10:43", { status: status.running }), [[`${UID}/Running/`, false]]],
    [
      "no call to look when it is being cleaned up",
      factsAt("10:43", { spec: { cleanUp: { after: "2h", now: true } }, status: status.running }),
      [],
    ],
    [
      "that nothing cleans it up",
      factsAt("12:43", { status: stuck(status.running, "ObserveOnly") }),
      [[`${UID}/Running/ObserveOnly`, true]],
    ],
    [
      "a verdict",
      factsAt("10:58", { spec: { verdict: { result: "Passed" } }, status: status.running }),
      [
        [`${UID}/verdict/Passed`, false],
        [`${UID}/Running/`, false],
      ],
    ],
    ["nothing new while it is cleaned up", factsAt("11:55", { status: status.cleaningUp }), []],
    [
      "that the clean-up failed",
      factsAt("11:43", { status: status.cleanUpFailed }),
      [[`${UID}/CleaningUp/CleanUpFailed`, true]],
    ],
    ["the end", factsAt("11:57", { status: status.succeeded }), [[`${UID}/Succeeded/`, false]]],
    [
      "a failed verdict, and the end",
      factsAt("11:57", { spec: { verdict: { result: "Failed" } }, status: status.succeeded }),
      [
        [`${UID}/verdict/Failed`, false],
        [`${UID}/Succeeded/`, false],
      ],
    ],
    ["the failure", factsAt("10:38", { status: status.failed }), [[`${UID}/Failed/Failed`, true]]],
    [
      "a partial success",
      factsAt("11:57", { status: status.partiallySucceeded }),
      [[`${UID}/PartiallySucceeded/PartiallySucceeded`, true]],
    ],
    [
      "that it was called off",
      factsAt("10:36", { status: status.cancelled }),
      [[`${UID}/Cancelled/CancelledOnRequest`, false]],
    ],
    [
      "that it was too late",
      factsAt("11:31", {
        status: { ...status.cancelled, endReason: "TooLate", conditions: over("Cancelled", "Too late.", "TooLate") },
      }),
      [[`${UID}/Cancelled/TooLate`, true]],
    ],
    ["nothing of a run that is gone", factsAt("10:50", { status: status.running }, { deleted: true }), []],
  ])("%s", (_, facts, said) => {
    const notices = runNotices(facts);
    expect(notices.map(({ key, broadcast }) => [key, broadcast])).toEqual(said);
    expect(notices.flatMap(({ message }) => problems(message))).toEqual([]);
  });
});

describe("a notice", () => {
  const first = (facts: Parameters<typeof runNotices>[0]) =>
    words(runNotices(facts)[0]?.message ?? { text: "", blocks: [] });

  test("calls whoever asked in chat to look, and says how to reach the machine", () => {
    const said = first(factsAt("10:43", { status: status.running }));
    expect(said).toContain("<@U024BE7LH>, the test machine of *web01* is up.");
    expect(said).toContain("from inside test network dr-test only at `10.9.1.14`");
    expect(said).toContain("`/asr verdict web01-20261123-9f3c passed -n dr-team`");
  });

  test("calls nobody when it was asked for with kubectl", () => {
    expect(first(factsAt("10:43", { spec: { requestedBy: "jo@example.com" }, status: status.running }))).toMatch(
      /^the test machine of/,
    );
  });

  test("of a failure has code, causes, advice word for word, and the id for support", () => {
    const said = first(factsAt("10:38", { status: status.failed }));
    expect(said).toContain("*Azure says (28031):*\nSite Recovery could not create");
    expect(said).toContain("*Possible causes:*\nThe subscription has not enough free cores");
    expect(said).toContain(
      "*What Azure recommends:*\nAsk for a higher quota, or choose a smaller size, and try again.",
    );
    expect(said).toContain("activity id `c1d2e3f4-0000-4000-8000-000000000031`");
    expect(said).toContain("Nothing of it is left running.");
  });

  test("keeps long advice word for word, over several sections", () => {
    const recommendedAction = Array.from({ length: 500 }, (_, at) => `step${at}`).join(" ");
    const facts = factsAt("10:38", { status: { ...status.failed, failure: { message: "No.", recommendedAction } } });
    expect(first(facts).replaceAll("\n", " ")).toContain(recommendedAction);
  });

  test("of a failed clean-up says what it costs, and what Azure says once", () => {
    const said = first(factsAt("11:43", { status: status.cleanUpFailed }));
    expect(said).toContain("It costs money, and it blocks failover of web01 until it is gone.");
    expect(said.split("the resource group is locked")).toHaveLength(2);
  });

  test("of a verdict names who gave it and what they saw", () => {
    const verdict = { result: "Failed", by: COLLEAGUE, note: "no route" } as const;
    expect(first(factsAt("10:58", { spec: { verdict }, status: status.running }))).toContain(
      "🔴 *Verdict on web01: Failed* by <@U0COLLEAG1>: “no route”",
    );
  });
});
