// Owns the listening: on 127.0.0.1 only; it can go away and come back on the same port.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface Door {
  readonly url: () => string;
  readonly isOpen: () => boolean;
  open(): Promise<void>;
  /** Ends every connection, answered or not. */
  close(): Promise<void>;
}

export interface Behind {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

async function listen(server: Server, port: number): Promise<number> {
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  server.off("error", listening.reject);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** A defect of the fake must not look like one of Slack's: it is said on standard error, and in the body. */
function failed(error: unknown, response: ServerResponse): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The Slack fake failed at a request: ${text}\n`);
  if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
  response.end(text);
}

export function createDoor(port: number, { answer, upgrade }: Behind): Door {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => failed(error, response));
  });
  server.on("upgrade", upgrade);
  let bound = port;
  return {
    url: () => `http://127.0.0.1:${bound}`,
    isOpen: () => server.listening,
    open: async () => {
      if (!server.listening) bound = await listen(server, bound);
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
