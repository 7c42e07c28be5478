// How the bot says no.
import { describe, expect, test } from "vitest";
import {
  bug,
  clusterSilent,
  mistyped,
  noRight,
  refusedByCluster,
  stranger,
  WHO_ARE_YOU,
} from "../../../bot/cards/refusals.ts";
import { UsageError } from "../../../bot/command.ts";
import { blockProblems } from "../../slack/block-kit/validate.ts";
import { buttons, problems, words } from "../read.ts";

const lacks = {
  deed: "start a test failover",
  right: { verb: "create", resource: "testfailovers", namespace: "dr-team" },
  groups: ["slack:viewers"],
  grantedBy: "U0BOSS0001",
} as const;

describe("without the right it says what is missing, and who gives it:", () => {
  test.each([
    [
      "in a namespace, by a person",
      {},
      "You may not start a test failover in *dr-team*. It needs `create` on `testfailovers.asr-chatops.io`; your groups: `slack:viewers`. <@U0BOSS0001> can grant it.",
    ],
    [
      "in no group",
      { groups: [] },
      "You may not start a test failover in *dr-team*. It needs `create` on `testfailovers.asr-chatops.io`; you are in no group that I know. <@U0BOSS0001> can grant it.",
    ],
    [
      "by plain words, which ping nobody",
      { grantedBy: "the <!channel> team" },
      "You may not start a test failover in *dr-team*. It needs `create` on `testfailovers.asr-chatops.io`; your groups: `slack:viewers`. the &lt;!channel&gt; team can grant it.",
    ],
    [
      "by nobody that is known",
      { grantedBy: undefined },
      "You may not start a test failover in *dr-team*. It needs `create` on `testfailovers.asr-chatops.io`; your groups: `slack:viewers`. Whoever manages the cluster's RBAC can grant it.",
    ],
    [
      "on something that has no namespace",
      { deed: "see the machines", right: { verb: "list", resource: "discoveredmachines" } },
      "You may not see the machines. It needs `list` on `discoveredmachines.asr-chatops.io`; your groups: `slack:viewers`. <@U0BOSS0001> can grant it.",
    ],
  ] as const)("%s", (_, more, said) => {
    const message = noRight({ ...lacks, ...more });
    expect(words(message)).toBe(said);
    expect(message.text).toBe(said);
    expect(blockProblems(message.blocks)).toEqual([]);
  });
});

test.each([
  ["a guest", stranger("guest"), /^Guests of this workspace may not use me/],
  ["another app", stranger("bot"), /a person has to ask/],
  ["a deactivated account", stranger("deactivated"), /is deactivated/],
  ["somebody of another workspace", stranger("otherWorkspace"), /another workspace than yours/],
  ["somebody that Slack does not know", stranger("unknown"), /knows nobody of your id/],
  ["somebody while Slack does not answer", WHO_ARE_YOU, /Nothing was done/],
  ["somebody while the cluster does not answer", clusterSilent(), /cannot tell whether that was done/],
  ["somebody who met a bug", bug("9f3c"), /under `9f3c`/],
])("to %s it says so", (_, message, said) => {
  expect(words(message)).toMatch(said);
  expect(problems(message)).toEqual([]);
});

describe("a mistake is told", () => {
  test("with a button for what was probably meant", () => {
    const message = mistyped(new UsageError("I know no “wbe01”.", "status web01"));
    expect(words(message)).toBe("I know no “wbe01”.");
    expect(buttons(message)).toEqual({ "/asr status web01": "status web01" });
  });

  test("without one when nothing is offered", () => {
    expect(buttons(mistyped(new UsageError("Something is missing.")))).toEqual({});
  });

  test("with a label that fits, and the whole line behind it", () => {
    const line = `status ${"w".repeat(100)}`;
    const message = mistyped(new UsageError("No.", line));
    expect(Object.values(buttons(message))).toEqual([line]);
    expect(problems(message)).toEqual([]);
  });

  test("without one for a line that is too long to be pressed", () => {
    expect(buttons(mistyped(new UsageError("No.", "w".repeat(1901))))).toEqual({});
  });
});

describe("what the API server refuses", () => {
  test("is told word for word, on every line as a quotation", () => {
    expect(words(refusedByCluster("spec is invalid:\nx < y"))).toBe(
      "The cluster refused it, and nothing was done. It says:\n&gt;spec is invalid:\n&gt;x &lt; y".replaceAll(
        "&gt;",
        ">",
      ),
    );
  });

  test("pings nobody, however long it is", () => {
    expect(problems(refusedByCluster(`<!channel> ${"&".repeat(5000)}`))).toEqual([]);
  });
});
