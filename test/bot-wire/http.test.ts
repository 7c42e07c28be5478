// HTTP: what is not signed by Slack is refused, nothing that arrives ends the process, and stopping waits for no stranger.
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../kube/fake-clock.ts";
import { type Signing, signatureHeaders } from "../slack/deliver/http.ts";
import { CHANNEL, startSlack, stopLater } from "../slack/rig.ts";
import { addressIn, makeApp, seen, startBot } from "./rig.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";

interface Sent {
  readonly body: string;
  readonly signed?: Signing;
  readonly type?: string;
  readonly path?: string;
}

async function startHttp() {
  const rig = await startBot("http");
  const address = await addressIn(rig.log);
  const send = async ({ body, signed = "right", type = "application/json", path = "/slack/events" }: Sent) => {
    const headers = { "Content-Type": type, ...signatureHeaders(body, signed) };
    const response = await fetch(`http://${address}${path}`, { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  };
  return { ...rig, address, send };
}

/** A connection without HTTP. */
async function rawConnection(address: string): Promise<Socket> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  stopLater({ stop: async () => void socket.destroy() });
  return socket;
}

const ended = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

const COMMAND = new URLSearchParams({
  command: "/asr",
  text: "status",
  user_id: "U0ADA00001",
  team_id: "T0FAKE0001",
  channel_id: CHANNEL,
  trigger_id: "1.2.fake",
}).toString();

describe("a request", () => {
  test.each<Signing>(["wrong-secret", "old", "none"])(
    "is refused when its signature is not right: %s",
    async (signed) => {
      const { send, app, asked } = await startHttp();
      expect(await send({ body: COMMAND, type: FORM_TYPE, signed })).toEqual({ status: 401, text: "" });
      await app.stop();
      expect(asked).toEqual([]);
    },
  );

  test("that verifies the address gets its challenge back, when it is signed", async () => {
    const { send } = await startHttp();
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a" });
    expect(await send({ body })).toEqual({ status: 200, text: '{"challenge":"3eZbrw1a"}' });
    expect(await send({ body, signed: "none" })).toMatchObject({ status: 401 });
  });

  test.each<[string, Sent, number]>([
    ["to another path", { body: COMMAND, path: "/" }, 404],
    ["to no path", { body: COMMAND, path: "//" }, 500],
    ["that is not JSON", { body: "{" }, 400],
    ["whose payload is not JSON", { body: "payload=%7B", type: FORM_TYPE }, 400],
    ["of more than 4 MB", { body: "x".repeat(4 * 1024 * 1024 + 1) }, 413],
  ])("%s is refused, and the next one is taken", async (_, sent, status) => {
    const { slack, ada, send } = await startHttp();
    expect(await send(sent)).toMatchObject({ status });
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    await seen(slack, ada, "You said status");
  });

  test("that breaks in the middle is the sender's loss", async () => {
    const { slack, ada, address, log } = await startHttp();
    const socket = await rawConnection(address);
    socket.write("POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
    socket.end();
    await log.line("Failed to parse and verify the request data");
    expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
    await seen(slack, ada, "You said status");
  });
});

describe("the server", () => {
  test("listens where it is told to, and nowhere else", async () => {
    const { address } = await startHttp();
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    await expect(fetch(`http://${address.replace("127.0.0.1", "127.0.0.2")}/`)).rejects.toThrow();
  });

  test("listens everywhere where no host is given", async () => {
    const { log } = await startBot("http", { address: ":0" });
    expect(await addressIn(log)).toMatch(/^(\[::\]|0\.0\.0\.0):\d+$/);
  });

  test("says what is wrong until it listens, and after it was stopped", async () => {
    const slack = await startSlack();
    const { app } = makeApp(slack, "http");
    expect(app.problem()).toBe("nothing listens for Slack");
    await app.start();
    expect(app.problem()).toBeUndefined();
    await app.stop();
    expect(app.problem()).toBe("nothing listens for Slack");
    await app.stop();
  });

  test("does not start where somebody else listens", async () => {
    const { slack, address } = await startHttp();
    const { app } = makeApp(slack, "http", { address });
    await expect(app.start()).rejects.toThrow("EADDRINUSE");
    expect(app.problem()).toBe("nothing listens for Slack");
    await app.stop();
  });

  test.each([
    ["says nothing", ""],
    ["has not said all", "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"],
  ])("stops after 3 seconds though somebody is connected who %s", async (_, sent) => {
    const clock = createFakeClock();
    const { app, log } = await startBot("http", { clock });
    const socket = await rawConnection(await addressIn(log));
    socket.write(sent);
    const over = ended(socket);
    const stopping = app.stop();
    await clock.advance(3000);
    await stopping;
    await over;
    expect(clock.pending).toBe(0);
  });
});
