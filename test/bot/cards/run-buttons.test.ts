// The buttons of a run's card: which there are in each state, and the command line that each runs.
import { describe, expect, test } from "vitest";
import { runCard } from "../../../bot/cards/run.ts";
import type { RunFacts } from "../../../bot/notice.ts";
import { iso, PORTAL, protectionOf, stalled, status } from "../build.ts";
import { factsAt } from "../gallery.ts";
import { buttons } from "../read.ts";

const NAME = "web01-20261123-9f3c";
const of = (facts: RunFacts) => buttons(runCard(facts));

describe("buttons fit the state and vanish with it", () => {
  test.each([
    ["not looked at", factsAt("10:30", {}), ["Cancel"]],
    ["Pending", factsAt("10:31", { status: status.pending }), ["Cancel"]],
    ["Checking", factsAt("10:31", { status: status.checking }), ["Cancel"]],
    ["Starting", factsAt("10:33", { status: status.starting }), ["Cancel"]],
    [
      "Pending, called off",
      factsAt("10:33", { spec: { cleanUp: { after: "2h", now: true } }, status: status.pending }),
      [],
    ],
    [
      "Pending, being deleted",
      factsAt("10:33", { metadata: { deletionTimestamp: iso("10:33") }, status: status.pending }),
      [],
    ],
    [
      "Running",
      factsAt("10:43", { status: status.running }),
      ["It works", "It does not…", "Extend 1 h", "Clean up now", "Open in portal"],
    ],
    [
      "Running with a verdict",
      factsAt("10:43", { spec: { verdict: { result: "Passed" } }, status: status.running }),
      ["Extend 1 h", "Clean up now", "Open in portal"],
    ],
    [
      "Running, clean-up asked for",
      factsAt("10:43", { spec: { cleanUp: { after: "2h", now: true } }, status: status.running }),
      ["It works", "It does not…", "Open in portal"],
    ],
    [
      "Running and stuck",
      factsAt("10:43", { status: { ...status.running, conditions: stalled("ObserveOnly", "Observe.") } }),
      ["It works", "It does not…", "Open in portal"],
    ],
    ["CleaningUp", factsAt("11:55", { status: status.cleaningUp }), ["It works", "It does not…", "Open in portal"]],
    ["Succeeded", factsAt("11:57", { status: status.succeeded }), ["It worked", "It did not…", "Drill again"]],
    [
      "Succeeded with a verdict",
      factsAt("11:57", { spec: { verdict: { result: "Passed" } }, status: status.succeeded }),
      ["Drill again"],
    ],
    ["Failed", factsAt("10:38", { status: status.failed }), ["Try again", "Open in portal"]],
    ["Cancelled", factsAt("10:36", { status: status.cancelled }), ["Try again"]],
    [
      "Detached",
      factsAt("10:36", { status: { ...status.cancelled, endReason: "Detached" } }),
      ["Try again", "Open in portal"],
    ],
    ["deleted", factsAt("10:50", { status: status.running }, { deleted: true }), []],
  ])("%s", (_, facts, labels) => {
    expect(Object.keys(of(facts))).toEqual(labels);
  });

  test("each runs a whole command line", () => {
    expect(of(factsAt("10:43", { status: status.running }))).toEqual({
      "It works": `verdict ${NAME} passed -n dr-team`,
      "It does not…": `verdict ${NAME} failed -n dr-team`,
      "Extend 1 h": `extend ${NAME} -n dr-team --until 2026-11-23T13:42:00Z`,
      "Clean up now": `cleanup ${NAME} -n dr-team`,
      "Open in portal": PORTAL,
    });
    expect(of(factsAt("10:31", { status: status.pending }))).toEqual({ Cancel: `cleanup ${NAME} -n dr-team` });
    expect(of(factsAt("10:38", { status: status.failed }))["Try again"]).toBe("testfailover web01 -n dr-team");
  });

  test("what cannot be taken back is asked twice", () => {
    const { blocks } = runCard(factsAt("10:43", { status: status.running }));
    const all = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    const asked = all.flatMap((one) => (one.type === "button" && one.confirm !== undefined ? [one.text.text] : []));
    expect(asked).toEqual(["Clean up now"]);
  });

  test("a link that is not the portal's is no button", () => {
    const protection = protectionOf({ status: { portalLink: "https://evil.example/portal.azure.com/" } });
    expect(of(factsAt("10:43", { status: status.running }, { protection }))).not.toHaveProperty("Open in portal");
  });
});

describe("Extend", () => {
  const until = (spec: NonNullable<Parameters<typeof factsAt>[1]["spec"]>) =>
    of(factsAt("10:43", { spec, status: status.running }))
      ["Extend 1 h"]?.split(" ")
      .at(-1);
  test.each([
    ["counts from when it is due", { cleanUp: { after: "2h" } }, "2026-11-23T13:42:00Z"],
    ["counts from the last extension", { cleanUp: { after: "2h", until: iso("13:42") } }, "2026-11-23T14:42:00Z"],
    ["is not offered when it is never due", { cleanUp: { after: "Never" } }, undefined],
    [
      "is offered when a time was set instead of never",
      { cleanUp: { after: "Never", until: iso("13:42") } },
      "2026-11-23T14:42:00Z",
    ],
    ["goes up to 168 h", { cleanUp: { after: "2h", until: "2026-11-30T09:42:00Z" } }, "2026-11-30T10:42:00Z"],
    ["goes no further than 168 h", { cleanUp: { after: "2h", until: "2026-11-30T09:42:01Z" } }, undefined],
  ])("%s", (_, spec, time) => {
    expect(until(spec)).toBe(time);
  });
});
