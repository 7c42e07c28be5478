// Owns how a reply goes to the socket: whole, cut, or not at all.
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Reply } from "./respond.ts";

/** What is promised of a body that is not sent, when there is none to send a half of. */
const PROMISED = 64;

/** Half of the body, and the connection breaks. Without a body the headers promise one. */
function breakOff(reply: Reply, response: ServerResponse): void {
  const bytes = Buffer.from(reply.body, "utf8");
  response.writeHead(reply.status, { ...reply.headers, "Content-Length": bytes.length || PROMISED });
  response.flushHeaders();
  // The socket must have the half before it is destroyed, or the client would see a reset without any answer.
  response.write(bytes.length === 0 ? " " : bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    response.socket?.destroy();
  });
}

function sendWhole(reply: Reply, bytes: Buffer, response: ServerResponse): void {
  response.writeHead(reply.status, { ...reply.headers, "Content-Length": bytes.length });
  response.end(bytes);
}

const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** Sends a reply, as far as it is to be sent. */
export function deliver(reply: Reply, response: ServerResponse): void {
  const bytes = Buffer.from(reply.body, "utf8");
  switch (reply.delivery) {
    case "silence":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "truncated":
      breakOff(reply, response);
      return;
    case "cut-body":
      sendWhole(reply, half(bytes), response);
      return;
    case "cut-gzip": {
      const headers = { ...reply.headers, "Content-Encoding": "gzip" };
      sendWhole({ ...reply, headers }, half(gzipSync(bytes)), response);
      return;
    }
    case "send":
      sendWhole(reply, bytes, response);
  }
}
