// Slack away, Slack in a hurry, and bots that are killed, end to end: whatever happens, each run ends with one card that is
// true; what may have been said before is said again, and marked.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault, SeenMessage } from "../slack/types.ts";
import { CHANNELS, PEOPLE } from "../stack/chat.ts";
import type { Child } from "../stack/child.ts";
import { type ChatGround, complaints, startChatGround } from "./chat-ground.ts";
import { termOf } from "./chat-read.ts";
import { eventually } from "./eventually.ts";
import { drill } from "./shop.ts";

const MINUTES = 60_000;
const AWAY_MS = 15_000;
const { drills } = CHANNELS;
const { asker, colleague, viewer } = PEOPLE;
const MAY_REPEAT = /may repeat/i;

let ground: ChatGround;
/** Runs through everything that happens here. */
let long = "";
/** Bots that led when they were killed, in order. */
const killed = new Set<Child>();

beforeAll(async () => {
  ground = await startChatGround({ transport: "socket", ready: ["long1", "hurry1", "away1", "claimed1", "posted1"] });
  long = (await ground.started(asker, "long1")).metadata.name;
  await ground.cardSays(long, /long1 test failover: running/);
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

describe("Slack", () => {
  test("says 429 to posts and edits: nothing is lost, nothing is twice", async () => {
    const hurry: Fault = { kind: "rate-limited", retryAfterSeconds: 2 };
    ground.slack.fault("chat.postMessage", hurry, 2);
    const { metadata } = await ground.started(asker, "hurry1");
    const card = await ground.cardSays(metadata.name, /hurry1 test failover: running/);
    await ground.threadSays(card, /the test machine of hurry1 is up/);
    ground.slack.fault("chat.update", hurry, 2);
    await ground.pressed(asker, card, "It works");
    await ground.cardSays(metadata.name, /Verdict Passed/);
    await ground.threadSays(card, /Verdict on hurry1: Passed/);
    expect({ posts: refusals("chat.postMessage"), edits: refusals("chat.update") }).toEqual({ posts: 2, edits: 2 });
    const said = threadOf(card).map(({ text }) => text);
    expect(said).toHaveLength(2);
    expect([card.text, ...said].join()).not.toMatch(MAY_REPEAT);
  });

  test("is away while a drill goes from Starting to Running: afterwards its card is true, and people can ask again", async () => {
    const { metadata } = await ground.started(asker, "away1");
    await ground.cardSays(metadata.name, /away1 test failover: (starting|running)/);
    await ground.slack.down();
    await ground.runIs(metadata.name, "Running");
    await ground.apply(drill("meanwhile", "web01", { cleanUp: { after: "48h" } }));
    await ground.runIs("meanwhile", "Running");
    await eventually("Slack was away for long", async () => performance.now(), atLeast(AWAY_MS));
    await ground.slack.up();

    const card = await ground.cardSays(metadata.name, /away1 test failover: running/);
    await ground.threadSays(card, /the test machine of away1 is up/);
    const other = await ground.cardSays("meanwhile", /web01 test failover: running/);
    await ground.threadSays(other, /the test machine of web01 is up/i);
    for (const one of [card, other]) expect(threadOf(one)).toHaveLength(1);
    expect(other.text).not.toMatch(MAY_REPEAT);

    const hears = async () => ground.slack.as(viewer).command(drills, "/asr status web01");
    await eventually("people are heard again", hears, ({ failed }) => failed === undefined);
  });
});

describe("the leading bot is killed", () => {
  test("between claim and post: the other one posts the card, marked", async () => {
    // Slack does nothing; should the bot try again before it is dead, neither then.
    const dead = killLeaderAtPost({ kind: "drop-before" }, 2);
    await ground.apply(drill("claimed", "claimed1", { cleanUp: { after: "48h" } }));
    await dead;
    await ground.startBot();
    const card = await ground.cardSays("claimed", /claimed1 test failover: running/);
    expect(card.text).toMatch(MAY_REPEAT);
    const up = await ground.threadSays(card, /the test machine of claimed1 is up/i);
    expect(up.text).not.toMatch(MAY_REPEAT);
  });

  test("between post and save: the other one posts it again, marked, and follows that one", async () => {
    const dead = killLeaderAtPost({ kind: "slow", milliseconds: 4000 }, 1);
    await ground.apply(drill("posted", "posted1", { cleanUp: { after: "48h" } }));
    await dead;
    await ground.startBot();
    const cards = async () => ground.cards("posted");
    const isUp = ([, again]: readonly SeenMessage[]) => /posted1 test failover: running/.test(again?.text ?? "");
    const [first, again, ...others] = await eventually("the second card is true", cards, isUp);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ edits: 0, text: expect.not.stringMatching(MAY_REPEAT) });
    expect(again?.text).toMatch(MAY_REPEAT);
    const up = await ground.threadSays(again as SeenMessage, /the test machine of posted1 is up/i);
    expect(up.text).not.toMatch(MAY_REPEAT);
    expect(threadOf(first as SeenMessage)).toEqual([]);
  });
});

