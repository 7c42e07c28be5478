// Rates, faults, control on the fake: requirements 48, 49, 51 to 54.
import { describe, expect, test } from "vitest";
import { CHANNEL, createClock, OTHER, type Rig, startRig, startSlack, stopLater, TRANSPORTS } from "./rig.ts";
import { callerOf, startSmallApp } from "./small-app.ts";
import type { Fault } from "./types.ts";

const post = (text = "x") => ["chat.postMessage", { channel: CHANNEL, text }] as const;

describe("48: chat.postMessage", () => {
  test("is 1 a second and channel after a burst of 5", async () => {
    const { call, clock, slack } = await startRig("socket");
    slack.invite(OTHER, true);
    for (let sent = 0; sent < 5; sent++) expect(await call(...post())).toMatchObject({ ok: true });
    expect(await call(...post())).toMatchObject({ status: 429, retryAfter: "1", error: "ratelimited" });
    expect(await call("chat.postMessage", { channel: OTHER, text: "x" })).toMatchObject({ ok: true });
    clock.advance(1000);
    expect(await call(...post())).toMatchObject({ ok: true });
    expect(await call(...post())).toMatchObject({ status: 429 });
    expect(slack.problems).toEqual([]);
  });

  test("is free where rates are switched off", async () => {
    const { call, slack } = await startRig("socket", undefined, { rateLimits: false });
    for (let sent = 0; sent < 60; sent++) await call(...post());
    expect(slack.messages(CHANNEL)).toHaveLength(60);
  });
});

test("49: chat.update is 50 a minute over all messages", async () => {
  const { call, clock } = await startRig("socket");
  const { ts } = await call(...post());
  const update = () => call("chat.update", { channel: CHANNEL, ts, text: "y" });
  for (let edit = 0; edit < 50; edit++) expect(await update()).toMatchObject({ ok: true });
  clock.advance(20_000);
  expect(await update()).toMatchObject({ status: 429, retryAfter: "40" });
  clock.advance(40_000);
  expect(await update()).toMatchObject({ ok: true });
});

describe("51: faults", () => {
  const outcome = async ({ call, slack }: Rig, fault: Fault) => {
    slack.fault("chat.postMessage", fault);
    const answer = await call(...post()).catch(() => "broken" as const);
    return { answer, posted: slack.messages(CHANNEL).length };
  };

  test.each<[string, Fault, unknown, number]>([
    ["drop-after: it was done", { kind: "drop-after" }, "broken", 1],
    ["drop-before: nothing was done", { kind: "drop-before" }, "broken", 0],
    ["ok-false", { kind: "ok-false", error: "internal_error" }, { ok: false, error: "internal_error" }, 0],
    ["429", { kind: "rate-limited", retryAfterSeconds: 7 }, { status: 429, retryAfter: "7" }, 0],
    ["slow", { kind: "slow", milliseconds: 1 }, { ok: true }, 1],
  ])("%s", async (_name, fault, answer, posted) => {
    const rig = await startRig("socket");
    const met = await outcome(rig, fault);
    expect(met.posted).toBe(posted);
    if (answer === "broken") expect(met.answer).toBe("broken");
    else expect(met.answer).toMatchObject(answer as object);
    expect(rig.slack.transcript.filter(({ kind }) => kind === "call")).toHaveLength(1 + 1);
    expect(await rig.call(...post())).toMatchObject({ ok: true });
  });

  test("HTTP 500", async () => {
    const { slack } = await startRig("socket");
    slack.fault("*", { kind: "http-500" });
    expect((await fetch(`${slack.apiUrl}api.test`)).status).toBe(500);
    expect((await fetch(`${slack.apiUrl}api.test`)).status).toBe(200);
  });

  test("strike so often as they were asked for, and only their method", async () => {
    const { call, slack } = await startRig("socket");
    slack.fault("chat.postMessage", { kind: "ok-false", error: "fatal_error" }, 2);
    expect(await call("auth.test")).toMatchObject({ ok: true });
    const oks = [await call(...post()), await call(...post()), await call(...post())].map(({ ok }) => ok);
    expect(oks).toEqual([false, false, true]);
  });

  test("strike a response_url when they are asked for it", async () => {
    const { ada, app, slack } = await startRig("socket");
    await ada.command(CHANNEL, "/asr status");
    slack.fault("respond", { kind: "drop-before" });
    const url = String(app.heard[0]?.payload.response_url);
    await expect(fetch(url, { method: "POST" })).rejects.toThrow("fetch failed");
  });
});

