// How far a run is, what is uncertain about its card, and when it counts as another card.
import { describe, expect, test } from "vitest";
import { runCard, runCardKey, urgencyOf } from "../../../bot/cards/run.ts";
import type { RunFacts } from "../../../bot/notice.ts";
import { at, iso, runOf, status } from "../build.ts";
import { factsAt } from "../gallery.ts";
import { words } from "../read.ts";

const say = (facts: RunFacts) => words(runCard(facts));

describe("the steps", () => {
  test.each([
    [
      "to come",
      factsAt("10:30", {}),
      "○ checks   ○ start   ○ machine up   ○ look at it and say how it is   ○ clean-up",
    ],
    [
      "under way",
      factsAt("10:33", { status: status.starting }),
      "✓ checked 10:31 UTC   ✓ started 10:31 UTC   … the machine comes up   ○ look",
    ],
    [
      "up",
      factsAt("10:43", { status: status.running }),
      "✓ machine up 10:42 UTC   ○ look at it and say how it is   ○ clean-up",
    ],
    [
      "done",
      factsAt("11:57", { spec: { verdict: { result: "Passed" } }, status: status.succeeded }),
      "✓ machine up 10:42 UTC   ✓ verdict Passed   ✓ cleaned up 11:56 UTC",
    ],
    ["still to be said", factsAt("11:57", { status: status.succeeded }), "○ say how it was   ✓ cleaned up 11:56 UTC"],
    ["broken off", factsAt("10:38", { status: status.failed }), "✓ started 10:31 UTC   ✗ machine up\n"],
    ["broken off at the clean-up", factsAt("11:43", { status: status.cleanUpFailed }), "✗ clean-up"],
    ["cancelled", factsAt("10:36", { status: status.cancelled }), "\n✗ cancelled 10:35 UTC\n"],
    [
      "not to come any more",
      factsAt("10:50", { status: status.running }, { deleted: true }),
      "✓ machine up 10:42 UTC\n",
    ],
  ])("%s", (_, facts, steps) => {
    expect(say(facts)).toContain(steps);
  });
});

describe("what is uncertain is said first", () => {
  test("that the operator is silent", () => {
    const facts = factsAt("11:05", { status: status.running }, { freshness: { asOf: at("10:48"), silent: true } });
    expect(say(facts).startsWith("⚠️ *The operator has not spoken since 10:48 UTC*")).toBe(true);
    expect(runCard(facts).text.startsWith("⚠️ The operator has not spoken since 10:48 UTC")).toBe(true);
  });

  test("that the card may be there twice", () => {
    const facts = factsAt("10:43", { status: status.running }, { mayRepeat: true });
    expect(say(facts).startsWith("may repeat: ")).toBe(true);
  });
});

describe("a card is another one when something changed", () => {
  const running = factsAt("10:43", { status: status.running });
  const same = (facts: RunFacts) => runCardKey(facts) === runCardKey(running);

  test("not when time passes and Azure was heard again", () => {
    const later = { ...running, now: at("11:40"), freshness: { asOf: at("11:40"), silent: false } };
    expect(runCard(later)).not.toEqual(runCard(running));
    expect(same(later)).toBe(true);
  });

  test.each([
    ["a verdict", factsAt("10:43", { spec: { verdict: { result: "Passed" } }, status: status.running })],
    [
      "a later clean-up",
      factsAt("10:43", { spec: { cleanUp: { after: "2h", until: iso("13:42") } }, status: status.running }),
    ],
    ["another phase", factsAt("10:43", { status: status.cleaningUp })],
    ["silence", { ...running, freshness: { asOf: at("10:43"), silent: true } }],
    ["that it is gone", { ...running, deleted: true }],
  ])("but with %s", (_, facts) => {
    expect(same(facts)).toBe(false);
  });

  test.each([
    ["Running", status.running, false, "progress"],
    ["CleanUpFailed", status.cleanUpFailed, false, "failure"],
    ["Failed", status.failed, false, "final"],
    ["Succeeded", status.succeeded, false, "final"],
    ["Running and deleted", status.running, true, "final"],
  ])("%s is edited in its turn", (_, of, deleted, urgency) => {
    expect(urgencyOf(runOf({ status: of }), deleted)).toBe(urgency);
  });
});
