// Messages on the fake: requirements 35 to 42, and 39 for ephemeral ones.
import { describe, expect, test } from "vitest";
import { CHANNEL, OTHER, PRIVATE, type Rig, startRig, withButton } from "./rig.ts";

const start = (): Promise<Rig> => startRig("socket");
const section = (text: string) => [{ type: "section", text: { type: "mrkdwn", text } }];

describe("35: where the bot cannot post", () => {
  test.each([
    ["a channel that is not", "C0NOWHERE1", "channel_not_found"],
    ["a channel's name", "#drills", "channel_not_found"],
    ["a private channel that it is not in", PRIVATE, "channel_not_found"],
    ["a channel that it is not in", OTHER, "not_in_channel"],
  ])("%s: %s", async (_name, channel, error) => {
    const { call, slack } = await start();
    for (const method of ["chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"]) {
      expect(await call(method, { channel, text: "x", user: "U0ADA00001", ts: "1.000001" })).toMatchObject({ error });
    }
    expect(slack.problems).toEqual([]);
  });

  test("a person's id is their direct messages", async () => {
    const { call, ada, bob } = await start();
    const { channel } = await call("chat.postMessage", { channel: "U0ADA00001", text: "psst" });
    expect(ada.sees(String(channel))).toMatchObject([{ text: "psst" }]);
    expect(bob.sees(String(channel))).toEqual([]);
  });
});

describe("36: a text is needed", () => {
  test.each([
    ["neither text nor blocks", {}],
    ["an empty text", { text: "" }],
    ["blocks without a text that stands for them", { blocks: section("x") }],
  ])("%s", async (_name, content) => {
    const { call, slack } = await start();
    expect(await call("chat.postMessage", { channel: CHANNEL, ...content })).toMatchObject({ error: "no_text" });
    expect(slack.problems).toHaveLength(1);
  });
});

test("37: a text over 40,000 characters is cut, with a warning that is a problem", async () => {
  const { call, slack } = await start();
  expect(await call("chat.postMessage", { channel: CHANNEL, text: "x".repeat(40_000) })).not.toHaveProperty("warning");
  expect(slack.problems).toEqual([]);
  const answer = await call("chat.postMessage", { channel: CHANNEL, text: "x".repeat(40_001) });
  expect(answer).toMatchObject({ ok: true, warning: "message_truncated" });
  expect(slack.messages(CHANNEL).map(({ text }) => text.length)).toEqual([40_000, 40_000]);
  expect(slack.problems).toEqual(["chat.postMessage: message_truncated: the text has 40001 characters"]);
});

describe("38: chat.update", () => {
  test("changes text and blocks in place, without saying (edited)", async () => {
    const { call, slack } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "a", blocks: section("a") });
    expect(await call("chat.update", { channel: CHANNEL, ts, text: "b", blocks: section("b") })).toMatchObject({ ts });
    expect(slack.messages(CHANNEL)).toMatchObject([{ ts, text: "b", blocks: section("b"), edits: 1, edited: false }]);
  });

  test("with a text and no blocks removes the blocks and says (edited)", async () => {
    const { call, slack } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "a", blocks: section("a") });
    await call("chat.update", { channel: CHANNEL, ts, text: "b" });
    expect(slack.messages(CHANNEL)).toMatchObject([{ text: "b", blocks: [], edits: 1, edited: true }]);
  });

  test("of a message that is not", async () => {
    const { call } = await start();
    const answer = await call("chat.update", { channel: CHANNEL, ts: "1.000001", text: "b" });
    expect(answer).toMatchObject({ error: "message_not_found" });
  });

  test.each([
    ["chat.update", "cant_update_message"],
    ["chat.delete", "cant_delete_message"],
  ])("only the bot's own: %s", async (method, error) => {
    const { call, slack, ada } = await start();
    await ada.say(CHANNEL, "mine");
    const ts = slack.messages(CHANNEL)[0]?.ts;
    expect(await call(method, { channel: CHANNEL, ts, text: "b" })).toMatchObject({ error });
  });

  test("takes 4,000 characters and not one more", async () => {
    const { call, slack } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "a" });
    const update = (length: number) => call("chat.update", { channel: CHANNEL, ts, text: "x".repeat(length) });
    expect(await update(4000)).toMatchObject({ ok: true });
    expect(await update(4001)).toMatchObject({ error: "msg_too_long" });
    expect(slack.problems).toEqual(["chat.update: msg_too_long: 4001 characters"]);
  });
});

