// Texts that others wrote: no ping, link or markup of theirs gets through, and the longest fits into a message.
import { describe, expect, test } from "vitest";
import { alertsOf } from "../../../bot/alerts.ts";
import type { Message } from "../../../bot/cards/message.ts";
import { runCard } from "../../../bot/cards/run.ts";
import { told, toldInFull } from "../../../bot/cards/told.ts";
import { runNotices } from "../../../bot/notices.ts";
import type { Failure, TestFailoverStatus } from "../../../crds/types.ts";
import { condition, protectionOf, type RunParts, stalled, status, vaultOf, wellBut } from "../build.ts";
import { factsAt, surroundingsAt } from "../gallery.ts";
import { problems, withMarkup } from "../read.ts";

const EVIL = "<!channel> <https://evil|portal> <@U0VICTIM01> *bold* `code` _x_\nsecond & line";
const long = (unit: string): string => unit.repeat(Math.ceil(8000 / unit.length)).slice(0, 8000);

/** A run in which everything that others write is this text. */
function runSaying(text: string, phase: TestFailoverStatus): RunParts {
  const failure: Failure = {
    code: text,
    message: text,
    possibleCauses: text,
    recommendedAction: text,
    activityId: text,
  };
  const { conditions = [] } = phase;
  return {
    spec: {
      notes: text,
      verdict: { result: "Failed", by: text.slice(0, 253), note: text },
      requestedBy: text.slice(0, 253),
    },
    status: {
      ...phase,
      target: { protection: "web01", machine: text, vault: text },
      network: `/networks/${text}`,
      testMachine: { name: text, size: text, addresses: [text, text, text], powerState: text },
      wouldDo: Array.from({ length: 32 }, () => text),
      findings: Array.from({ length: 9 }, () => ({
        id: "X",
        sentence: text,
        remedy: text,
        severity: "Error" as const,
      })),
      ...(phase.failure && { failure }),
      refusal: failure,
      cleanUp: { ...phase.cleanUp, lastFailure: failure },
      conditions: conditions.map((one) => ({ ...one, message: text })),
    },
  };
}

const PHASES: readonly (readonly [string, TestFailoverStatus])[] = [
  ...Object.entries(status),
  ...["ObserveOnly", "PreflightFailed", "AzureRefused", "NotAllowed"].map(
    (reason) => [reason, { ...status.checking, conditions: stalled(reason, "") }] as const,
  ),
  ["Running, ObserveOnly", { ...status.running, conditions: stalled("ObserveOnly", "") }],
];

function everythingSaying(text: string, phase: TestFailoverStatus): readonly Message[] {
  const facts = factsAt("11:00", runSaying(text, phase), { clusterName: text.slice(0, 63) });
  return [runCard(facts), runCard({ ...facts, deleted: true }), ...runNotices(facts).map(({ message }) => message)];
}

describe.each([
  ["a ping", EVIL],
  ["8,000 plain characters", long("word ")],
  ["8,000 characters without a space", long("x")],
  ["8,000 quotes", long('"')],
  ["8,000 characters to escape", long("<&>")],
  ["8,000 emoji", long("🔥")],
  ["8,000 line breaks and letters", long("a\n")],
])("%s", (_, text) => {
  test.each(PHASES)("%s", (_, phase) => {
    expect(everythingSaying(text, phase).flatMap((message) => problems(message))).toEqual([]);
  });

  test("in alerts", () => {
    const ill = protectionOf({
      status: {
        machine: text,
        healthErrors: [{ code: text, message: text, possibleCauses: text, recommendedAction: text }],
        conditions: wellBut(
          ...["Healthy", "WithinRpo", "Replicating"].map((type) => condition(type, "False", ["Critical", text])),
          condition("Stalled", "True", ["NotDiscovered", text]),
          condition("Drilled", "False", ["DrillOverdue", text]),
        ),
      },
    });
    const vault = vaultOf({
      status: { unmanagedDrills: [{ item: `/items/${text}`, machine: text }], conditions: stalled("Forbidden", text) },
    });
    const found = alertsOf({ vaults: [vault], protections: [ill] }, surroundingsAt("11:00"));
    expect(found).toHaveLength(7);
    expect(found.flatMap(({ message }) => problems(message))).toEqual([]);
  });
});

test("a machine's name neither ends the bold of the title nor opens code", () => {
  const facts = factsAt("11:00", runSaying("a*b`c\nd", status.running));
  expect(withMarkup(runCard(facts)).split("  ")[0]).toBe("🔵 *ab'c d test failover: running*");
});

test("a requester that only looks like somebody in Slack is no mention", () => {
  const facts = factsAt("10:43", { spec: { requestedBy: "slack:<!channel>" }, status: status.running });
  expect(withMarkup(runCard(facts))).toContain("started by slack:&lt;!channel&gt; ");
});

describe("text of others", () => {
  test.each([
    ["fits", "a & b", 20, "a &amp; b"],
    ["is cut, and says so", "abcdefgh", 4, "abc…"],
    ["is never cut inside an escape", "abc&def", 5, "abc…"],
    ["counts as it travels", '""""', 4, '"…'],
  ])("%s", (_, text, most, said) => {
    expect(told(text, most)).toBe(said);
  });

  test("in full is in pieces that together are the whole", () => {
    const text = Array.from({ length: 600 }, (_, at) => `word${at}`).join(" ");
    const pieces = toldInFull(text, 5600, 1000);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join(" ")).toBe(text);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1000);
  });
});
