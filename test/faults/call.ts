// Carries out what befalls one call.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { FateKind } from "./fates.ts";

/** What is read of an answer. */
export type Answer = Readable & Pick<IncomingMessage, "statusCode" | "headers">;

/** One request, not answered yet. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Asks the API server, and hands its answer over. */
  forward(take: (answer: Answer) => void): void;
}

type Play = (exchange: Exchange, lastsMs: number) => void;

const PIECES = 5;

const plays: Partial<Record<FateKind, Play>> = {
  reset: ({ request }) => breakOff(request),
  stall: ({ request, response }, lastsMs) => {
    const timer = setTimeout(() => breakOff(request), lastsMs);
    response.on("close", () => clearTimeout(timer));
  },
  error: (exchange) => refuse(exchange, 500, "InternalError"),
  throttled: (exchange) => refuse(exchange, 429, "TooManyRequests"),
  expired: (exchange) => refuse(exchange, 410, "Expired"),
  "lost-reply": (exchange) => answered(exchange, () => breakOff(exchange.request)),
  "lost-error": (exchange) => answered(exchange, () => refuse(exchange, 500, "InternalError")),
  truncated: (exchange) =>
    answered(exchange, (answer, body) => {
      begin(exchange, answer);
      exchange.response.end(firstHalf(body));
    }),
  "cut-off": (exchange) =>
    answered(exchange, (answer, body) => {
      begin(exchange, answer);
      exchange.response.write(firstHalf(body), () => breakOff(exchange.request));
    }),
  slow: (exchange, lastsMs) =>
    answered(exchange, (answer, body) => {
      begin(exchange, answer);
      void trickle(exchange.response, body, lastsMs / PIECES);
    }),
};

/** False: it is not for calls, and nothing was done. */
export function playCall(exchange: Exchange, kind: FateKind, lastsMs: number): boolean {
  const play = plays[kind];
  play?.(exchange, lastsMs);
  return play !== undefined;
}

export const statusOf = (code: number, reason: string) => ({
  kind: "Status",
  code,
  reason,
  message: `proxy: ${reason}`,
});

function refuse({ request, response }: Exchange, code: number, reason: string): void {
  request.resume();
  const headers = { "content-type": "application/json", ...(code === 429 && { "retry-after": "1" }) };
  response.writeHead(code, headers).end(JSON.stringify(statusOf(code, reason)));
}

function answered({ response, forward }: Exchange, then: (answer: Answer, body: Buffer) => void): void {
  forward((answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", () => response.destroyed || then(answer, Buffer.concat(chunks)));
  });
}

/** As the API server began, but without the length: what is missing in the end shows nowhere else. */
function begin({ response }: Exchange, { statusCode = 502, headers }: Answer): void {
  const { "content-length": _, ...rest } = headers;
  response.writeHead(statusCode, rest);
}

const firstHalf = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));

async function trickle(response: ServerResponse, body: Buffer, pauseMs: number): Promise<void> {
  const size = Math.ceil(body.length / PIECES);
  for (let from = 0; from < body.length && !response.destroyed; from += size) {
    response.write(body.subarray(from, from + size));
    await wait(pauseMs);
  }
  response.end();
}

/** RST, as from something in between that forgot the connection. */
export function breakOff({ socket }: IncomingMessage): void {
  socket.resetAndDestroy();
}
