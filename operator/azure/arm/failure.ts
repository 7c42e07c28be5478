// Azure's explanation of a failure, taken out of whatever the SDK threw; nothing of the SDK's error goes further.
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import type { AzureFailure } from "../../errors.ts";
import type { AzureClock } from "../azure-clock.ts";
import { plain, words } from "./plain.ts";
import { retryAfterSeconds } from "./pulse.ts";
import { list, present, record, text } from "./values.ts";

/** What is known of a call that did not give what was asked for. */
export interface CallFailure {
  /** HTTP status; absent when no answer arrived. */
  readonly status?: number;
  /** Azure's words; absent when the answer was not ARM's, or none arrived. */
  readonly explained?: AzureFailure;
  /** The network's or the SDK's code: `ECONNRESET`, `PARSE_ERROR`, … */
  readonly networkCode?: string;
  readonly retryAfterSeconds?: number;
  /** What we sent as `x-ms-client-request-id`, under which Microsoft's support finds the call. */
  readonly clientRequestId?: string;
  /** The error's own name and message, without query strings. */
  readonly said: string;
}

export type WaitClock = Pick<AzureClock, "now" | "speed">;

export function failureOf(error: unknown, clock: WaitClock): CallFailure {
  const { response, code, name } = record(error);
  const said = plain(error instanceof Error ? error.message : String(error));
  const networkCode = text(code) ?? text(name);
  if (response === undefined) return present({ said, networkCode });
  return { ...present({ networkCode }), ...answerFailure(response as PipelineResponse, clock), said };
}

/** The same for an answer in hand. */
export function answerFailure(response: PipelineResponse, clock: WaitClock): CallFailure {
  return {
    said: `HTTP ${response.status}`,
    status: response.status,
    ...present({
      explained: explanation((response as { parsedBody?: unknown }).parsedBody ?? parsed(response.bodyAsText)),
      retryAfterSeconds: retryAfterSeconds(response.headers, clock),
      clientRequestId: text(response.request?.headers.get("x-ms-client-request-id")),
    }),
  };
}

/** What support asks for, without Azure's sentences: those are in the condition. */
export function traceOf({ status, networkCode, clientRequestId, explained }: CallFailure): Record<string, unknown> {
  const { code, activityId } = explained ?? {};
  return present({ status, networkCode, clientRequestId, code, activityId });
}

function parsed(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return undefined;
  }
}

/**
 * ARM's error body is `{"error": {code, message, details: [{code, message, possibleCauses, recommendedAction,
 * activityId, …}]}}` (recorded az CLI traffic): the first detail with words of its own is Site Recovery speaking.
 */
function explanation(body: unknown): AzureFailure | undefined {
  const outer = record(record(body).error);
  const outerCode = text(outer.code);
  if (outerCode === undefined) return undefined;
  const detail = list(outer.details)
    .map(record)
    .find((one) => text(one.code) !== undefined && (text(one.message) ?? text(one.possibleCauses)) !== undefined);
  const from = { ...outer, ...(detail === undefined ? {} : withoutBlanks(detail)) };
  return {
    code: text(from.code) ?? outerCode,
    message: plain(text(from.message) ?? outerCode),
    ...present({
      possibleCauses: words(from.possibleCauses),
      recommendedAction: words(from.recommendedAction),
      activityId: text(from.activityId),
    }),
  };
}

function withoutBlanks(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => text(value) !== undefined));
}
