// Socket Mode: one socket, opened again whenever it ends, and never after the app was told to stop.
import { createServer, type Socket } from "node:net";
import type { SocketModeReceiver } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import { createSocketLine } from "../../bot/slack/socket-line.ts";
import { createFakeClock, type FakeClock, settle } from "../kube/fake-clock.ts";
import { CHANNEL, startSlack, stopLater } from "../slack/rig.ts";
import type { SlackFake } from "../slack/types.ts";
import { createLog, makeApp, seen, startBot } from "./rig.ts";

/** Resolves once it is so: looked at whenever something else has happened. */
async function untilTrue(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const opened = (slack: SlackFake) => slack.transcript.filter(({ name }) => name === "apps.connections.open").length;

/** Moves the clock on, as real time does, until it is so. */
async function inTime(clock: FakeClock, isSo: () => boolean): Promise<void> {
  while (!isSo()) await clock.advance(100);
}

const NO_SOCKET = "no socket to Slack is open";

describe("a socket that ends", () => {
  test.each(["refresh_requested", "warning"] as const)(
    "because Slack renews it (%s) is opened again at once",
    async (reason) => {
      const clock = createFakeClock();
      const { slack, app, ada } = await startBot("socket", { clock });
      expect(app.problem()).toBeUndefined();
      await clock.advance(10_000);
      slack.disconnectSockets(reason);
      await untilTrue(() => app.problem() !== undefined);
      expect(app.problem()).toBe(NO_SOCKET);
      await untilTrue(() => app.problem() === undefined);
      expect(slack.sockets).toBe(1);
      expect(opened(slack)).toBe(2);
      expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
      await seen(slack, ada, "You said status");
    },
  );

  test("soon after it was opened is not opened again at once: that might go on for ever", async () => {
    const clock = createFakeClock();
    const { slack, app } = await startBot("socket", { clock });
    await clock.advance(9999);
    slack.disconnectSockets("refresh_requested");
    await untilTrue(() => clock.pending > 0);
    expect(opened(slack)).toBe(1);
    await inTime(clock, () => app.problem() === undefined);
    expect(opened(slack)).toBe(2);
  });

  test("because Slack is away is opened again once Slack is back, and little is asked meanwhile", async () => {
    const clock = createFakeClock();
    const { slack, app, ada, log } = await startBot("socket", { clock });
    await slack.down();
    await untilTrue(() => app.problem() !== undefined);
    const lost = () => log.messages(40).filter((message) => message === "no socket to Slack could be opened").length;
    for (let minute = 0; minute < 20; minute++) {
      await clock.advance(60_000);
      await untilTrue(() => clock.pending > 0);
    }
    expect(lost()).toBeGreaterThan(2);
    await slack.up();
    await clock.advance(15_000);
    await untilTrue(() => app.problem() === undefined);
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
  });
});

describe("the first socket", () => {
  test("is waited for while Slack is away", async () => {
    const clock = createFakeClock();
    const slack = await startSlack();
    const { app } = makeApp(slack, "socket", { clock });
    await slack.down();
    const started = app.start();
    stopLater(app);
    await untilTrue(() => clock.pending > 0);
    expect(app.problem()).toBe(NO_SOCKET);
    await slack.up();
    await clock.advance(15_000);
    await started;
    expect(app.problem()).toBeUndefined();
  });

  test.each(["internal_error", "ratelimited"])("is waited for while Slack answers %s", async (error) => {
    const clock = createFakeClock();
    const slack = await startSlack();
    const { app } = makeApp(slack, "socket", { clock });
    slack.fault("apps.connections.open", { kind: "ok-false", error });
    const started = app.start();
    stopLater(app);
    await untilTrue(() => clock.pending > 0);
    await clock.advance(15_000);
    await started;
    expect(opened(slack)).toBe(2);
  });

  test("is not asked for before Slack's time, where Slack names one", async () => {
    const clock = createFakeClock();
    const slack = await startSlack();
    const { app } = makeApp(slack, "socket", { clock });
    slack.fault("apps.connections.open", { kind: "rate-limited", retryAfterSeconds: 60 });
    const started = app.start();
    stopLater(app);
    await untilTrue(() => clock.pending > 0);
    await clock.advance(59_999);
    expect(opened(slack)).toBe(1);
    await clock.advance(1);
    await started;
  });

  test.each(["invalid_auth", "not_allowed_token_type", "missing_scope"])(
    "is not waited for where Slack does not take the token: %s",
    async (error) => {
      const slack = await startSlack();
      const { app } = makeApp(slack, "socket");
      slack.fault("apps.connections.open", { kind: "ok-false", error });
      await expect(app.start()).rejects.toThrow(
        `Slack does not take SLACK_APP_TOKEN (${error}). It needs the scope connections:write.`,
      );
      await app.stop();
      expect(opened(slack)).toBe(1);
    },
  );

  test("is given up, and another tried, where nobody says hello", async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", () => resolve()));
    stopLater({
      stop: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => silent.close(resolve));
      },
    });
    const bound = silent.address();
    const clock = createFakeClock();
    const slack = await startSlack();
    const { logger } = createLog();
    let calls = 0;
    slack.mount((request, response) => {
      if (request.url !== "/elsewhere/apps.connections.open") return false;
      calls += 1;
      const url = `ws://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}/`;
      response.setHeader("Content-Type", "application/json").end(JSON.stringify({ ok: true, url }));
      return true;
    });
    const apiUrl = `${slack.url}/elsewhere/`;
    const line = createSocketLine({ appToken: slack.appToken, apiUrl, logger, clock });
    void line.start();
    stopLater(line);
    await untilTrue(() => sockets.size === 1);
    await inTime(clock, () => calls === 2);
    expect(line.problem()).toBe(NO_SOCKET);
  });
});

