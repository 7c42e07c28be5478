// Buttons and response_urls on the fake: requirements 17, 18, 21, and 24 to 27.
import { describe, expect, test } from "vitest";
import { CHANNEL, OTHER, type Rig, startRig, TRANSPORTS, withButton } from "./rig.ts";
import { NEVER, respond } from "./small-app.ts";

const CONFIRM = {
  title: { type: "plain_text", text: "Sure?" },
  text: { type: "plain_text", text: "It takes a while." },
  confirm: { type: "plain_text", text: "Yes" },
  deny: { type: "plain_text", text: "No" },
};

async function posted({ call }: Rig, button: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return String((await call("chat.postMessage", { channel: CHANNEL, ...withButton("Run it?", button) })).ts);
}

async function whispered({ call }: Rig): Promise<string> {
  const to = { channel: CHANNEL, user: "U0ADA00001" };
  return String((await call("chat.postEphemeral", { ...to, ...withButton("Run it?") })).message_ts);
}

describe.each(TRANSPORTS)("over %s", (transport) => {
  test("a press carries what Slack sends", async () => {
    const rig = await startRig(transport);
    const ts = await posted(rig);
    expect(await rig.ada.press(ts, "Start")).toEqual({});
    expect(rig.app.heard[0]?.payload).toMatchObject({
      type: "block_actions",
      user: { id: "U0ADA00001", username: "ada", team_id: rig.slack.teamId },
      team: { id: rig.slack.teamId },
      container: { type: "message", message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
      channel: { id: CHANNEL, name: "drills" },
      message: { ts, text: "Run it?", user: rig.slack.botUserId },
      actions: [{ action_id: "start", type: "button", value: "web01", block_id: expect.any(String) }],
      state: { values: {} },
      response_url: expect.stringContaining("/response/"),
      trigger_id: expect.any(String),
    });
  });

  test("a press on an ephemeral message does not carry the message", async () => {
    const rig = await startRig(transport);
    await rig.ada.press(await whispered(rig), "Start");
    expect(rig.app.heard[0]?.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(rig.app.heard[0]?.payload).not.toHaveProperty("message");
  });

  test("17, 18: a press that nobody acknowledges ends in operation_timeout", async () => {
    const rig = await startRig(transport, () => NEVER, { ackMilliseconds: 50 });
    expect(await rig.ada.press(await posted(rig), "Start")).toEqual({ failed: "operation_timeout" });
    expect(rig.app.names).toEqual(["block_actions"]);
  });

  test("21: a double click arrives twice", async () => {
    const rig = await startRig(transport);
    const ts = await posted(rig);
    await Promise.all([rig.ada.press(ts, "Start"), rig.ada.press(ts, "Start")]);
    expect(rig.app.names).toEqual(["block_actions", "block_actions"]);
  });

  test("19, 27: an answer through the response_url is ephemeral; the original can be replaced and deleted", async () => {
    const rig = await startRig(transport);
    await rig.ada.press(await whispered(rig), "Start");
    const url = rig.app.heard[0]?.payload.response_url;
    expect(await respond(url, { text: "one moment" })).toBe(200);
    expect(await respond(url, { text: "started", replace_original: true })).toBe(200);
    const seen = rig.ada.sees(CHANNEL).map(({ text, ephemeral }) => [text, ephemeral]);
    expect(seen).toEqual([
      ["started", true],
      ["one moment", true],
    ]);
    expect(await respond(url, { delete_original: true })).toBe(200);
    expect(rig.ada.sees(CHANNEL).map(({ text }) => text)).toEqual(["one moment"]);
    expect(rig.bob.sees(CHANNEL)).toEqual([]);
  });
});

describe("24: only what a person sees can be pressed", () => {
  test("not a message that only somebody else sees", async () => {
    const rig = await startRig("socket");
    const ts = await whispered(rig);
    await expect(rig.bob.press(ts, "Start")).rejects.toThrow("bob sees no message");
  });

  test("not an ephemeral message after a reload", async () => {
    const rig = await startRig("socket");
    const ts = await whispered(rig);
    rig.ada.reload();
    await expect(rig.ada.press(ts, "Start")).rejects.toThrow("ada sees no message");
  });

  test("not a button that an edit took away", async () => {
    const rig = await startRig("socket");
    const ts = await posted(rig);
    await rig.call("chat.update", { channel: CHANNEL, ts, text: "Over" });
    await expect(rig.ada.press(ts, "Start")).rejects.toThrow('There is no "Start"');
    expect(rig.app.heard).toEqual([]);
  });

  test.each([
    ["yes", ["block_actions"]],
    ["no", []],
  ] as const)("a confirmation answered %s", async (answer, heard) => {
    const rig = await startRig("socket");
    const ts = await posted(rig, { confirm: CONFIRM });
    await rig.ada.press(ts, "Start", answer);
    expect(rig.app.names).toEqual(heard);
  });

  test("a button has its action_id for a name as well, and a menu the labels of its options", async () => {
    const rig = await startRig("socket");
    const options = ["1 h", "2 h"].map((text) => ({ text: { type: "plain_text", text }, value: text }));
    const menu = { type: "overflow", action_id: "extend", options };
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "Extend" }, accessory: menu }];
    const { ts } = await rig.call("chat.postMessage", { channel: CHANNEL, text: "Extend", blocks });
    await rig.ada.press(String(ts), "2 h");
    await rig.ada.press(await posted(rig), "start");
    const done = rig.app.heard.map(({ payload }) => payload.actions?.[0]);
    expect(done).toMatchObject([{ action_id: "extend", selected_option: options[1] }, { action_id: "start" }]);
  });
});

