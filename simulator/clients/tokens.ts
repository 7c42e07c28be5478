// Owns the 401 of ARM: no token, or one whose time is over. Any other token will do: a real one must never come here.
import { type Answer, armError } from "../answer.ts";
import { guid } from "../chance.ts";

/** The challenge that ARM sends along. Its form is from issues about Azure's SDKs; it is not recorded. */
function unauthorized(code: string, message: string, tenant: string): Answer {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenant}", error="invalid_token"`;
  return {
    ...armError(401, code, message),
    headers: { "WWW-Authenticate": `${challenge}, error_description="${message}"` },
  };
}

const tenantOf = (seed: string): string => guid("tenant", seed);

/** The refusal of a request without a bearer token; undefined when it has one. */
export function refusedToken(authorization: string, seed: string): Answer | undefined {
  if (/^bearer \S/i.test(authorization)) return undefined;
  const message = "Authentication failed. The 'Authorization' header is missing.";
  return unauthorized("AuthenticationFailed", message, tenantOf(seed));
}

/** A moment as ARM writes it here: `11/23/2026 8:00:00 AM`. */
function american(milliseconds: number): string {
  const time = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hour = time.getUTCHours();
  const date = `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()}`;
  const clock = `${hour % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  return `${date} ${clock} ${hour < 12 ? "AM" : "PM"}`;
}

/** The refusal of a token that was over five minutes ago. */
export function expiredToken(seed: string, now: number): Answer {
  const [then, here] = [american(now - 300_000), american(now)];
  const message = `The access token expiry UTC time '${then}' is earlier than current UTC time '${here}'.`;
  return unauthorized("ExpiredAuthenticationToken", message, tenantOf(seed));
}