test("a frame that the library cannot read ends nothing: it is said in the log", async () => {
  const slack = await startSlack();
  const { logger, messages } = createLog();
  const clock = createFakeClock();
  const line = createSocketLine({ appToken: slack.appToken, apiUrl: slack.apiUrl, logger, clock });
  const { client } = line.receiver as SocketModeReceiver;
  // Slack says so to an app that gets more than 30,000 events an hour; there is no event in it.
  client.emit("ws_message", JSON.stringify({ type: "events_api", payload: { type: "app_rate_limited" } }), false);
  client.emit("ws_message", "null", false);
  client.emit("ws_message", "not JSON", false);
  await settle();
  expect(messages(40)).toEqual(["Slack sent what cannot be read", "Slack sent what cannot be read"]);
});

describe("after the app was told to stop", () => {
  test("there is no socket, and none is opened", async () => {
    const { slack, app, ada } = await startBot("socket");
    await app.stop();
    expect(slack.sockets).toBe(0);
    expect(app.problem()).toBe(NO_SOCKET);
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    expect(opened(slack)).toBe(1);
  });

  test("none is opened though one was being asked for, and Slack's answer is not waited for", async () => {
    const clock = createFakeClock();
    const { slack, app } = await startBot("socket", { clock });
    slack.fault("apps.connections.open", { kind: "slow", milliseconds: 500 });
    await clock.advance(10_000);
    slack.disconnectSockets("refresh_requested");
    await untilTrue(() => opened(slack) === 2);
    await app.stop();
    const answered = () => slack.transcript.filter(({ name }) => name === "apps.connections.open").at(-1)?.answer;
    expect(answered()).toBeUndefined();
    await untilTrue(() => answered() !== undefined);
    expect(slack.sockets).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("none stays open though its address had just arrived", async () => {
    const slack = await startSlack();
    const { logger } = createLog();
    const clock = createFakeClock();
    const line = createSocketLine({ appToken: slack.appToken, apiUrl: slack.apiUrl, logger, clock });
    const stopped = Promise.withResolvers<void>();
    const { client } = line.receiver as SocketModeReceiver;
    client.once("authenticated", () => void line.stop().then(stopped.resolve));
    void line.start();
    await stopped.promise;
    await untilTrue(() => slack.sockets === 0);
    expect(line.problem()).toBe(NO_SOCKET);
    expect(opened(slack)).toBe(1);
  });

  test("none is opened though it was waiting to try again", async () => {
    const clock = createFakeClock();
    const { slack, app } = await startBot("socket", { clock });
    await slack.down();
    await untilTrue(() => app.problem() !== undefined && clock.pending > 0);
    await app.stop();
    await slack.up();
    await clock.advance(60_000);
    expect(opened(slack)).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test("without ever having started, nothing happens", async () => {
    const slack = await startSlack();
    const { app } = makeApp(slack, "socket");
    await app.stop();
    expect(slack.transcript).toEqual([]);
  });
});