describe("25: a response_url", () => {
  test("works five times", async () => {
    const { ada, app } = await startRig("socket");
    await ada.command(CHANNEL, "/asr status");
    const url = app.heard[0]?.payload.response_url;
    const statuses: number[] = [];
    for (const text of ["1", "2", "3", "4", "5", "6"]) statuses.push(await respond(url, { text }));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(ada.sees(CHANNEL)).toHaveLength(5);
  });

  test("works for thirty minutes", async () => {
    const { ada, app, clock } = await startRig("socket");
    await ada.command(CHANNEL, "/asr status");
    const url = app.heard[0]?.payload.response_url;
    clock.advance(30 * 60_000);
    expect(await respond(url, { text: "just in time" })).toBe(200);
    clock.advance(1);
    expect(await respond(url, { text: "too late" })).toBe(404);
  });

  test("that was never given out does not work", async () => {
    const { slack } = await startRig("socket");
    expect(await respond(`${slack.url}/response/R1`, { text: "x" })).toBe(404);
  });
});

describe("26: a response_url is bound to its person and place", () => {
  test("and works where the bot is not", async () => {
    const { ada, app, slack } = await startRig("socket");
    await ada.command(OTHER, "/asr status");
    const url = app.heard[0]?.payload.response_url;
    await respond(url, { text: "for you" });
    await respond(url, { text: "for all", response_type: "in_channel" });
    expect(ada.sees(OTHER).map(({ text }) => text)).toEqual(["for you", "for all"]);
    expect(slack.messages(OTHER).map(({ text }) => text)).toEqual(["for all"]);
  });

  test("a press in a thread is answered in the thread", async () => {
    const rig = await startRig("socket");
    const parent = await posted(rig);
    const reply = { channel: CHANNEL, thread_ts: parent, ...withButton("In here?") };
    const { ts } = await rig.call("chat.postMessage", reply);
    await rig.ada.press(String(ts), "Start");
    await respond(rig.app.heard[0]?.payload.response_url, { text: "yes" });
    expect(rig.ada.sees(CHANNEL).at(-1)).toMatchObject({ text: "yes", threadTs: parent, ephemeral: true });
  });
});

describe("27: the original", () => {
  test("that everybody sees can be replaced", async () => {
    const rig = await startRig("socket");
    const ts = await posted(rig);
    await rig.ada.press(ts, "Start");
    await respond(rig.app.heard[0]?.payload.response_url, { text: "started", replace_original: true });
    expect(rig.slack.messages(CHANNEL)).toMatchObject([{ ts, text: "started", blocks: [], ephemeral: false }]);
  });

  test("that is gone after a reload stays gone", async () => {
    const rig = await startRig("socket");
    await rig.ada.press(await whispered(rig), "Start");
    rig.ada.reload();
    expect(await respond(rig.app.heard[0]?.payload.response_url, { text: "x", replace_original: true })).toBe(200);
    expect(rig.ada.sees(CHANNEL)).toEqual([]);
  });
});

test.each([
  ["blocks that are none", { text: "x", blocks: [{ type: "nonsense" }] }],
  ["no text", { response_type: "ephemeral" }],
])("a response_url takes no message with %s", async (_name, body) => {
  const { ada, app, slack } = await startRig("socket");
  await ada.command(CHANNEL, "/asr status");
  expect(await respond(app.heard[0]?.payload.response_url, body)).toBe(400);
  expect([ada.sees(CHANNEL), slack.problems.length]).toEqual([[], 1]);
});