test("a drill that outlived all that: one card, edited to the end by the third leader, and nothing said twice", async () => {
  const card = await ground.cardSays(long, /long1 test failover: running/);
  expect((await ground.pressed(asker, card, "It works")).text).toMatch(/^Noted/);
  const judged = await ground.cardSays(long, /Verdict Passed/);
  expect((await ground.pressed(colleague, judged, "Clean up now")).text).toMatch(/clean-up .*is asked for/);
  const final = await ground.cardSays(long, /long1 test failover: succeeded, verdict Passed/);
  await ground.threadSays(final, /long1 test failover: succeeded/);
  const said = threadOf(final).map(({ text }) => text);
  expect(said).toHaveLength(3);
  expect([final.text, ...said].join()).not.toMatch(MAY_REPEAT);
  for (const machine of ["long1", "hurry1", "away1", "claimed1", "posted1", "web01"]) {
    expect({ machine, ...(await ground.calls(machine, "testFailover")) }).toEqual({ machine, accepted: 1, refused: 0 });
  }
  const terms = [...killed, await leading()].map((bot) => termOf(bot?.lines ?? []));
  expect(terms).toHaveLength(3);
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a - b));
  expect(terms[0]).toBeGreaterThanOrEqual(0);
  expect(complaints(ground)).toEqual([]);
});

/** True once so much time has passed since the call. */
function atLeast(ms: number): (now: number) => boolean {
  const began = performance.now();
  return (now) => now - began >= ms;
}

/** The next posts meet the fault; at the first of them the bot that leads is killed. Resolves when it is dead. */
async function killLeaderAtPost(fault: Fault, times: number): Promise<void> {
  const posts = async () => ground.slack.transcript.filter(({ name }) => name === "chat.postMessage").length;
  const before = await posts();
  const leader = await eventually("a bot leads", leading, (bot) => bot !== undefined);
  ground.slack.fault("chat.postMessage", fault, times);
  await eventually("a post meets the fault", posts, (now) => now > before);
  if (leader === undefined) return;
  killed.add(leader);
  await leader.end("SIGKILL");
}

/** The living bot that leads, by its log. */
async function leading(): Promise<Child | undefined> {
  const alive = ground.bots.filter((bot) => !killed.has(bot));
  return alive.toSorted((a, b) => termOf(a.lines) - termOf(b.lines)).findLast(({ lines }) => termOf(lines) >= 0);
}

function threadOf({ ts }: SeenMessage): readonly SeenMessage[] {
  return ground.slack.messages(drills).filter(({ threadTs }) => threadTs === ts);
}

/** How often Slack said 429 to this method. */
function refusals(method: string): number {
  const isRefused = (answer: unknown) => (answer as { readonly status?: number } | undefined)?.status === 429;
  return ground.slack.transcript.filter(({ name, answer }) => name === method && isRefused(answer)).length;
}
