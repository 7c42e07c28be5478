// Reads the body of a request: a form or JSON, as Slack's SDKs send them.
import type { IncomingMessage } from "node:http";
import type { Args } from "../api/call.ts";

export async function rawBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function jsonObject(text: string): Args | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Args) : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined`: neither a form nor a JSON object. An empty body has no arguments. */
export function argsOf(contentType: string | undefined, body: string): Args | undefined {
  if (body === "") return {};
  if (contentType?.startsWith("application/json")) return jsonObject(body);
  if (contentType?.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  return undefined;
}

export function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
}
