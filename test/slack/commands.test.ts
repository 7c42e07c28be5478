// Slash commands on the fake: requirements 11, 14, 17, 18, 19, 21, 22, 23.
import { describe, expect, test } from "vitest";
import { CHANNEL, OTHER, startRig, startSlack, stopLater, TRANSPORTS } from "./rig.ts";
import { NEVER, startSmallApp } from "./small-app.ts";

describe.each(TRANSPORTS)("over %s", (transport) => {
  test("a command carries what Slack sends", async () => {
    const { ada, app, slack } = await startRig(transport);
    expect(await ada.command(CHANNEL, "/asr status web01")).toEqual({});
    expect(app.heard[0]?.payload).toMatchObject({
      team_id: slack.teamId,
      channel_id: CHANNEL,
      channel_name: "drills",
      user_id: "U0ADA00001",
      user_name: "ada",
      command: "/asr",
      text: "status web01",
      is_enterprise_install: "false",
      response_url: expect.stringMatching(`^${slack.url}/response/`),
      trigger_id: expect.any(String),
    });
    expect(slack.problems).toEqual([]);
  });

  test("17, 18: a command that nobody acknowledges ends in operation_timeout", async () => {
    const { ada } = await startRig(transport, () => NEVER, { ackMilliseconds: 50 });
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "operation_timeout" });
  });

  test("17: an acknowledgement that comes later shows nothing", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { ada, app } = await startRig(
      transport,
      ({ payload }) => (String(payload.text) === "slow" ? promise : undefined),
      {
        ackMilliseconds: 50,
      },
    );
    expect(await ada.command(CHANNEL, "/asr slow")).toEqual({ failed: "operation_timeout" });
    resolve("too late");
    await ada.command(CHANNEL, "/asr again");
    expect(app.heard).toHaveLength(2);
    expect(ada.sees(CHANNEL)).toEqual([]);
  });

  test.each([
    ["a text", "one moment"],
    ["a message", { text: "one moment", blocks: [{ type: "section", text: { type: "mrkdwn", text: "one moment" } }] }],
    ["a message of type ephemeral", { response_type: "ephemeral", text: "one moment" }],
  ])("19: %s in the acknowledgement is ephemeral", async (_name, said) => {
    const { ada, bob, slack } = await startRig(transport, () => said);
    await ada.command(CHANNEL, "/asr status");
    expect(ada.sees(CHANNEL)).toMatchObject([{ text: "one moment", ephemeral: true, user: slack.botUserId }]);
    expect(bob.sees(CHANNEL)).toEqual([]);
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  test("19: everybody sees the acknowledgement with response_type in_channel", async () => {
    const { ada, bob } = await startRig(transport, () => ({ response_type: "in_channel", text: "hello" }));
    await ada.command(CHANNEL, "/asr status");
    expect(bob.sees(CHANNEL)).toMatchObject([{ text: "hello", ephemeral: false }]);
  });

  test("21: the same command twice within milliseconds arrives twice, with triggers of their own", async () => {
    const { ada, app } = await startRig(transport);
    await Promise.all([ada.command(CHANNEL, "/asr status"), ada.command(CHANNEL, "/asr status")]);
    expect(new Set(app.heard.map(({ payload }) => payload.trigger_id)).size).toBe(2);
  });

  test("21: a command that was not taken is not delivered again", async () => {
    const { ada, app, slack, clock } = await startRig(transport, () => NEVER, { ackMilliseconds: 50 });
    await ada.command(CHANNEL, "/asr status");
    clock.advance(600_000);
    await slack.deliverDue();
    expect(app.names).toEqual(["/asr"]);
  });

  test("21: a client that sends twice sends the same thing twice", async () => {
    const { ada, app, slack } = await startRig(transport, () => "hello");
    await ada.command(CHANNEL, "/asr status");
    await slack.redeliverLast();
    expect(app.heard[1]).toEqual(app.heard[0]);
    expect(ada.sees(CHANNEL)).toHaveLength(2);
  });

  test("22: a command in a thread is refused and not delivered", async () => {
    const { ada, app, call } = await startRig(transport);
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "parent" });
    expect(await ada.command(CHANNEL, "/asr status", String(ts))).toEqual({ failed: "not_in_threads" });
    expect(app.heard).toEqual([]);
  });
});

describe("23: what is typed", () => {
  test.each([
    ["a person", "ask @bob", "ask <@U0BOB00001|bob>"],
    ["two people", "@bob @ada", "<@U0BOB00001|bob> <@U0ADA00001|ada>"],
    ["a channel", "in #drills", "in <#C0DRILLS01|drills>"],
    ["a user group", "for @dr-leads", "for <!subteam^S0LEADS001|@dr-leads>"],
    ["a link", "see https://example.org/a?b=c now", "see <https://example.org/a?b=c> now"],
    ["nobody's name", "@nobody #nowhere", "@nobody #nowhere"],
    ["an address", "ada@bob", "ada@bob"],
    ["smart quotes and a dash", "drill web01 —notes “all well”", "drill web01 —notes “all well”"],
    ["markup", "status <!channel>", "status <!channel>"],
  ])("arrives with ids for %s", async (_name, typed, text) => {
    const { ada, app } = await startRig("socket");
    await ada.command(CHANNEL, `/asr ${typed}`);
    expect(app.heard[0]?.payload.text).toBe(text);
  });

  test("arrives raw without should_escape", async () => {
    const { ada, app } = await startRig("socket", undefined, { shouldEscape: false });
    await ada.command(CHANNEL, "/asr ask @bob in #drills at https://example.org");
    expect(app.heard[0]?.payload.text).toBe("ask @bob in #drills at https://example.org");
  });
});

describe("a command that cannot be delivered", () => {
  test("14: shows dispatch_failed while no socket is open, and is not kept", async () => {
    const slack = await startSlack();
    const ada = slack.as("U0ADA00001");
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    const app = stopLater(await startSmallApp(slack, "socket", () => undefined));
    await ada.command(CHANNEL, "/asr again");
    expect(app.heard.map(({ payload }) => payload.text)).toEqual(["again"]);
  });

  test("shows dispatch_failed when the app's address does not answer", async () => {
    const { ada, app } = await startRig("http");
    await app.stop();
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
  });

  test("is unknown when the manifest has no such command", async () => {
    const { ada, app } = await startRig("socket");
    expect(await ada.command(CHANNEL, "/other status")).toEqual({ failed: "unknown_command" });
    expect(app.heard).toEqual([]);
  });

  test("cannot be typed by somebody who is not in the channel", async () => {
    const { bob } = await startRig("socket");
    await expect(bob.command(OTHER, "/asr status")).rejects.toThrow("bob is not in other");
  });
});

test("11: each command goes to exactly one of two replicas, in turn", async () => {
  const { ada, app, slack } = await startRig("socket");
  const second = stopLater(await startSmallApp(slack, "socket", () => undefined));
  for (const text of ["a", "b", "c", "d"]) await ada.command(CHANNEL, `/asr ${text}`);
  expect([app, second].map(({ heard }) => heard.map(({ payload }) => payload.text))).toEqual([
    ["a", "c"],
    ["b", "d"],
  ]);
});
