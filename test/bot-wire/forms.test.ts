// Forms: opened by a press or a command while Slack still allows it, else by a button; what is filled in comes back.
import { describe, expect, test } from "vitest";
import type { Answerer, Asked } from "../../bot/asked.ts";
import { button, say } from "../../bot/cards/text.ts";
import { CHANNEL, createClock, TRANSPORTS } from "../slack/rig.ts";
import { type BotRig, FORM, heldAnswerer, seen, startBot, until } from "./rig.ts";

/** A form for whatever is asked, and its content when it comes back. */
const formFirst: Answerer = (asked) =>
  Promise.resolve(asked.source === "form" ? { message: say(`Filled in: ${asked.text}`) } : { form: FORM });

const opened = ({ slack, ada }: BotRig) => until(slack, () => ada.modal() !== undefined);

const askedBy = (rig: BotRig, source: Asked["source"]) => rig.asked.filter((one) => one.source === source);

const BY_BUTTON = "This needs a few details";

describe.each(TRANSPORTS)("over %s, a form", (transport) => {
  test("opens at a command, and what is filled in comes back by name, with the line and the channel", async () => {
    const rig = await startBot(transport, { answer: formFirst });
    const { slack, ada, bob } = rig;
    await ada.command(CHANNEL, "/asr testfailover web01");
    await opened(rig);
    expect(ada.modal()).toMatchObject({ title: { text: FORM.title }, submit: { text: FORM.submit } });
    expect(await ada.submit({ notes: "  quarterly ", point: "app" })).toEqual({});
    expect(await seen(slack, ada, `Filled in: ${FORM.line}`)).toMatchObject({ ephemeral: true });
    expect(bob.sees(CHANNEL)).toEqual([]);
    expect(ada.modal()).toBeUndefined();
    expect(askedBy(rig, "form")).toEqual([
      {
        user: "U0ADA00001",
        team: slack.teamId,
        channel: CHANNEL,
        text: FORM.line,
        values: { notes: "quarterly", point: "app" },
        source: "form",
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
    ]);
    expect(slack.problems).toEqual([]);
  });

  test("says nothing of what was left empty", async () => {
    const rig = await startBot(transport, { answer: formFirst });
    await rig.ada.command(CHANNEL, "/asr testfailover web01");
    await opened(rig);
    await rig.ada.submit({ notes: " " });
    await seen(rig.slack, rig.ada, "Filled in");
    expect(askedBy(rig, "form").map(({ values }) => values)).toEqual([{}]);
  });

  test("opens at a press", async () => {
    const answer: Answerer = (asked) =>
      asked.source === "typed"
        ? Promise.resolve({ message: say("Test failover of web01?", [button("Change…", "testfailover web01")]) })
        : formFirst(asked);
    const rig = await startBot(transport, { answer });
    const { slack, ada } = rig;
    await ada.command(CHANNEL, "/asr testfailover web01");
    const preview = await seen(slack, ada, "Test failover of web01?");
    await ada.press(preview.ts, "Change…");
    await opened(rig);
    await ada.submit({ notes: "x" });
    await seen(slack, ada, "Filled in");
    expect(slack.problems).toEqual([]);
  });

  test("submitted twice, as a client may, has the same id; two forms have two", async () => {
    const rig = await startBot(transport, { answer: formFirst });
    for (const times of [2, 1]) {
      await rig.ada.command(CHANNEL, "/asr testfailover web01");
      await opened(rig);
      await rig.ada.submit({});
      if (times === 2) await rig.slack.redeliverLast();
    }
    await rig.app.stop();
    const [first, again, other] = askedBy(rig, "form").map(({ id }) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(askedBy(rig, "form")).toHaveLength(3);
  });

  test("asked for in a thread is behind a button, and its answer is in the thread", async () => {
    const rig = await startBot(transport, { answer: formFirst });
    const { slack, ada, bob } = rig;
    await bob.say(CHANNEL, "How is web01?");
    const [question] = ada.sees(CHANNEL);
    await ada.say(CHANNEL, "<@BOT> testfailover web01", question?.ts);
    const instead = await seen(slack, ada, BY_BUTTON);
    expect(instead).toMatchObject({ ephemeral: true, threadTs: question?.ts });
    await ada.press(instead.ts, "Open the form");
    await opened(rig);
    expect(askedBy(rig, "button")).toMatchObject([{ text: FORM.line }]);
    await ada.submit({ notes: "x" });
    expect(await seen(slack, ada, "Filled in")).toMatchObject({ ephemeral: true, threadTs: question?.ts });
    expect(slack.problems).toEqual([]);
  });

  test("that comes too late to be opened is behind a button", async () => {
    const clock = createClock();
    const held = heldAnswerer();
    const answer: Answerer = (asked) => (asked.source === "typed" ? held.answer(asked) : formFirst(asked));
    const rig = await startBot(transport, { answer, slack: { now: clock.now } });
    const { slack, ada, log } = rig;
    await ada.command(CHANNEL, "/asr testfailover web01");
    clock.advance(3001);
    held.release({ form: FORM });
    const instead = await seen(slack, ada, BY_BUTTON);
    expect(ada.modal()).toBeUndefined();
    expect(slack.transcript.find(({ name }) => name === "views.open")?.answer).toMatchObject({
      error: "expired_trigger_id",
    });
    expect(log.messages(40)).toContain("a form was not opened");
    await ada.press(instead.ts, "Open the form");
    await opened(rig);
  });

  test("with a line that no button can carry is not lost without a word", async () => {
    const line = `testfailover web01 --notes ${"x".repeat(2000)}`;
    const rig = await startBot(transport, { answer: () => Promise.resolve({ form: { ...FORM, line } }) });
    await rig.ada.say(CHANNEL, "<@BOT> testfailover web01");
    await seen(rig.slack, rig.ada, "Something went wrong");
  });
});