test("52: a message that is posted again after drop-after is there twice", async () => {
  const { call, slack } = await startRig("socket");
  slack.fault("chat.postMessage", { kind: "drop-after" });
  await expect(call(...post("card"))).rejects.toThrow("fetch failed");
  await call(...post("card"));
  expect(slack.messages(CHANNEL).map(({ text }) => text)).toEqual(["card", "card"]);
});

describe("51: down", () => {
  test("nothing answers and sockets are cut; up: everything is as it was, on the same address", async () => {
    const { call, slack, ada } = await startRig("socket");
    await call(...post("before"));
    await slack.down();
    await expect(call(...post())).rejects.toThrow("fetch failed");
    expect(slack.sockets).toBe(0);
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    await slack.up();
    const again = stopLater(await startSmallApp(slack, "socket", () => undefined));
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    expect(again.names).toEqual(["/asr"]);
    expect(slack.messages(CHANNEL).map(({ text }) => text)).toEqual(["before"]);
  });

  test("nothing is delivered over HTTP either", async () => {
    const { slack, ada, app } = await startRig("http");
    await slack.down();
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    expect(app.heard).toEqual([]);
  });
});

describe("53: time and names are the test's", () => {
  test("message ids are unique, grow, and follow the clock", async () => {
    const { call, clock } = await startRig("socket");
    const start = clock.now() / 1000;
    const [first, second] = [await call(...post()), await call(...post())].map(({ ts }) => String(ts));
    clock.advance(1000);
    const third = String((await call(...post())).ts);
    expect([first, second, third]).toEqual([`${start}.000000`, `${start}.000001`, `${start + 1}.000000`]);
  });

  test.each(TRANSPORTS)("two runs over %s give the same transcript", async (transport) => {
    const run = async () => {
      const clock = createClock();
      const slack = await startSlack({ now: clock.now, port: 0 });
      stopLater(await startSmallApp(slack, transport, () => "one moment"));
      await slack.as("U0ADA00001").command(CHANNEL, "/asr status");
      await callerOf(slack)(...post());
      const text = JSON.stringify(slack.transcript.map(({ ackMilliseconds: _, ...entry }) => entry));
      return text.replaceAll(/127\.0\.0\.1:\d+/g, "fake");
    };
    expect(await run()).toBe(await run());
  });
});

test.each(TRANSPORTS)(
  "54: the transcript over %s holds every call, delivery, ack and answer in order",
  async (transport) => {
    const { ada, call, slack } = await startRig(transport, () => "one moment");
    const before = slack.transcript.length;
    await ada.command(CHANNEL, "/asr status");
    await call(...post("hello"));
    await call("chat.unknown");
    expect(slack.transcript.slice(before)).toMatchObject([
      { kind: "delivery", name: "slash_commands", body: { text: "status" } },
      { kind: "ack", name: "slash_commands", ackMilliseconds: expect.any(Number) },
      { kind: "call", name: "chat.postMessage", body: { text: "hello" }, answer: { ok: true } },
      { kind: "call", name: "chat.unknown", answer: { ok: false } },
      { kind: "problem", name: "chat.unknown" },
    ]);
  },
);

test("54: the transcript shows structures, however they were sent", async () => {
  const { call, slack } = await startRig("socket");
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "hello" } }];
  await call("chat.postMessage", { channel: CHANNEL, text: "hello", blocks: JSON.stringify(blocks) });
  expect(slack.transcript.at(-1)?.body).toEqual({ channel: CHANNEL, text: "hello", blocks });
});

test("whoever watches is told of everything that somebody sees", async () => {
  const { call, ada, slack } = await startRig("socket", () => "one moment");
  let changes = 0;
  const stop = slack.onChange(() => {
    changes += 1;
  });
  await ada.command(CHANNEL, "/asr status");
  const { ts } = await call(...post());
  await call("chat.update", { channel: CHANNEL, ts, text: "y" });
  ada.reload();
  await ada.say(CHANNEL, "hello");
  expect(changes).toBe(5);
  stop();
  await call(...post());
  expect(changes).toBe(5);
});