test("chat.delete takes the bot's message away", async () => {
  const { call, slack } = await start();
  const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "a" });
  expect(await call("chat.delete", { channel: CHANNEL, ts })).toMatchObject({ ok: true });
  expect(slack.messages(CHANNEL)).toEqual([]);
});

describe("39: ephemeral messages", () => {
  test("are seen by one person, are not in history, and are gone after a reload", async () => {
    const { call, slack, ada, bob } = await start();
    await call("chat.postEphemeral", { channel: CHANNEL, user: "U0ADA00001", text: "psst" });
    expect(ada.sees(CHANNEL)).toMatchObject([{ text: "psst", ephemeral: true }]);
    expect([bob.sees(CHANNEL), slack.messages(CHANNEL)]).toEqual([[], []]);
    ada.reload();
    expect(ada.sees(CHANNEL)).toEqual([]);
  });

  test("cannot be changed, deleted or linked to through the Web API", async () => {
    const { call } = await start();
    const { message_ts: ts } = await call("chat.postEphemeral", { channel: CHANNEL, user: "U0ADA00001", text: "psst" });
    for (const method of ["chat.update", "chat.delete", "chat.getPermalink"]) {
      const answer = await call(method, { channel: CHANNEL, ts, message_ts: ts, text: "b" });
      expect(answer).toMatchObject({ error: "message_not_found" });
    }
  });

  test.each(["U0GUEST001", "U0GONE0001", "U0NOBODY01"])("do not reach %s, who is not there", async (user) => {
    const { call } = await start();
    const answer = await call("chat.postEphemeral", { channel: CHANNEL, user, text: "psst" });
    expect(answer).toMatchObject({ error: "user_not_in_channel" });
  });
});

describe("40: threads", () => {
  test("take replies, which may show in the channel as well", async () => {
    const { call, slack } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "parent" });
    await call("chat.postMessage", { channel: CHANNEL, text: "reply", thread_ts: ts });
    await call("chat.postMessage", { channel: CHANNEL, text: "loud", thread_ts: ts, reply_broadcast: true });
    expect(slack.messages(CHANNEL)).toMatchObject([
      { text: "parent", broadcast: false },
      { text: "reply", threadTs: ts, broadcast: false },
      { text: "loud", threadTs: ts, broadcast: true },
    ]);
  });

  test("need a parent that is there and is no reply itself", async () => {
    const { call } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "parent" });
    const { ts: reply } = await call("chat.postMessage", { channel: CHANNEL, text: "reply", thread_ts: ts });
    for (const thread_ts of ["1.000001", String(reply)]) {
      const answer = await call("chat.postMessage", { channel: CHANNEL, text: "x", thread_ts });
      expect(answer).toMatchObject({ error: "thread_not_found" });
    }
  });

  test("a permalink leads to a message or to a reply", async () => {
    const { call } = await start();
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "parent" });
    const { ts: reply } = await call("chat.postMessage", { channel: CHANNEL, text: "reply", thread_ts: ts });
    const link = async (message_ts: unknown) =>
      (await call("chat.getPermalink", { channel: CHANNEL, message_ts })).permalink;
    const base = `https://example.slack.com/archives/${CHANNEL}/p`;
    expect(await link(ts)).toBe(base + String(ts).replace(".", ""));
    expect(await link(reply)).toBe(`${base}${String(reply).replace(".", "")}?thread_ts=${ts}&cid=${CHANNEL}`);
  });
});

