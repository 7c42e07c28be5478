// What a run's card says in each state: the facts, what they mean, what to do next.
import { describe, expect, test } from "vitest";
import { runCard } from "../../../bot/cards/run.ts";
import type { RunFacts } from "../../../bot/notice.ts";
import { COLLEAGUE, iso, over, stalled, status } from "../build.ts";
import { factsAt } from "../gallery.ts";
import { words } from "../read.ts";

const say = (facts: RunFacts) => words(runCard(facts));

describe("the card says what is true and what to do", () => {
  const tooLate = {
    ...status.cancelled,
    endReason: "TooLate",
    conditions: over("Cancelled", "It could not start before 11:30. Nothing was started in Azure.", "TooLate"),
  };
  test.each([
    [
      "what it waits for",
      factsAt("10:31", { status: status.pending }),
      "web01 is not protected yet (Initial replication 64 %).",
    ],
    [
      "until when it may start",
      factsAt("10:31", { spec: { startBy: iso("11:30") }, status: status.pending }),
      "If it cannot start before 11:30 UTC, it is cancelled.",
    ],
    ["Azure's task", factsAt("10:33", { status: status.starting }), "(Create the virtual machine)"],
    [
      "the test machine",
      factsAt("10:43", { status: status.running }),
      "Test machine *web01-test*, Standard_D4s_v5, `10.9.1.14`, running, in network dr-test.",
    ],
    [
      "the recovery point",
      factsAt("10:43", { status: status.running }),
      "Recovery point 10:28 UTC (3 minutes old at start). Up after 11 minutes.",
    ],
    [
      "who said what",
      factsAt("10:58", {
        spec: { verdict: { result: "Failed", by: COLLEAGUE, note: "no route" } },
        status: status.running,
      }),
      "Verdict Failed by <@U0COLLEAG1>: “no route”",
    ],
    [
      "a verdict by kubectl",
      factsAt("10:58", { spec: { verdict: { result: "Passed", by: "jo@example.com" } }, status: status.running }),
      "Verdict Passed by jo@example.com",
    ],
    [
      "that it does not run",
      factsAt("10:58", { status: { ...status.running, testMachine: { name: "web01-test", powerState: "stopped" } } }),
      "*web01-test*, stopped",
    ],
    [
      "what a failed clean-up costs",
      factsAt("11:43", { status: status.cleanUpFailed }),
      "It has been running since 10:42 UTC. It costs money, and it blocks failover of web01 until it is gone.",
    ],
    [
      "Azure's words for it",
      factsAt("11:43", { status: status.cleanUpFailed }),
      "Azure says (150097): The test virtual machine could not be deleted",
    ],
    ["when it is tried again", factsAt("11:43", { status: status.cleanUpFailed }), "Next try 12:12 UTC."],
    [
      "the record",
      factsAt("11:57", { status: status.succeeded }),
      "RPO at start 3 minutes · machine up after 11 minutes · ran 74 minutes · cleaned up 11:56 UTC, as asked.",
    ],
    ["the next drill", factsAt("11:57", { status: status.succeeded }), "Next drill due 21 Feb 2027."],
    [
      "that others cleaned up",
      factsAt("11:57", { status: { ...status.succeeded, cleanUp: { by: "Elsewhere" } } }),
      "cleaned up 11:56 UTC elsewhere, not by this run",
    ],
    ["notes", factsAt("11:57", { spec: { notes: "Quarterly." }, status: status.succeeded }), "Notes: Quarterly."],
    ["that nothing is left", factsAt("10:38", { status: status.failed }), "Nothing of it is left running."],
    [
      "what Azure says",
      factsAt("10:38", { status: status.failed }),
      "Azure says (28031): Site Recovery could not create the virtual machine",
    ],
    [
      "what Azure recommends",
      factsAt("10:38", { status: status.failed }),
      "What Azure recommends: Ask for a higher quota",
    ],
    [
      "what can be done here",
      factsAt("10:38", { status: status.failed }),
      "name a smaller size in `spec.target.vmSize` of the protection (`kubectl` or Git; today it is Standard_D16s_v5)",
    ],
    [
      "no more than is known",
      factsAt("10:38", { status: { ...status.failed, endReason: "ProtectedItemGone" } }),
      "No test machine of it is known to be left.",
    ],
    ["why it was too late", factsAt("11:31", { status: tooLate }), "Nothing was started in Azure."],
    [
      "what Manage would do",
      factsAt("10:31", {
        status: {
          ...status.checking,
          wouldDo: ["Start a test failover of web01."],
          conditions: stalled("ObserveOnly", "Observe."),
        },
      }),
      "In mode Manage the operator would:\n• Start a test failover of web01.",
    ],
    [
      "that a deleted one may have left a machine",
      factsAt("10:50", { status: status.running }, { deleted: true }),
      "web01-test (up since 10:42 UTC) may still be there: look in the portal.",
    ],
    [
      "the vault, cluster, time, run and namespace",
      factsAt("10:43", { status: status.running }),
      "contoso · prod-mgmt · as of 10:43 UTC · run web01-20261123-9f3c · dr-team",
    ],
    [
      "that it is simulated",
      factsAt("10:43", { status: { ...status.running, simulated: true } }),
      "*Simulated*: nothing here is real · contoso",
    ],
    [
      "that Azure was never heard",
      factsAt("10:43", {}, { freshness: { asOf: undefined, silent: false } }),
      "Azure has not answered yet",
    ],
  ])("%s", (_, facts, sentence) => {
    expect(say(facts)).toContain(sentence);
  });

  test("a refusal of Azure's and when it is asked again", () => {
    const refusal = { code: "28092", message: "No address is free.", recommendedAction: "Free one." };
    const facts = factsAt("10:40", {
      status: { ...status.checking, refusal, nextTryAt: iso("10:50"), conditions: stalled("AzureRefused", "Refused.") },
    });
    expect(say(facts)).toContain(
      "Azure says (28092): No address is free.\nWhat Azure recommends: Free one.\nIt is asked again 10:50 UTC",
    );
  });

  test("the next drill is not promised after one that failed", () => {
    const facts = factsAt("11:57", { spec: { verdict: { result: "Failed" } }, status: status.succeeded });
    expect(say(facts)).not.toContain("Next drill");
  });

  test("a clean-up days later is shown with its day", () => {
    const until = "2026-11-26T09:00:00Z";
    expect(say(factsAt("10:43", { spec: { cleanUp: { after: "2h", until } }, status: status.running }))).toContain(
      "cleans up at 2026-11-26 09:00 UTC",
    );
  });
});
