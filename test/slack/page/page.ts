// A page that looks like Slack, on the fake's own address: people type, press and read there as they would in Slack.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SlackFake } from "../types.ts";
import { carryOut } from "./acts.ts";
import { asset } from "./assets.ts";
import { lookOf, type PageOptions } from "./options.ts";
import { shellHtml } from "./shell.ts";
import { pageState } from "./state.ts";

export type { PageOptions, PagePerson } from "./options.ts";

/** Everything that the page needs comes from the page; what a message says can neither run nor fetch anything. */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
} as const;

/** Serves the page at `/` of the fake. It ends with the fake. */
export function mountPage(fake: SlackFake, options: PageOptions): void {
  const watching = new Set<ServerResponse>();
  fake.onChange(() => {
    for (const response of watching) response.write("data: changed\n\n");
  });
  fake.mount(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://page");
    if (!isOurs(url.pathname)) return false;
    if (!isLocal(request.headers.host)) return send(response, 403, "text/plain", "This page is for this machine only");
    if (url.pathname === "/page/events") return watch(watching, response);
    if (url.pathname === "/page/act") return await act(fake, options, { request, response });
    return get(fake, options, { url, response });
  });
}

function isOurs(path: string): boolean {
  return path === "/" || path.startsWith("/page/");
}

/** Another site's name that points to this machine must not reach the page: its host would be in the request. */
function isLocal(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? "");
}

function get(fake: SlackFake, options: PageOptions, { url, response }: { url: URL; response: ServerResponse }): true {
  if (url.pathname === "/") return send(response, 200, "text/html; charset=utf-8", shellHtml(options));
  if (url.pathname === "/page/state") {
    return json(response, 200, pageState(fake, options, lookOf(options, url.searchParams)));
  }
  const file = asset(url.pathname);
  if (file === undefined) return send(response, 404, "text/plain", "Nothing is here");
  return send(response, 200, file.type, file.body);
}

function watch(watching: Set<ServerResponse>, response: ServerResponse): true {
  response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
  // The first word makes a client that was away look again.
  response.write("data: hello\n\n");
  watching.add(response);
  response.on("close", () => void watching.delete(response));
  return true;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Only the page's own script can send JSON here: a form of another site cannot. */
async function act(fake: SlackFake, options: PageOptions, { request, response }: Exchange): Promise<true> {
  if (request.headers["content-type"] !== "application/json") return json(response, 415, { failed: "not JSON" });
  const body: unknown = await readJson(request);
  if (typeof body !== "object" || body === null) return json(response, 400, { failed: "not an object" });
  return json(response, 200, await carryOut(fake, options, body as Record<string, unknown>));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

function json(response: ServerResponse, status: number, body: unknown): true {
  return send(response, status, "application/json; charset=utf-8", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): true {
  response.writeHead(status, { ...HEADERS, "Content-Type": type });
  response.end(body);
  return true;
}
