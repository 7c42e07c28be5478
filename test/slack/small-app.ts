// A hand-written app for the fake's own tests: fetch and ws, no SDK. It says what it is told to say.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebSocket } from "ws";
import { rawBody } from "./door/body.ts";
import type { SlackFake, Transport } from "./types.ts";

/** Payloads and answers: what a name holds is for the test to know. */
export interface Json {
  readonly [name: string]: Json;
}

export interface Heard {
  readonly name: string;
  readonly payload: Json;
  readonly retry: { readonly attempt: number; readonly reason: string } | undefined;
}

/** Returned instead of an answer: no acknowledgement. */
export const NEVER = Symbol("never");

/** Over HTTP: fails, and asks for no second attempt. */
export const NO_RETRY = Symbol("no retry");

/** What the acknowledgement carries; `undefined`: nothing. */
export type Answering = (heard: Heard) => unknown;

export interface SmallApp {
  readonly heard: readonly Heard[];
  /** The names of what was heard. */
  readonly names: readonly string[];
  stop(): Promise<void>;
}

type Call = (method: string, args?: Readonly<Record<string, unknown>>, token?: string) => Promise<Json>;

/** Calls the Web API with JSON. */
export function callerOf(slack: SlackFake): Call {
  return async (method, args = {}, token = slack.botToken) => {
    const response = await fetch(slack.apiUrl + method, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(args),
    });
    const retryAfter = response.headers.get("retry-after");
    return { status: response.status, retryAfter, ...((await response.json()) as object) } as unknown as Json;
  };
}

/** Uses a response_url. */
export async function respond(url: unknown, body: Readonly<Record<string, unknown>>): Promise<number> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(String(url), { method: "POST", headers, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

interface Heart {
  readonly heard: Heard[];
  readonly answer: Answering;
}

async function beat({ heard, answer }: Heart, payload: Json, retry: Heard["retry"]): Promise<unknown> {
  const name = String(payload.event?.type ?? payload.type ?? payload.command);
  const one = { name, payload, retry };
  heard.push(one);
  return await answer(one);
}

interface Envelope {
  readonly type: string;
  readonly envelope_id: string;
  readonly payload: Json;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** One socket, open once this resolves. */
export async function openSocket(slack: SlackFake, onFrame: (frame: Envelope, socket: WebSocket) => void) {
  const { url } = await callerOf(slack)("apps.connections.open", {}, slack.appToken);
  const socket = new WebSocket(String(url));
  const hello = Promise.withResolvers<Json>();
  socket.on("error", hello.reject);
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as Envelope;
    if (frame.type === "hello" || frame.type === "disconnect") hello.resolve(frame as unknown as Json);
    onFrame(frame, socket);
  });
  return { socket, hello: await hello.promise };
}

async function overSocket(slack: SlackFake, heart: Heart): Promise<() => Promise<void>> {
  const { socket } = await openSocket(slack, (frame) => {
    if (frame.envelope_id === undefined) return;
    const { retry_attempt: attempt, retry_reason: reason } = frame;
    const retry = attempt === undefined ? undefined : { attempt, reason: reason ?? "" };
    beat(heart, frame.payload, retry).then(
      (payload) => payload !== NEVER && socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload })),
      (error: unknown) => socket.emit("error", error),
    );
  });
  return async () => socket.terminate();
}

function payloadOf(type: string | undefined, body: string): Json {
  if (type?.startsWith("application/json")) return JSON.parse(body) as Json;
  const fields = Object.fromEntries(new URLSearchParams(body));
  return (fields.payload === undefined ? fields : JSON.parse(fields.payload)) as Json;
}

function retryOf({ headers }: IncomingMessage): Heard["retry"] {
  const attempt = headers["x-slack-retry-num"];
  if (attempt === undefined) return undefined;
  return { attempt: Number(attempt), reason: String(headers["x-slack-retry-reason"]) };
}

function answerWith(response: ServerResponse, said: unknown): void {
  if (said === NO_RETRY) {
    response.writeHead(500, { "X-Slack-No-Retry": "1" }).end();
    return;
  }
  if (typeof said === "object") response.setHeader("Content-Type", "application/json");
  if (said === undefined) response.end();
  else response.end(typeof said === "string" ? said : JSON.stringify(said));
}

async function overHttp(slack: SlackFake, heart: Heart): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    const payload = payloadOf(request.headers["content-type"], await rawBody(request));
    if (String(payload.type) === "url_verification") return answerWith(response, payload.challenge);
    const said = await beat(heart, payload, retryOf(request));
    if (said !== NEVER) answerWith(response, said);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await slack.connectHttp(`http://127.0.0.1:${port}/slack/events`);
  return async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}

export async function startSmallApp(slack: SlackFake, transport: Transport, answer: Answering): Promise<SmallApp> {
  const heart: Heart = { heard: [], answer };
  const stop = await (transport === "socket" ? overSocket : overHttp)(slack, heart);
  return {
    heard: heart.heard,
    get names() {
      return heart.heard.map(({ name }) => name);
    },
    stop,
  };
}
