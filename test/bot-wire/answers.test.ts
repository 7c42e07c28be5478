// Commands, presses and mentions on their way to an answer that only one person sees, over both transports.
import { describe, expect, test } from "vitest";
import type { Answerer } from "../../bot/asked.ts";
import { button, linkButton, message, say, section } from "../../bot/cards/text.ts";
import { CHANNEL, createClock, OTHER, TRANSPORTS } from "../slack/rig.ts";
import type { SlackFake } from "../slack/types.ts";
import { type BotRig, heldAnswerer, seen, startBot, until } from "./rig.ts";

const CARD = message("web01 test failover: running", [
  section("web01 test failover: running"),
  {
    type: "actions",
    elements: [button("Clean up now", "cleanup web01-1"), linkButton("Open in portal", "https://portal.azure.com/")],
  },
]);

/** A card of the bot in the channel, for everybody. */
async function postCard({ web }: BotRig): Promise<string> {
  const { ts = "" } = await web.chat.postMessage({ channel: CHANNEL, text: CARD.text, blocks: [...CARD.blocks] });
  return ts;
}

const delivered = (slack: SlackFake, name: string) => slack.transcript.filter((entry) => entry.name === name);

describe.each(TRANSPORTS)("over %s, a command", (transport) => {
  test("is answered to that person only", async () => {
    const { slack, ada, bob, asked } = await startBot(transport);
    expect(await ada.command(CHANNEL, "/asr status web01")).toEqual({});
    expect(await seen(slack, ada, "You said status web01")).toMatchObject({ ephemeral: true, channel: CHANNEL });
    expect(bob.sees(CHANNEL)).toEqual([]);
    expect(asked).toEqual([
      {
        user: "U0ADA00001",
        team: slack.teamId,
        channel: CHANNEL,
        text: "status web01",
        source: "typed",
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
    ]);
    expect(slack.problems).toEqual([]);
  });

  test("is acknowledged before anything is looked up, however long the answer takes", async () => {
    const { answer, release } = heldAnswerer();
    const { slack, ada } = await startBot(transport, { answer });
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    expect(ada.sees(CHANNEL)).toEqual([]);
    expect(slack.transcript.filter(({ kind, name }) => kind === "call" && name !== "apps.connections.open")).toEqual(
      [],
    );
    release({ message: say("At last") });
    expect(await seen(slack, ada, "At last")).toMatchObject({ ephemeral: true });
  });

  test("is answered where the bot is not in the channel", async () => {
    const { slack, ada } = await startBot(transport);
    expect(await ada.command(OTHER, "/asr status")).toEqual({});
    expect(await seen(slack, ada, "You said status", OTHER)).toMatchObject({ ephemeral: true });
  });

  test("is answered by an ephemeral message where its response_url is dead", async () => {
    const clock = createClock();
    const { answer, release } = heldAnswerer();
    const { slack, ada } = await startBot(transport, { answer, slack: { now: clock.now } });
    await ada.command(CHANNEL, "/asr status");
    clock.advance(31 * 60_000);
    release({ message: say("At last") });
    expect(await seen(slack, ada, "At last")).toMatchObject({ ephemeral: true, channel: CHANNEL });
    expect(delivered(slack, "response_url")).toMatchObject([{ answer: { status: 404 } }]);
    expect(delivered(slack, "chat.postEphemeral")).toHaveLength(1);
  });

  test("is answered by a direct message where an ephemeral one is not possible either", async () => {
    const clock = createClock();
    const { answer, release } = heldAnswerer();
    const { slack, ada } = await startBot(transport, { answer, slack: { now: clock.now } });
    await ada.command(OTHER, "/asr status");
    clock.advance(31 * 60_000);
    release({ message: say("At last") });
    const direct = await seen(slack, ada, "At last", "D0ADA00001");
    expect(direct).toMatchObject({ ephemeral: false, channel: "D0ADA00001" });
    expect(ada.sees(OTHER)).toEqual([]);
  });

  test("whose ephemeral answer is held back by a rate is answered by a direct message", async () => {
    const { slack, ada } = await startBot(transport);
    slack.fault("respond", { kind: "http-500" });
    slack.fault("chat.postEphemeral", { kind: "rate-limited", retryAfterSeconds: 30 });
    await ada.command(CHANNEL, "/asr status");
    await seen(slack, ada, "You said status", "D0ADA00001");
  });

  test("whose ephemeral answer may have arrived is not answered again, and the log says so", async () => {
    const { slack, app, ada, log } = await startBot(transport);
    slack.fault("respond", { kind: "http-500" });
    slack.fault("chat.postEphemeral", { kind: "drop-after" });
    await ada.command(CHANNEL, "/asr status");
    await app.stop();
    expect(ada.sees(CHANNEL)).toHaveLength(1);
    expect(ada.sees("D0ADA00001")).toEqual([]);
    expect(log.messages(40)).toContain("an answer was not delivered");
  });

  test("is not waited for where Slack takes an answer and says nothing", async () => {
    const { slack, ada } = await startBot(transport, { timeoutMilliseconds: 100 });
    slack.fault("respond", { kind: "slow", milliseconds: 3_600_000 });
    await ada.command(CHANNEL, "/asr status");
    await seen(slack, ada, "You said status");
    expect(delivered(slack, "chat.postEphemeral")).toHaveLength(1);
  });

  test("that the answerer fails at is answered in words, with an id that the log has too", async () => {
    const answer: Answerer = () => Promise.reject(new TypeError("cannot read properties"));
    const { slack, ada, log, asked } = await startBot(transport, { answer });
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    const told = await seen(slack, ada, "Something went wrong");
    expect(told).toMatchObject({ ephemeral: true, text: expect.stringContaining(String(asked[0]?.id)) });
    const line = log.lines.find((one) => one.includes("an answer failed"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: 50, id: asked[0]?.id, err: { type: "TypeError" } });
  });
});

describe.each(TRANSPORTS)("over %s, a button", (transport) => {
  test("on an ephemeral message gives way to its answer", async () => {
    const answer: Answerer = ({ text, source }) =>
      Promise.resolve({
        message:
          source === "typed" ? say("Test failover of web01?", [button("Start", "start web01")]) : say(`Done: ${text}`),
      });
    const { slack, ada, asked } = await startBot(transport, { answer });
    await ada.command(CHANNEL, "/asr testfailover web01");
    const preview = await seen(slack, ada, "Test failover of web01?");
    expect(await ada.press(preview.ts, "Start")).toEqual({});
    await seen(slack, ada, "Done: start web01");
    expect(ada.sees(CHANNEL)).toHaveLength(1);
    expect(asked[1]).toMatchObject({ text: "start web01", source: "button", channel: CHANNEL, team: slack.teamId });
  });

  test("on a card is answered to whoever pressed it, and the card stays", async () => {
    const rig = await startBot(transport);
    const { slack, ada, bob } = rig;
    const ts = await postCard(rig);
    expect(await bob.press(ts, "Clean up now")).toEqual({});
    expect(await seen(slack, bob, "You said cleanup web01-1")).toMatchObject({ ephemeral: true });
    expect(ada.sees(CHANNEL)).toMatchObject([{ ts, text: CARD.text, edits: 0 }]);
  });

  test("on a card in a thread is answered there", async () => {
    const rig = await startBot(transport);
    const { slack, web, ada } = rig;
    const parent = await postCard(rig);
    const reply = { channel: CHANNEL, thread_ts: parent, text: "In the thread", blocks: [...CARD.blocks] };
    const { ts = "" } = await web.chat.postMessage(reply);
    slack.fault("respond", { kind: "http-500" });
    await ada.press(ts, "Clean up now");
    expect(await seen(slack, ada, "You said cleanup")).toMatchObject({ threadTs: parent, ephemeral: true });
  });

  test("in the Home tab, which is in no channel, is answered by a direct message", async () => {
    const answer: Answerer = ({ text, source }) =>
      Promise.resolve({
        message: source === "typed" ? say("Overdue: web01", [button("Look", "status web01")]) : say(`You said ${text}`),
      });
    const { slack, ada, asked } = await startBot(transport, { answer });
    await ada.openHome();
    await until(slack, () => ada.home() !== undefined);
    expect(await ada.pressHome("Look")).toEqual({});
    await seen(slack, ada, "You said status web01", "D0ADA00001");
    expect(asked[1]).toMatchObject({ text: "status web01", source: "button", channel: "" });
    expect(slack.transcript.filter(({ name }) => name === "chat.postEphemeral")).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  test("that opens a page is acknowledged, and does nothing here", async () => {
    const rig = await startBot(transport);
    const ts = await postCard(rig);
    expect(await rig.ada.press(ts, "Open in portal")).toEqual({});
    await rig.app.stop();
    expect(rig.log.messages(50)).toEqual([]);
    expect(rig.asked).toEqual([]);
    expect(rig.ada.sees(CHANNEL)).toHaveLength(1);
  });
});

describe.each(TRANSPORTS)("over %s, a mention", (transport) => {
  test("in a thread is answered in it, to that person only", async () => {
    const { slack, ada, bob, asked } = await startBot(transport);
    await ada.say(CHANNEL, "How is web01?");
    const [question] = ada.sees(CHANNEL);
    await bob.say(CHANNEL, "Look at this");
    await ada.say(CHANNEL, "<@BOT> status web01", question?.ts);
    const answer = await seen(slack, ada, "You said status web01");
    expect(answer).toMatchObject({ ephemeral: true, threadTs: question?.ts });
    expect(bob.sees(CHANNEL).map(({ text }) => text)).not.toContain("You said status web01");
    expect(asked).toMatchObject([{ user: "U0ADA00001", team: undefined, channel: CHANNEL, source: "typed" }]);
    expect(slack.problems).toEqual([]);
  });

  test("outside of a thread is answered in the channel: nobody sees what is ephemeral in a thread that is none", async () => {
    const { slack, ada } = await startBot(transport);
    await ada.say(CHANNEL, "<@BOT> status");
    const answer = await seen(slack, ada, "You said status");
    expect(answer.ephemeral).toBe(true);
    expect(answer.threadTs).toBeUndefined();
  });

  test("that comes twice has the same id", async () => {
    const { slack, app, ada, asked } = await startBot(transport);
    await ada.say(CHANNEL, "<@BOT> status");
    await slack.redeliverLast();
    await app.stop();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.id).toBe(asked[0]?.id);
  });
});

describe.each(TRANSPORTS)("over %s, what is asked", (transport) => {
  test("has the same id when it is delivered twice", async () => {
    const { slack, app, ada, asked } = await startBot(transport);
    await ada.command(CHANNEL, "/asr status");
    await slack.redeliverLast();
    await app.stop();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.id).toBe(asked[0]?.id);
  });

  test("has another id each time, which says nothing of Slack's", async () => {
    const rig = await startBot(transport);
    const { slack, app, ada, asked } = rig;
    const ts = await postCard(rig);
    await ada.press(ts, "Clean up now");
    await ada.press(ts, "Clean up now");
    await ada.command(CHANNEL, "/asr status");
    await ada.command(CHANNEL, "/asr status");
    await app.stop();
    const ids = asked.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(slack.problems).toEqual([]);
  });

  test("is answered before the app has stopped", async () => {
    const { answer, release } = heldAnswerer();
    const { slack, app, ada } = await startBot(transport, { answer });
    await ada.command(CHANNEL, "/asr status");
    let stopped = false;
    const stopping = app.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    release({ message: say("At last") });
    await stopping;
    expect(ada.sees(CHANNEL)).toMatchObject([{ text: "At last" }]);
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    expect(slack.problems).toEqual([]);
  });
});
