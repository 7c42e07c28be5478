// The first line of a run's card in each state, and that Slack takes every card.
import { describe, expect, test } from "vitest";
import { runCard, urgencyOf } from "../../../bot/cards/run.ts";
import type { RunFacts } from "../../../bot/notice.ts";
import { iso, protectionOf, stalled, status } from "../build.ts";
import { factsAt } from "../gallery.ts";
import { buttons, problems, words } from "../read.ts";

const say = (facts: RunFacts) => words(runCard(facts));

describe("the card begins with a colour and the state in words", () => {
  test.each([
    [
      "before the operator looked",
      factsAt("10:30", {}),
      "⚪ *web01 test failover: not looked at yet*  asked for by <@U024BE7LH> 10:30 UTC",
    ],
    ["Pending", factsAt("10:31", { status: status.pending }), "⚪ *web01 test failover: waiting*"],
    ["Checking", factsAt("10:31", { status: status.checking }), "🔵 *web01 test failover: being checked*"],
    [
      "Starting",
      factsAt("10:33", { status: status.starting }),
      "🔵 *web01 test failover: starting*  started by <@U024BE7LH> 10:31 UTC",
    ],
    [
      "Running",
      factsAt("10:43", { status: status.running }),
      "🔵 *web01 test failover: running*  started by <@U024BE7LH> 10:31 UTC · cleans up at 12:42 UTC",
    ],
    ["CleaningUp", factsAt("11:55", { status: status.cleaningUp }), "🔵 *web01 test failover: cleaning up*"],
    [
      "a clean-up that failed",
      factsAt("11:55", { status: status.cleanUpFailed }),
      "🔴 *web01 test failover: the clean-up failed, the test machine is still running*",
    ],
    [
      "Succeeded",
      factsAt("11:57", { status: status.succeeded }),
      "🟢 *web01 test failover: succeeded, no verdict yet*",
    ],
    [
      "Succeeded and passed",
      factsAt("11:57", { spec: { verdict: { result: "Passed" } }, status: status.succeeded }),
      "🟢 *web01 test failover: succeeded, verdict Passed*",
    ],
    [
      "Succeeded, but it did not work",
      factsAt("11:57", { spec: { verdict: { result: "Failed" } }, status: status.succeeded }),
      "🔴 *web01 test failover: succeeded in Azure, verdict Failed*",
    ],
    [
      "PartiallySucceeded",
      factsAt("11:57", { status: status.partiallySucceeded }),
      "🟠 *web01 test failover: partially succeeded*",
    ],
    ["Failed", factsAt("10:38", { status: status.failed }), "🔴 *web01 test failover: failed*"],
    [
      "Cancelled on request",
      factsAt("10:36", { status: status.cancelled }),
      "⚪ *web01 test failover: cancelled, as asked*",
    ],
    [
      "Cancelled, too late",
      factsAt("10:36", { status: { ...status.cancelled, endReason: "TooLate" } }),
      "🟠 *web01 test failover: cancelled, it could not start in time*",
    ],
    [
      "Cancelled by deleting it",
      factsAt("10:36", { status: { ...status.cancelled, endReason: "Deleted" } }),
      "⚪ *web01 test failover: cancelled, its resource was deleted*",
    ],
    [
      "detached",
      factsAt("10:36", { status: { ...status.cancelled, endReason: "Detached" } }),
      "🔴 *web01 test failover: let go, its test machine may still be there*",
    ],
    [
      "failed while up",
      factsAt("10:50", { status: { ...status.cleaningUp, failure: { message: "No driver." } } }),
      "🔴 *web01 test failover: failed, cleaning up*",
    ],
    [
      "called off before the start",
      factsAt("10:32", { spec: { cleanUp: { after: "2h", now: true } }, status: status.pending }),
      "⚪ *web01 test failover: being cancelled*",
    ],
    [
      "nobody cleans up",
      factsAt("10:43", { spec: { cleanUp: { after: "Never" } }, status: status.running }),
      "🔵 *web01 test failover: running*  started by <@U024BE7LH> 10:31 UTC · stays until somebody cleans it up",
    ],
    [
      "deleted before the start",
      factsAt("10:32", { status: status.pending }, { deleted: true }),
      "⚪ *web01 test failover: its resource was deleted*",
    ],
    [
      "deleted under a running drill",
      factsAt("10:50", { status: status.running }, { deleted: true }),
      "🟠 *web01 test failover: its resource was deleted*",
    ],
    [
      "deleted as a record",
      factsAt("12:50", { status: status.failed }, { deleted: true }),
      "🔴 *web01 test failover: failed (resource deleted)*",
    ],
  ])("%s", (_, facts, first) => {
    expect(say(facts).startsWith(first)).toBe(true);
  });

  test.each([
    ["in Pending", status.pending, "NotAllowed", "🟠 *web01 test failover: stuck, nothing was started (not allowed)*"],
    [
      "by a check",
      status.checking,
      "PreflightFailed",
      "🟠 *web01 test failover: stuck, nothing was started (the checks found something)*",
    ],
    [
      "by Azure's no",
      status.checking,
      "AzureRefused",
      "🔴 *web01 test failover: Azure refused it, nothing was started*",
    ],
    ["by Observe", status.checking, "ObserveOnly", "⚪ *web01 test failover: not started, the vault is only observed*"],
    [
      "in Starting",
      status.starting,
      "ForeignOperation",
      "🟠 *web01 test failover: stuck while starting (foreign operation)*",
    ],
    [
      "in Running by Observe",
      status.running,
      "ObserveOnly",
      "🔴 *web01 test failover: stuck, the test machine is still running*",
    ],
    [
      "in Running, item gone",
      status.running,
      "ProtectedItemGone",
      "🔴 *web01 test failover: stuck, the test machine may still be there*",
    ],
    [
      "in CleaningUp, item gone",
      status.cleaningUp,
      "ProtectedItemGone",
      "🔴 *web01 test failover: the clean-up is stuck, the test machine may still be there*",
    ],
  ])("stuck %s", (_, phase, reason, first) => {
    const facts = factsAt("10:50", { status: { ...phase, conditions: stalled(reason, "Because of that.") } });
    expect(say(facts).startsWith(first)).toBe(true);
    expect(urgencyOf(facts.run, false)).toBe("failure");
  });
});

test("a button names no protection that is gone", () => {
  expect(buttons(runCard({ ...factsAt("10:38", { status: status.failed }), protection: undefined }))).toEqual({});
  const going = protectionOf({ metadata: { deletionTimestamp: iso("10:37") } });
  expect(buttons(runCard(factsAt("10:38", { status: status.failed }, { protection: going })))).not.toHaveProperty(
    "Try again",
  );
});

test("every card of the tables is one that Slack takes", () => {
  const all = Object.values(status).flatMap((of) => [
    factsAt("11:00", { status: of }),
    factsAt("11:00", { status: of }, { deleted: true }),
  ]);
  expect(all.flatMap((facts) => problems(runCard(facts)))).toEqual([]);
});
