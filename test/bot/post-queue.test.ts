// The budget: who goes first, who waits how long, and that nobody waits for ever.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EDITS_A_MINUTE, noTraffic, pick, type Traffic, type Wish } from "../../bot/post-queue.ts";
import { play, type Sent } from "./post-queue-play.ts";

const MINUTE = 60_000;
const NOW = 10 * MINUTE;

const wish = (key: string, more: Partial<Wish> = {}): Wish => ({
  key,
  call: "edit",
  channel: `C-${key}`,
  urgency: "progress",
  since: NOW,
  notBefore: 0,
  ...more,
});
const edits = (count: number, at: number): readonly number[] => Array.from({ length: count }, () => at);
const sent = (wishes: readonly Wish[], traffic: Partial<Traffic> = {}, now = NOW) => {
  const next = pick(wishes, { ...noTraffic, ...traffic }, now);
  return typeof next === "object" && "send" in next ? next.send.key : next;
};

describe("who goes first", () => {
  test.each([
    ["nobody: idle", [], "idle"],
    [
      "a failure before progress, however long that waited",
      [wish("a", { since: NOW - 59_000 }), wish("b", { urgency: "failure" })],
      "b",
    ],
    ["an end before progress", [wish("a"), wish("b", { urgency: "final" })], "b"],
    ["the older of two of the same urgency", [wish("a"), wish("b", { since: NOW - 1 })], "b"],
    [
      "the older of an end and a failure",
      [wish("a", { urgency: "final", since: NOW - 1 }), wish("b", { urgency: "failure" })],
      "a",
    ],
    [
      "progress that waited a minute, before an end that waited less",
      [wish("a", { urgency: "final", since: NOW - 59_000 }), wish("b", { since: NOW - MINUTE })],
      "b",
    ],
    [
      "one that may go, before an older one that may not yet",
      [wish("a", { since: 0, notBefore: NOW + 1 }), wish("b")],
      "b",
    ],
  ])("%s", (_sentence, wishes, key) => {
    expect(sent(wishes)).toBe(key);
  });
});

describe("who waits", () => {
  test.each([
    [
      "an edit after 40 in the last minute, until the first is a minute old",
      wish("a", { urgency: "final" }),
      { edits: edits(40, NOW - 50_000) },
      { wait: 10_000 },
    ],
    [
      "progress after 30: ten are kept for what is urgent",
      wish("a"),
      { edits: edits(30, NOW - 50_000) },
      { wait: 10_000 },
    ],
    ["what is urgent, not yet after 39", wish("a", { urgency: "final" }), { edits: edits(39, NOW - 50_000) }, "a"],
    [
      "progress only until it is old, if that is sooner",
      wish("a", { since: NOW - 58_000 }),
      { edits: edits(30, NOW - 50_000) },
      { wait: 2_000 },
    ],
    [
      "a post within a second of the last in its channel",
      wish("a", { call: "post" }),
      { posts: new Map([["C-a", NOW - 400]]) },
      { wait: 600 },
    ],
    ["no post because of another channel", wish("a", { call: "post" }), { posts: new Map([["C-b", NOW]]) }, "a"],
    ["no post because of edits", wish("a", { call: "post" }), { edits: edits(40, NOW) }, "a"],
    [
      "all, while Slack wants a pause",
      wish("a", { urgency: "failure" }),
      { pausedUntil: NOW + 30_000 },
      { wait: 30_000 },
    ],
    ["what has a call of its channel under way, until that is over", wish("a"), { busy: new Set(["C-a"]) }, "idle"],
    ["not for a call in another channel", wish("a"), { busy: new Set(["C-b"]) }, "a"],
    ["for any call, as long as Slack does not answer", wish("a"), { busy: new Set(["C-b"]), doubtful: true }, "idle"],
    ["not when Slack did not answer and nothing is under way", wish("a"), { doubtful: true }, "a"],
    ["one that was tried in vain", wish("a", { notBefore: NOW + 4_000 }), {}, { wait: 4_000 }],
  ] as const)("%s", (_sentence, one, traffic, expected) => {
    expect(sent([one], traffic)).toEqual(expected);
  });
});

const arrival = fc.record({
  call: fc.constantFrom("post" as const, "edit" as const, "edit" as const),
  channel: fc.constantFrom("C1", "C2", "C3"),
  urgency: fc.constantFrom("final" as const, "failure" as const, "progress" as const, "progress" as const),
  since: fc.integer({ min: 0, max: 3 * MINUTE }),
});
const arrivals = fc
  .array(arrival, { maxLength: 250 })
  .map((many) => many.map((one, index): Wish => ({ ...one, key: String(index), notBefore: 0 })));
const takes = fc.constantFrom(0, 100, 1_500);

const closerThan = (least: number, calls: readonly Sent[]) =>
  calls.filter(({ at }, index) => index > 0 && at - (calls[index - 1]?.at ?? 0) < least);

describe("whatever comes", () => {
  test("no minute has more than 40 edits", () => {
    fc.assert(
      fc.property(arrivals, takes, (wishes, takes) => {
        const edits = play(wishes, takes, 60 * MINUTE).filter(({ call }) => call === "edit");
        const spans = edits.slice(EDITS_A_MINUTE).map(({ at }, index) => at - (edits[index]?.at ?? 0));
        expect(spans.filter((span) => span < MINUTE)).toEqual([]);
      }),
    );
  });

  test.each(["C1", "C2", "C3"])("%s has one call at a time, and a second between posts", (channel) => {
    fc.assert(
      fc.property(arrivals, takes, (wishes, takes) => {
        const calls = play(wishes, takes, 60 * MINUTE).filter((one) => one.channel === channel);
        const posts = calls.filter(({ call }) => call === "post");
        expect(closerThan(takes, calls)).toEqual([]);
        expect(closerThan(takes + 1_000, posts)).toEqual([]);
      }),
    );
  });

  test("everything is sent, once, within the hour that the budget needs at most", () => {
    fc.assert(
      fc.property(arrivals, takes, (wishes, takes) => {
        const log = play(wishes, takes, 60 * MINUTE);
        expect(log.map(({ key }) => Number(key)).sort((a, b) => a - b)).toEqual(wishes.map((_, index) => index));
      }),
    );
  });

  test("progress is not starved by a flood of what is urgent", () => {
    const flood = Array.from({ length: 40 * 30 }, (_, index) =>
      wish(`u${index}`, { channel: `C${index % 7}`, urgency: "failure", since: index * 1_000 }),
    );
    const log = play([...flood, wish("progress", { channel: "P", since: 5_000 })], 0, 30 * MINUTE);
    const progress = log.find(({ key }) => key === "progress");
    expect((progress?.at ?? Infinity) - 5_000).toBeLessThan(4 * MINUTE);
  });
});
