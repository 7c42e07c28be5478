// Owns what a fault makes of an answer: another one in its place, rows that are not there, or a way that ends too soon.
import { type Answer, armError } from "./answer.ts";
import { listAt, textAt } from "./body.ts";
import { expiredToken } from "./clients/tokens.ts";
import type { Fault } from "./faults.ts";
import type { World } from "./world.ts";

/** How an answer gets to the client: whole, or not. */
export type Delivery = "send" | "reset" | "silence" | "truncated" | "cut-body" | "cut-gzip";

export const INTERNAL = armError(500, "InternalServerError", "An internal error occurred. Try again later.");

const THROTTLED = armError(429, "TooManyRequests", "The number of requests has been exceeded. Try again later.");

/** The answer that takes the place of performing the request; undefined when the fault comes after it. */
export function answerBefore(fault: Fault, action: string, world: World): Answer | undefined {
  switch (fault.kind) {
    case "500-before":
    case "reset-before":
    case "timeout-before":
      return INTERNAL;
    case "503":
      return armError(503, "ServiceUnavailable", "The service is unavailable. Try again later.");
    case "403":
      return armError(
        403,
        "AuthorizationFailed",
        `The client does not have authorization to perform action '${action}'.`,
      );
    case "409":
      return armError(409, "Conflict", "Another operation is in progress on this object.");
    case "429":
      return { ...THROTTLED, headers: { "Retry-After": String(fault.retryAfterSeconds) } };
    case "expired-token":
      return expiredToken(world.seed, world.now);
    default:
      return undefined;
  }
}

const RESETS = ["lost-reply", "reset-before"];
const SILENCES = ["timeout-after", "timeout-before"];

/** What becomes of the answer on its way to the client. */
export function deliveryOf(fault: Fault | undefined): Delivery {
  if (fault === undefined) return "send";
  if (RESETS.includes(fault.kind)) return "reset";
  if (SILENCES.includes(fault.kind)) return "silence";
  return fault.kind === "truncated" || fault.kind === "cut-body" || fault.kind === "cut-gzip" ? fault.kind : "send";
}

/** The answer after the request was performed: the real one, or the fault's. */
export const answerAfter = (fault: Fault | undefined, answer: Answer): Answer =>
  fault?.kind === "500-after" ? INTERNAL : answer;

/** Items, jobs and machines each have the machine's name at another place. */
const isAbout = (row: unknown, machine: string): boolean =>
  ["friendlyName", "displayName", "targetObjectName"].some(
    (field) => textAt(row, "properties", field)?.toLowerCase() === machine.toLowerCase(),
  );

/** A list's answer without the rows that vanish; undefined when the answer is no list. */
export function withoutRows(answer: Answer, { machine, count }: Fault): Answer | undefined {
  const rows = listAt(answer.body, "value");
  if (rows === undefined) return undefined;
  const value = machine === undefined ? rows.slice(count) : rows.filter((row) => !isAbout(row, machine));
  return { ...answer, body: { ...(answer.body as object), value } };
}
