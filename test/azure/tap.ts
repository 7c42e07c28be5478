// A proxy in front of the simulator that keeps every request with its answer, whoever sends it.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Pair } from "./pairs.ts";

/** Of one connection only, not of the answer. */
const HOP = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"]);

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const jsonOf = (text: string): { body?: unknown } => (text === "" ? {} : { body: JSON.parse(text) });

/** The address to call instead of the simulator's; `what` names its caller in every pair. */
export async function startTap(simulatorUrl: string, what: string, keep: (pair: Pair) => void) {
  const server = createServer(async (request, response) => {
    const { method = "", url = "" } = request;
    const asked = await textOf(request);
    const headers = Object.entries(request.headers).filter(([name]) => name !== "host" && !HOP.has(name));
    const answer = await fetch(simulatorUrl + url, {
      method,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      ...(asked !== "" && { body: asked }),
    });
    const told = await answer.text();
    const kept = Object.fromEntries([...answer.headers].filter(([name]) => !HOP.has(name)));
    keep({
      what,
      request: { method, url, ...jsonOf(asked) },
      response: { status: answer.status, headers: kept, ...jsonOf(told) },
    });
    response.writeHead(answer.status, kept).end(told);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
