// The real library against the fake: unmodified Bolt, with only addresses and tokens changed. Requirements 1, 2, 10, 13.
import { App, LogLevel, SocketModeReceiver } from "@slack/bolt";
import type { KnownBlock, ModalView } from "@slack/types";
import { describe, expect, test } from "vitest";
import { CHANNEL, createClock, MODAL, startSlack, stopLater, TRANSPORTS, withButton } from "./rig.ts";
import type { SlackFake, Transport } from "./types.ts";

const CARD = withButton("Test failover of web01") as { readonly text: string; readonly blocks: KnownBlock[] };

/** Every step that the bot is made of: answer, card, form, edit, mention, Home. */
function addHandlers(app: App): void {
  app.command("/asr", async ({ command, ack, respond, client }) => {
    await ack();
    if (command.text === "card") await client.chat.postMessage({ channel: command.channel_id, ...CARD });
    else await respond({ text: `You said ${command.text}` });
  });
  app.action("start", async ({ ack, body, client }) => {
    await ack();
    if (body.type !== "block_actions") throw new Error(`Not a press: ${body.type}`);
    const where = { channel: body.channel?.id, ts: body.message?.ts };
    const view = { ...(MODAL as unknown as ModalView), private_metadata: JSON.stringify(where) };
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.view("form", async ({ ack, view, client }) => {
    const notes = view.state.values.notes?.value?.value ?? "";
    if (notes.length < 3) return await ack({ response_action: "errors", errors: { notes: "Too short" } });
    await ack();
    const { channel, ts } = JSON.parse(view.private_metadata) as { channel: string; ts: string };
    await client.chat.update({ channel, ts, text: `Started: ${notes}`, blocks: [] });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: "Here I am", thread_ts: event.ts });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    const view = { type: "home" as const, blocks: CARD.blocks };
    await client.views.publish({ user_id: event.user, view });
  });
}

async function startBolt(slack: SlackFake, transport: Transport): Promise<App> {
  const common = {
    token: slack.botToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  };
  if (transport === "socket") {
    const app = new App({ ...common, appToken: slack.appToken, socketMode: true });
    addHandlers(app);
    await app.start();
    stopLater({ stop: async () => void (await app.stop()) });
    return app;
  }
  const app = new App({ ...common, signingSecret: slack.signingSecret });
  addHandlers(app);
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = server && "address" in server ? server.address() : null;
  stopLater({
    stop: async () => {
      if (server && "closeAllConnections" in server) server.closeAllConnections();
      await app.stop();
    },
  });
  await slack.connectHttp(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/slack/events`);
  return app;
}

/** Resolves once it is so: looked at after every change. */
async function until(slack: SlackFake, isSo: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = slack.onChange(() => isSo() && resolve());
  if (isSo()) resolve();
  await promise;
  stop();
}

describe.each(TRANSPORTS)("1: Bolt over %s", (transport) => {
  const start = async () => {
    const slack = await startSlack();
    await startBolt(slack, transport);
    const ada = slack.as("U0ADA00001");
    const has = (text: string) => () => ada.sees(CHANNEL).some((message) => message.text === text);
    return { slack, ada, has };
  };

  test("command, acknowledgement, respond", async () => {
    const { slack, ada, has } = await start();
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    await until(slack, has("You said status"));
    expect(ada.sees(CHANNEL)).toMatchObject([{ ephemeral: true }]);
    expect(slack.problems).toEqual([]);
  });

  test("card, button, form, error, submission, edit", async () => {
    const { slack, ada, has } = await start();
    await ada.command(CHANNEL, "/asr card");
    await until(slack, has(CARD.text));
    await ada.press(String(slack.messages(CHANNEL)[0]?.ts), "Start");
    await until(slack, () => ada.modal() !== undefined);
    expect(await ada.submit({ notes: "x" })).toEqual({ errors: { notes: "Too short" } });
    expect(await ada.submit({ notes: "quarterly" })).toEqual({});
    await until(slack, has("Started: quarterly"));
    expect(slack.messages(CHANNEL)).toMatchObject([{ edits: 1, blocks: [] }]);
    expect(slack.problems).toEqual([]);
  });

  test("mention and Home", async () => {
    const { slack, ada, has } = await start();
    await ada.say(CHANNEL, "<@BOT> are you there?");
    await until(slack, has("Here I am"));
    const [question, answer] = slack.messages(CHANNEL);
    expect(answer?.threadTs).toBe(question?.ts);
    await ada.openHome();
    await until(slack, () => ada.home() !== undefined);
    expect(slack.problems).toEqual([]);
  });
});

test("2: Bolt answers 401 to what is signed badly", async () => {
  const slack = await startSlack();
  await startBolt(slack, "http");
  for (const how of ["wrong-secret", "old", "none"] as const) {
    slack.signAs(how);
    expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    expect(slack.transcript.at(-1)?.answer).toMatchObject({ status: 401 });
  }
});

/** Bolt on a socket; `opened` counts how often it has asked for one. */
async function startReceiver(slack: SlackFake, serverPingTimeout: number) {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 50,
    serverPingTimeout,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: slack.botToken, receiver, logLevel: LogLevel.ERROR, clientOptions });
  addHandlers(app);
  await app.start();
  stopLater({ stop: async () => void (await app.stop()) });
  const opened = () => slack.transcript.filter(({ name }) => name === "apps.connections.open").length;
  return { opened };
}

async function untilTrue(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test("13: Bolt comes back when it is told to go", async () => {
  const slack = await startSlack();
  const { opened } = await startReceiver(slack, 30_000);
  slack.disconnectSockets("refresh_requested");
  await untilTrue(() => opened() >= 2 && slack.sockets === 1);
  expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({});
});

test("10: Bolt comes back when pings stay away", async () => {
  const slack = await startSlack({ pingMilliseconds: 1000 });
  const { opened } = await startReceiver(slack, 20);
  await untilTrue(() => opened() >= 2 && slack.sockets === 1);
  expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({});
});

test("53: Bolt lives with a clock that stands still", async () => {
  const slack = await startSlack({ now: createClock().now });
  await startBolt(slack, "socket");
  expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr card")).toEqual({});
  await until(slack, () => slack.messages(CHANNEL).length === 1);
});
