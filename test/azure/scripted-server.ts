// A server for what a simulator of Azure would never do: cut connections, half answers, foreign answers.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown;
}

/**
 * `reset` cuts the connection, `hang` never answers, `truncate` promises more bytes than it sends and cuts,
 * `truncate-packed` does so in the middle of gzip.
 */
export type Reply = Answer | "reset" | "hang" | "truncate" | "truncate-packed";

export interface ScriptedServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** The replies in order; the last one stands for all that follow. */
  answer(...replies: readonly Reply[]): void;
  /** Answers each request by what it asks for; undefined is a 404 in ARM's words. */
  serve(handler: (request: Received) => Reply | undefined): void;
  close(): Promise<void>;
}

/** Azure's time: what it says started at ten o'clock did so just now, on whatever day the tests run. */
const DATE = "Mon, 23 Nov 2026 10:00:00 GMT";

export async function startScriptedServer(): Promise<ScriptedServer> {
  const received: Received[] = [];
  let handle: (request: Received) => Reply | undefined = () => undefined;
  const server = createServer(async (request, response) => {
    const asked = await readRequest(request);
    received.push(asked);
    response.setHeader("date", DATE);
    send(response, handle(asked) ?? NOT_FOUND);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: (...replies) => {
      const left = [...replies];
      handle = () => (left.length > 1 ? left.shift() : left[0]);
      received.length = 0;
    },
    serve: (handler) => {
      handle = handler;
      received.length = 0;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** ARM's 404 about a resource, with Site Recovery's detail (recorded az CLI traffic). */
export const NOT_FOUND: Answer = {
  status: 404,
  body: {
    error: {
      code: "NotFound",
      message: "The resource was not found.",
      details: [{ code: "ArmResourceDoesNotExist", message: "It does not exist." }],
    },
  },
};

async function readRequest(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://server");
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: request.method ?? "", path: pathname, query: searchParams, headers: request.headers, body };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "reset") response.socket?.resetAndDestroy();
  else if (reply === "truncate") sendHalf(response, Buffer.from('{"value": ['), {});
  else if (reply === "truncate-packed") sendHalf(response, halfOfAPackedList(), { "content-encoding": "gzip" });
  else if (reply !== "hang") sendWhole(response, reply);
}

function sendWhole(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
}

function halfOfAPackedList(): Buffer {
  const packed = gzipSync(JSON.stringify({ value: Array.from({ length: 500 }, (_, index) => `row ${index}`) }));
  return packed.subarray(0, packed.length / 2);
}

function sendHalf(response: ServerResponse, half: Buffer, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100000", ...headers });
  response.write(half);
  setImmediate(() => response.socket?.destroy());
}
