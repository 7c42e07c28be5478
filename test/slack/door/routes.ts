// What is where: the Web API, response_urls, and whatever else was mounted. Faults strike here.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Args } from "../api/call.ts";
import { answerCall, type Methods, type Reply, rateLimited } from "../api/dispatch.ts";
import { unpacked } from "../content.ts";
import type { Faults } from "../faults.ts";
import { answerRespond } from "../people/respond.ts";
import type { Fault, Mounted } from "../types.ts";
import type { World } from "../world.ts";
import { argsOf, bearerOf, rawBody } from "./body.ts";

export interface Routes {
  readonly world: World;
  readonly methods: Methods;
  readonly faults: Faults;
  readonly mounted: Mounted[];
  /** Where the fake is. */
  readonly url: () => string;
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const json = typeof body !== "string";
  const type = json ? "application/json; charset=utf-8" : "text/plain";
  response.writeHead(status, { "Content-Type": type, ...headers });
  response.end(json ? JSON.stringify(body) : body);
}

const PLAIN = { headers: {} } as const;

/** What is answered without doing anything; "drop": the connection breaks. */
function instead(fault: Fault | undefined): Reply | "drop" | undefined {
  switch (fault?.kind) {
    case "drop-before":
      return "drop";
    case "http-500":
      return { ...PLAIN, status: 500, body: "Internal Server Error" };
    case "ok-false":
      return { ...PLAIN, status: 200, body: { ok: false, error: fault.error } };
    case "rate-limited":
      return rateLimited(fault.retryAfterSeconds);
    default:
      return undefined;
  }
}

async function meeting(fault: Fault | undefined, work: () => Reply): Promise<Reply | "drop"> {
  const other = instead(fault);
  if (other !== undefined) return other;
  if (fault?.kind === "slow") await pause(fault.milliseconds, undefined, { ref: false });
  const reply = work();
  return fault?.kind === "drop-after" ? "drop" : reply;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
}

interface Work {
  readonly kind: "call" | "respond";
  readonly name: string;
  readonly body: unknown;
  readonly run: () => Reply;
}

/** Recorded when it arrives, whatever becomes of it; the answer is added to the same entry. */
async function perform({ world, faults }: Routes, response: ServerResponse, work: Work): Promise<void> {
  const { kind, name, body } = work;
  const fault = faults.take(kind === "respond" ? "respond" : name);
  const entry = world.transcript.add({ kind, name, body });
  const reply = await meeting(fault, work.run);
  entry.answer = reply === "drop" ? { dropped: fault?.kind } : reply.status === 200 ? reply.body : { ...reply };
  if (reply === "drop") response.socket?.destroy();
  else send(response, reply);
}

/** As one reads it: without the token, structures as structures, however they came. */
function recorded({ token: _, ...args }: Args = {}): Args {
  const { blocks, view } = args;
  return {
    ...args,
    ...(blocks !== undefined && { blocks: unpacked(blocks) }),
    ...(view !== undefined && { view: unpacked(view) }),
  };
}

async function callApi(routes: Routes, { request, response, path }: Exchange): Promise<void> {
  const args = argsOf(request.headers["content-type"], await rawBody(request));
  const method = path.slice("/api/".length);
  const asked = { method, args, bearer: bearerOf(request), url: routes.url() };
  const body = recorded(args);
  const run = () => answerCall(routes.world, routes.methods, asked);
  await perform(routes, response, { kind: "call", name: method, body, run });
}

async function spendResponseUrl(routes: Routes, { request, response, path }: Exchange): Promise<void> {
  const args = argsOf(request.headers["content-type"], await rawBody(request));
  const id = path.slice("/response/".length);
  const run = () => answerRespond(routes.world, id, args);
  await perform(routes, response, { kind: "respond", name: "response_url", body: args, run });
}

export async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://fake").pathname;
  const exchange = { request, response, path };
  if (path.startsWith("/api/")) return await callApi(routes, exchange);
  if (path.startsWith("/response/")) return await spendResponseUrl(routes, exchange);
  for (const handler of routes.mounted.toReversed()) if (await handler(request, response)) return;
  send(response, { ...PLAIN, status: 404, body: "Nothing is here" });
}
