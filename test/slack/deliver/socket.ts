// Socket Mode: tickets, sockets, envelopes to one of them in turn, acknowledgements by envelope id.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { identity } from "../model/people.ts";
import type { World } from "../world.ts";
import type { Carrier, Outcome } from "./delivery.ts";

export interface Sockets {
  readonly count: number;
  /** An address that one socket may open, once. */
  ticketAt(url: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly carrier: Carrier;
  disconnect(reason: "warning" | "refresh_requested"): void;
  /** Breaks every connection without a word. */
  cut(): void;
  /** Closes every connection as the protocol has it; breaks those that do not answer. */
  close(): Promise<void>;
}

export interface SocketOptions {
  readonly ackMilliseconds: number;
  /** 0: never. */
  readonly pingMilliseconds: number;
}

const MOST = 10;

function keepAlive(socket: WebSocket, pingMilliseconds: number): void {
  if (pingMilliseconds === 0) return;
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping("Ping from the fake");
  }, pingMilliseconds).unref();
  socket.on("close", () => clearInterval(timer));
}

const PATIENCE_MS = 1000;

async function closed(socket: WebSocket): Promise<void> {
  const timer = setTimeout(() => socket.terminate(), PATIENCE_MS);
  const over = new Promise((resolve) => socket.once("close", resolve));
  socket.close(1001);
  await over;
  clearTimeout(timer);
}

interface Ack {
  readonly envelope_id?: string;
  readonly payload?: unknown;
}

function readAck(text: string): Ack {
  try {
    return (JSON.parse(text) ?? {}) as Ack;
  } catch {
    return {};
  }
}

export function createSockets(world: World, { ackMilliseconds, pingMilliseconds }: SocketOptions): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const all = new Set<WebSocket>();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  const sent = new Set<string>();

  /** Without those that are on their way out. */
  const open = () => [...all].filter(({ readyState }) => readyState === WebSocket.OPEN);

  const acknowledged = (text: string): void => {
    const { envelope_id: id = text, payload } = readAck(text);
    const done = waiting.get(id);
    if (done !== undefined) done({ acknowledged: payload });
    else if (sent.has(id)) world.transcript.add({ kind: "ack", name: "late", body: payload });
    else world.transcript.problem("socket", `"${id}" was acknowledged and is no envelope`);
  };

  const accept = (socket: WebSocket): void => {
    socket.on("error", () => socket.terminate());
    if (open().length >= MOST) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    all.add(socket);
    socket.on("close", () => all.delete(socket));
    socket.on("message", (data) => acknowledged(String(data)));
    keepAlive(socket, pingMilliseconds);
    const debug = { host: "fake", started: new Date(world.now()).toISOString(), build_number: 1 };
    const hello = {
      type: "hello",
      num_connections: open().length,
      debug_info: { ...debug, approximate_connection_time: 18_060 },
      connection_info: { app_id: identity.appId },
    };
    socket.send(JSON.stringify(hello));
  };

  const carrier: Carrier = async ({ kind, payload, retry }) => {
    const [socket] = open();
    if (socket === undefined) return { failed: "dispatch_failed" };
    all.delete(socket);
    all.add(socket);
    const id = world.ids("envelope-");
    sent.add(id);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    waiting.set(id, resolve);
    const timer = setTimeout(() => resolve({ failed: "operation_timeout" }), ackMilliseconds);
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: kind,
        accepts_response_payload: kind !== "events_api",
        payload,
        ...(retry && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
      }),
    );
    const outcome = await promise;
    clearTimeout(timer);
    waiting.delete(id);
    return outcome;
  };

  return {
    get count() {
      return open().length;
    },
    ticketAt: (url) => {
      const ticket = world.ids("ticket-");
      tickets.add(ticket);
      return `${url.replace("http", "ws")}/socket/?ticket=${ticket}&app_id=${identity.appId}`;
    },
    upgrade: (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
      const known = pathname === "/socket/" && tickets.delete(searchParams.get("ticket") ?? "");
      if (known) server.handleUpgrade(request, socket, head, accept);
      else socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    },
    carrier,
    disconnect: (reason) => {
      const text = JSON.stringify({ type: "disconnect", reason, debug_info: { host: "fake" } });
      for (const socket of open()) {
        socket.send(text);
        socket.close();
      }
    },
    cut: () => {
      for (const socket of all) socket.terminate();
    },
    close: async () => void (await Promise.all([...all].map(closed))),
  };
}