describe("41: live markup is kept apart", () => {
  test.each(["<@U0ADA00001>", "<!subteam^S0LEADS001>", "<https://example.org|portal>"])("%s", async (what) => {
    const { call, slack } = await start();
    await call("chat.postMessage", { channel: CHANNEL, text: "fallback", blocks: section(`see ${what}.`) });
    expect(slack.pings).toEqual([{ where: `chat.postMessage ${CHANNEL}`, what }]);
    expect(slack.problems).toEqual([]);
  });

  test.each(["<!channel>", "<!here>", "<!everyone>", "<!channel|channel>"])("%s is a problem", async (what) => {
    const { call, slack } = await start();
    await call("chat.postMessage", { channel: CHANNEL, text: `hello ${what}` });
    expect(slack.problems).toEqual([`chat.postMessage ${CHANNEL}: ${what} pings everybody`]);
  });

  test.each([
    ["in plain text", [{ type: "header", text: { type: "plain_text", text: "<!channel>" } }]],
    ["escaped", section("&lt;!channel&gt;")],
    ["a bare link", section("<https://example.org>")],
    ["a date", section("<!date^1764000000^{time}|16:00 UTC>")],
  ])("nothing is live %s", async (_name, blocks) => {
    const { call, slack } = await start();
    expect(await call("chat.postMessage", { channel: CHANNEL, text: "x", blocks })).toMatchObject({ ok: true });
    expect([slack.pings, slack.problems]).toEqual([[], []]);
  });

  test("rich text pings too", async () => {
    const { call, slack } = await start();
    const elements = [
      { type: "user", user_id: "U0ADA00001" },
      { type: "broadcast", range: "here" },
    ];
    const blocks = [{ type: "rich_text", elements: [{ type: "rich_text_section", elements }] }];
    await call("chat.postMessage", { channel: CHANNEL, text: "x", blocks });
    expect(slack.pings.map(({ what }) => what)).toEqual(["<@U0ADA00001>", "<!here>"]);
  });
});

test.each([
  ["the text", { text: "at <!date^1764000000^{time}>" }, "invalid_arguments"],
  ["a block", { text: "x", blocks: section("at <!date^1764000000^{time}>") }, "invalid_blocks"],
])("42: a date without a fallback in %s is refused", async (_name, content, error) => {
  const { call } = await start();
  expect(await call("chat.postMessage", { channel: CHANNEL, ...content })).toMatchObject({ error });
});

describe("43: blocks are validated", () => {
  test("in messages", async () => {
    const { call, slack } = await start();
    const answer = await call("chat.postMessage", { channel: CHANNEL, text: "x", blocks: [{ type: "nonsense" }] });
    expect(answer).toMatchObject({ error: "invalid_blocks" });
    expect(String(answer.response_metadata?.messages)).toMatch(/^\[ERROR\] /);
    expect(slack.problems).toHaveLength(1);
  });

  test("that are no array are of no format", async () => {
    const { call } = await start();
    const answer = await call("chat.postMessage", { channel: CHANNEL, text: "x", blocks: "{" });
    expect(answer).toMatchObject({ error: "invalid_blocks_format" });
  });
});

test("blocks and buttons without ids get some", async () => {
  const { call, slack } = await start();
  const { action_id: _, ...button } = { ...withButton("x").blocks[1]?.elements?.[0], action_id: "x" };
  const blocks = [{ type: "actions", elements: [button] }];
  await call("chat.postMessage", { channel: CHANNEL, text: "x", blocks });
  expect(slack.messages(CHANNEL)[0]?.blocks).toMatchObject([
    { block_id: expect.stringMatching(/^block/), elements: [{ action_id: expect.stringMatching(/^action/) }] },
  ]);
});
