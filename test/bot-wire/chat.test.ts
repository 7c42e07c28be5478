// Posting and editing over the real library: one attempt each, and every way in which Slack can fail has its own name.
import { describe, expect, test } from "vitest";
import { say } from "../../bot/cards/text.ts";
import type { Said } from "../../bot/chat.ts";
import { createChat } from "../../bot/slack/chat.ts";
import { createWeb } from "../../bot/slack/web.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { CHANNEL, OTHER, PRIVATE, startSlack } from "../slack/rig.ts";
import type { Fault, SlackFake } from "../slack/types.ts";
import { createLog, FORM, startBot, until } from "./rig.ts";

const MESSAGE = say("web01 test failover: running");

async function startChat(timeoutMilliseconds?: number) {
  const slack = await startSlack();
  const { logger } = createLog();
  const clock = createFakeClock();
  const options = { apiUrl: slack.apiUrl, logger, ...(timeoutMilliseconds !== undefined && { timeoutMilliseconds }) };
  const web = createWeb(slack.botToken, options);
  const workspace = { teamId: slack.teamId, url: "https://contoso.slack.com/" };
  return { slack, web, clock, chat: createChat(web, () => workspace, clock) };
}

const calls = (slack: SlackFake, method: string) => slack.transcript.filter(({ name }) => name === method).length;

describe("a message", () => {
  test("is posted with its blocks, and with nothing unfurled", async () => {
    const { slack, chat } = await startChat();
    const said = await chat.post({ channel: CHANNEL }, MESSAGE);
    const [posted] = slack.messages(CHANNEL);
    expect(said).toEqual({ ts: posted?.ts });
    expect(posted).toMatchObject({ text: MESSAGE.text, blocks: MESSAGE.blocks, ephemeral: false });
    expect(slack.transcript.at(-1)?.body).toMatchObject({ unfurl_links: "false", unfurl_media: "false" });
    expect(slack.problems).toEqual([]);
  });

  test("is posted into a thread, and shown in the channel where that is asked for", async () => {
    const { slack, chat } = await startChat();
    const parent = await chat.post({ channel: CHANNEL }, MESSAGE);
    const threadTs = "ts" in parent ? parent.ts : "";
    await chat.post({ channel: CHANNEL, threadTs }, say("quiet"));
    await chat.post({ channel: CHANNEL, threadTs, broadcast: true }, say("loud"));
    const replies = slack.messages(CHANNEL).map(({ text, threadTs: at, broadcast }) => ({ text, at, broadcast }));
    expect(replies.slice(1)).toEqual([
      { text: "quiet", at: threadTs, broadcast: false },
      { text: "loud", at: threadTs, broadcast: true },
    ]);
  });

  test("is edited in place", async () => {
    const { slack, chat } = await startChat();
    const posted = await chat.post({ channel: CHANNEL }, MESSAGE);
    const ts = "ts" in posted ? posted.ts : "";
    expect(await chat.update({ channel: CHANNEL, ts }, say("succeeded"))).toEqual({ ts });
    expect(slack.messages(CHANNEL)).toMatchObject([{ text: "succeeded", edits: 1, edited: false }]);
  });

  test("has a link, made without asking Slack", async () => {
    const { slack, chat } = await startChat();
    const link = chat.linkTo({ channel: CHANNEL, ts: "1764066000.000100" });
    expect(link).toBe("https://contoso.slack.com/archives/C0DRILLS01/p1764066000000100");
    expect(slack.transcript).toEqual([]);
  });

  test("has a link also while the workspace is not known", async () => {
    const { web, clock } = await startChat();
    const link = createChat(web, () => undefined, clock).linkTo({ channel: CHANNEL, ts: "1764066000.000100" });
    expect(link).toBe("https://slack.com/archives/C0DRILLS01/p1764066000000100");
  });
});

/** What is left in the channel after a post that met the fault. */
type Left = "nothing" | "the message";

const FAULTS: readonly [string, Fault, Said, Left][] = [
  ["the connection breaks after it was done", { kind: "drop-after" }, { unknown: "UND_ERR_SOCKET" }, "the message"],
  ["the connection breaks before anything", { kind: "drop-before" }, { unknown: "UND_ERR_SOCKET" }, "nothing"],
  ["HTTP 500", { kind: "http-500" }, { unknown: "HTTP 500" }, "nothing"],
  ["429", { kind: "rate-limited", retryAfterSeconds: 7 }, { waitSeconds: 7 }, "nothing"],
  ["a rate in an answer's word", { kind: "ok-false", error: "ratelimited" }, { waitSeconds: 30 }, "nothing"],
  ["a refusal", { kind: "ok-false", error: "is_archived" }, { refused: "is_archived" }, "nothing"],
  ["Slack's own trouble", { kind: "ok-false", error: "internal_error" }, { unknown: "internal_error" }, "nothing"],
  ["Slack's worse trouble", { kind: "ok-false", error: "fatal_error" }, { unknown: "fatal_error" }, "nothing"],
  [
    "a page of somebody in between",
    { kind: "ok-false", error: "<html>Sign in to the proxy</html>" },
    { unknown: "an answer that is not Slack's" },
    "nothing",
  ],
];

