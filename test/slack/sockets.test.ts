// Socket Mode on the fake: requirements 9 to 14.
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CHANNEL, startSlack } from "./rig.ts";
import { callerOf, openSocket } from "./small-app.ts";
import type { SlackFake } from "./types.ts";

const nothing = (): void => undefined;

/** Resolves once so many sockets are open on the fake's side. */
async function untilOpen(slack: SlackFake, count: number): Promise<void> {
  while (slack.sockets !== count) await new Promise((resolve) => setImmediate(resolve));
}

test("9: the first frame is hello", async () => {
  const slack = await startSlack();
  const first = await openSocket(slack, nothing);
  const second = await openSocket(slack, nothing);
  expect(first.hello).toMatchObject({
    type: "hello",
    num_connections: 1,
    debug_info: { approximate_connection_time: 18_060 },
    connection_info: { app_id: expect.any(String) },
  });
  expect(second.hello.num_connections).toBe(2);
  expect(slack.sockets).toBe(2);
});

describe("10: pings", () => {
  test("a client that answers stays", async () => {
    // Long enough for a machine that stands still now and then: the client's answer must come in between.
    const slack = await startSlack({ pingMilliseconds: 500 });
    const { socket } = await openSocket(slack, nothing);
    const dropped = () => socket.emit("error", new Error("it was dropped"));
    socket.on("close", dropped);
    for (let ping = 0; ping < 3; ping++) await once(socket, "ping");
    expect(slack.sockets).toBe(1);
    socket.off("close", dropped);
  });

  test("a client that does not answer is dropped", async () => {
    const slack = await startSlack({ pingMilliseconds: 10 });
    const { url } = await callerOf(slack)("apps.connections.open", {}, slack.appToken);
    const socket = new WebSocket(String(url), { autoPong: false });
    await once(socket, "message");
    await once(socket, "close");
    await untilOpen(slack, 0);
  });
});

test("12: there are ten sockets at most", async () => {
  const slack = await startSlack();
  for (let open = 0; open < 10; open++) await openSocket(slack, nothing);
  const { socket, hello } = await openSocket(slack, nothing);
  expect(hello).toEqual({ type: "disconnect", reason: "too_many_websockets" });
  await once(socket, "close");
  expect(slack.sockets).toBe(10);
});

test.each(["warning", "refresh_requested"] as const)(
  "13: disconnect with reason %s, then the close",
  async (reason) => {
    const slack = await startSlack();
    const frames: unknown[] = [];
    const { socket } = await openSocket(slack, (frame) => frames.push(frame));
    slack.disconnectSockets(reason);
    expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
    await once(socket, "close");
    expect(frames.at(-1)).toMatchObject({ type: "disconnect", reason });
    await untilOpen(slack, 0);
  },
);

test("an address opens one socket, once", async () => {
  const slack = await startSlack();
  const { url } = await callerOf(slack)("apps.connections.open", {}, slack.appToken);
  await once(new WebSocket(String(url)), "message");
  for (const address of [String(url), `${slack.url.replace("http", "ws")}/socket/`]) {
    const [error] = await once(new WebSocket(address), "error");
    expect(String(error)).toContain("408");
  }
});

test.each([
  ["no envelope", JSON.stringify({ envelope_id: "made-up" }), "made-up"],
  ["nothing at all", "hello", "hello"],
])("an acknowledgement of %s is a problem", async (_name, frame, named) => {
  const slack = await startSlack();
  const { socket } = await openSocket(slack, nothing);
  socket.send(frame);
  while (slack.problems.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(slack.problems).toEqual([`socket: "${named}" was acknowledged and is no envelope`]);
});
