// Events on the fake: requirements 14, 16 and 20, and who hears a mention.
import { describe, expect, test } from "vitest";
import { CHANNEL, createClock, OTHER, startRig, startSlack, stopLater, TRANSPORTS } from "./rig.ts";
import { NEVER, NO_RETRY, startSmallApp } from "./small-app.ts";

describe.each(TRANSPORTS)("over %s", (transport) => {
  test("a mention carries what Slack sends", async () => {
    const { ada, app, slack } = await startRig(transport);
    await ada.say(CHANNEL, "<@BOT> status web01");
    const message = slack.messages(CHANNEL)[0];
    expect(app.heard[0]?.payload).toMatchObject({
      type: "event_callback",
      team_id: slack.teamId,
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ user_id: slack.botUserId, is_bot: true }],
      event: {
        type: "app_mention",
        user: "U0ADA00001",
        text: `<@${slack.botUserId}> status web01`,
        channel: CHANNEL,
        ts: message?.ts,
      },
    });
  });

  test("a mention in a thread names the thread", async () => {
    const { ada, app, call } = await startRig(transport);
    const { ts } = await call("chat.postMessage", { channel: CHANNEL, text: "parent" });
    await ada.say(CHANNEL, "<@BOT> status", String(ts));
    expect(app.heard[0]?.payload.event?.thread_ts).toBe(ts);
  });

  test("20: an event that nobody takes comes again at once, after a minute and after five, then no more", async () => {
    const { ada, app, slack, clock } = await startRig(transport, () => NEVER, { ackMilliseconds: 20 });
    await ada.say(CHANNEL, "<@BOT> status");
    const counts = [app.heard.length];
    for (const ms of [59_999, 1, 239_999, 1, 3_600_000]) {
      clock.advance(ms);
      await slack.deliverDue();
      counts.push(app.heard.length);
    }
    expect(counts).toEqual([2, 2, 3, 3, 4, 4]);
    expect(new Set(app.heard.map(({ payload }) => payload.event_id)).size).toBe(1);
    const again = [1, 2, 3].map((attempt) => ({ attempt, reason: "timeout" }));
    expect(app.heard.map(({ retry }) => retry)).toEqual([undefined, ...again]);
  });

  test("an event that was taken does not come again, unless it is redelivered on purpose", async () => {
    const { ada, app, slack, clock } = await startRig(transport);
    await ada.say(CHANNEL, "<@BOT> status");
    clock.advance(3_600_000);
    await slack.deliverDue();
    expect(app.heard).toHaveLength(1);
    await slack.redeliverLast();
    expect(app.heard[1]).toMatchObject({ payload: app.heard[0]?.payload, retry: { attempt: 1, reason: "timeout" } });
  });
});

test("20: an event whose answer says X-Slack-No-Retry does not come again", async () => {
  const { ada, app, slack, clock } = await startRig("http", () => NO_RETRY);
  await ada.say(CHANNEL, "<@BOT> status");
  clock.advance(3_600_000);
  await slack.deliverDue();
  expect(app.heard).toHaveLength(1);
});

test("14: an event while no socket is open comes later", async () => {
  const clock = createClock();
  const slack = await startSlack({ now: clock.now });
  await slack.as("U0ADA00001").say(CHANNEL, "<@BOT> status");
  const app = stopLater(await startSmallApp(slack, "socket", () => undefined));
  clock.advance(60_000);
  await slack.deliverDue();
  expect(app.names).toEqual(["app_mention"]);
});

test.each([
  ["without the bot's name", CHANNEL, "status web01"],
  ["where the bot is not", OTHER, "<@BOT> status"],
])("what is said %s is not heard", async (_name, channel, text) => {
  const { ada, app, slack } = await startRig("socket");
  await ada.say(channel, text);
  expect(slack.messages(channel)).toMatchObject([{ user: "U0ADA00001" }]);
  expect(app.heard).toEqual([]);
});

test("nobody can speak in a thread that is not, or in a channel that they are not in", async () => {
  const { ada, bob } = await startRig("socket");
  await expect(ada.say(CHANNEL, "hello", "1.000001")).rejects.toThrow("There is no message");
  await expect(bob.say(OTHER, "hello")).rejects.toThrow("bob is not in other");
});