describe("a call that fails is named by what to do next, and is never repeated", () => {
  test.each(FAULTS)("posting: %s", async (_, fault, outcome, left) => {
    const { slack, chat } = await startChat();
    slack.fault("chat.postMessage", fault);
    expect(await chat.post({ channel: CHANNEL }, MESSAGE)).toEqual(outcome);
    expect(slack.messages(CHANNEL)).toHaveLength(left === "nothing" ? 0 : 1);
    expect(calls(slack, "chat.postMessage")).toBe(1);
  });

  test.each(FAULTS)("editing: %s", async (_, fault, outcome, left) => {
    const { slack, chat } = await startChat();
    const posted = await chat.post({ channel: CHANNEL }, MESSAGE);
    slack.fault("chat.update", fault);
    const ts = "ts" in posted ? posted.ts : "";
    expect(await chat.update({ channel: CHANNEL, ts }, say("succeeded"))).toEqual(outcome);
    expect(slack.messages(CHANNEL)).toMatchObject([{ edits: left === "nothing" ? 0 : 1 }]);
    expect(calls(slack, "chat.update")).toBe(1);
  });

  test("Slack says nothing: unknown", async () => {
    const { slack, chat } = await startChat(100);
    slack.fault("chat.postMessage", { kind: "slow", milliseconds: 3_600_000 });
    expect(await chat.post({ channel: CHANNEL }, MESSAGE)).toEqual({ unknown: "TimeoutError" });
    expect(calls(slack, "chat.postMessage")).toBe(1);
  });

  test("nobody listens: unreached, since it cannot have arrived", async () => {
    const { slack, chat } = await startChat();
    await slack.down();
    expect(await chat.post({ channel: CHANNEL }, MESSAGE)).toEqual({ unreached: "ECONNREFUSED" });
    await slack.up();
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  test("Slack's name is not known: unreached", async () => {
    const { slack, clock } = await startChat();
    const web = createWeb(slack.botToken, { apiUrl: "http://slack.invalid/api/", logger: createLog().logger });
    const said = await createChat(web, () => undefined, clock).post({ channel: CHANNEL }, MESSAGE);
    expect(said).toEqual({ unreached: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  test.each([
    ["a channel that the bot is not in", OTHER, { refused: "not_in_channel" }],
    ["a private channel that it is not in", PRIVATE, { refused: "channel_not_found" }],
    ["a channel that there is not", "C0NOWHERE1", { refused: "channel_not_found" }],
  ])("refused: %s", async (_, channel, outcome) => {
    const { chat } = await startChat();
    expect(await chat.post({ channel }, MESSAGE)).toEqual(outcome);
  });

  test("refused: a message that is gone", async () => {
    const { chat } = await startChat();
    const at = { channel: CHANNEL, ts: "1764066000.000100" };
    expect(await chat.update(at, MESSAGE)).toEqual({ refused: "message_not_found" });
  });

  test("being told to wait with a post holds back nothing else: a form still opens", async () => {
    const { slack, web, ada } = await startBot("socket", { answer: () => Promise.resolve({ form: FORM }) });
    slack.fault("chat.postMessage", { kind: "rate-limited", retryAfterSeconds: 3600 });
    const chat = createChat(web, () => undefined, createFakeClock());
    expect(await chat.post({ channel: CHANNEL }, MESSAGE)).toEqual({ waitSeconds: 3600 });
    await ada.command(CHANNEL, "/asr testfailover web01");
    await until(slack, () => ada.modal() !== undefined);
    expect(slack.problems).toEqual([]);
  });
});

describe("whether the bot is in a channel", () => {
  test.each([
    ["it is", CHANNEL, true],
    ["it is not", OTHER, false],
    ["it cannot see it, as a private one that it is not in", PRIVATE, false],
  ])("%s", async (_, channel, is) => {
    const { chat } = await startChat();
    expect(await chat.isMember(channel)).toBe(is);
  });

  test.each<[string, Fault]>([
    ["does not answer", { kind: "drop-before" }],
    ["is in trouble", { kind: "http-500" }],
    ["says to wait", { kind: "rate-limited", retryAfterSeconds: 1 }],
    ["does not let it ask", { kind: "ok-false", error: "missing_scope" }],
  ])("is not known while Slack %s, and is asked anew", async (_, fault) => {
    const { slack, chat } = await startChat();
    slack.fault("conversations.info", fault);
    expect(await chat.isMember(CHANNEL)).toBeUndefined();
    expect(await chat.isMember(CHANNEL)).toBe(true);
  });

  test("a yes is kept for a minute", async () => {
    const { slack, chat, clock } = await startChat();
    expect(await chat.isMember(CHANNEL)).toBe(true);
    slack.invite(CHANNEL, false);
    await clock.advance(59_999);
    expect(await chat.isMember(CHANNEL)).toBe(true);
    await clock.advance(1);
    expect(await chat.isMember(CHANNEL)).toBe(false);
  });

  test("a no is not kept: somebody is inviting it", async () => {
    const { slack, chat } = await startChat();
    expect(await chat.isMember(OTHER)).toBe(false);
    slack.invite(OTHER, true);
    expect(await chat.isMember(OTHER)).toBe(true);
  });
});
