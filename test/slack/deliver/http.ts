// Signed requests to the bot's address: the HTTP way in.
import { createHmac } from "node:crypto";
import { identity } from "../model/people.ts";
import type { Carrier, Delivery, Outcome } from "./delivery.ts";

export type Signing = "right" | "wrong-secret" | "old" | "none";

export interface HttpOptions {
  readonly requestUrl: string;
  readonly ackMilliseconds: number;
  readonly signing: () => Signing;
}

const SIX_MINUTES = 360;

/** Signed on the machine's clock: the bot compares with its own. */
export function signatureHeaders(body: string, how: Signing): Record<string, string> {
  if (how === "none") return {};
  const timestamp = String(Math.floor(Date.now() / 1000) - (how === "old" ? SIX_MINUTES : 0));
  const secret = how === "wrong-secret" ? "some-other-secret" : identity.signingSecret;
  const mac = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": `v0=${mac}` };
}

function bodyOf({ kind, payload }: Delivery): { readonly type: string; readonly body: string } {
  if (kind === "events_api") return { type: "application/json", body: JSON.stringify(payload) };
  const fields = kind === "interactive" ? { payload: JSON.stringify(payload) } : payload;
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(pairs).toString() };
}

async function answered(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  return response.headers.get("content-type")?.startsWith("application/json") ? (JSON.parse(text) as unknown) : text;
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

export function httpCarrier({ requestUrl, ackMilliseconds, signing }: HttpOptions): Carrier {
  const send = async (delivery: Delivery): Promise<Outcome> => {
    const { type, body } = bodyOf(delivery);
    const { retry } = delivery;
    const response = await fetch(requestUrl, {
      method: "POST",
      body,
      headers: {
        "Content-Type": type,
        // A connection kept from before would break where a new one is refused.
        Connection: "close",
        ...signatureHeaders(body, signing()),
        ...(retry && { "X-Slack-Retry-Num": String(retry.attempt), "X-Slack-Retry-Reason": retry.reason }),
      },
      signal: AbortSignal.timeout(ackMilliseconds),
    });
    const noRetry = response.headers.get("x-slack-no-retry") === "1";
    const said = await answered(response);
    return response.ok
      ? { acknowledged: said, noRetry }
      : { failed: "dispatch_failed", status: response.status, noRetry };
  };
  return async (delivery) => {
    try {
      return await send(delivery);
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") return { failed: "operation_timeout" };
      return { failed: "dispatch_failed", ...(isRefused(error) && { unreached: true }) };
    }
  };
}

/** Rejects when the address does not give the challenge back, as Slack refuses it in the app's settings. */
export async function verifyUrl(requestUrl: string, signing: Signing): Promise<void> {
  const challenge = "give-this-back";
  const body = JSON.stringify({ token: identity.verificationToken, challenge, type: "url_verification" });
  const headers = { "Content-Type": "application/json", ...signatureHeaders(body, signing) };
  const response = await fetch(requestUrl, { method: "POST", body, headers });
  const text = await response.text();
  if (!response.ok || !text.includes(challenge)) {
    throw new Error(`${requestUrl} did not give the challenge back: ${response.status} ${text}`);
  }
}
