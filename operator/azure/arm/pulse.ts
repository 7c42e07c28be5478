// What every answer of Azure tells besides its body: the time, how many calls are left, and when to come back.
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import type { AzureClock } from "../azure-clock.ts";
import type { CallKind, Told } from "../budget.ts";
import { present } from "./values.ts";

type Headers = PipelineResponse["headers"];

export interface Pulse {
  note(headers: Headers): void;
  azureNow(): Date | undefined;
  lastAnswerAt(): Date | undefined;
}

export function createPulse(clock: AzureClock): Pulse {
  let lastAnswer: Date | undefined;
  return {
    note: (headers) => {
      lastAnswer = clock.realNow();
      clock.observe(new Date(headers.get("date") ?? ""));
    },
    azureNow: () => clock.observed(),
    lastAnswerAt: () => lastAnswer,
  };
}

/** When Azure says 429 without a Retry-After. */
const THROTTLED_SECONDS = 30;

/** How Azure counts a request: POST is a write, also where it only asks. */
export function kindOf(method: string): CallKind {
  if (method === "GET") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

/**
 * What an answer tells of the subscription's budget; undefined when it tells nothing. The same headers carry the counts
 * of ARM's older, hourly limits and of its newer, much smaller token buckets (seen: 11,999 and 249), which also have a
 * count over all callers.
 */
export function toldBy(
  { status, headers }: Pick<PipelineResponse, "status" | "headers">,
  kind: CallKind,
  clock: Pick<AzureClock, "now" | "speed">,
): Told | undefined {
  const counts = ["", "global-"].flatMap((scope) => count(headers.get(`${REMAINING}${scope}${kind}`)) ?? []);
  const remaining = counts.length === 0 ? undefined : Math.min(...counts);
  const pauseSeconds = status === 429 ? (retryAfterSeconds(headers, clock) ?? THROTTLED_SECONDS) : undefined;
  const isAnswer = status >= 200 && status < 300;
  return isAnswer || remaining !== undefined || pauseSeconds !== undefined
    ? present({ remaining, pauseSeconds })
    : undefined;
}

const REMAINING = "x-ms-ratelimit-remaining-subscription-";

function count(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Retry-After in seconds of Azure's clock: the header counts real ones, or is a date. */
export function retryAfterSeconds(headers: Headers, clock: Pick<AzureClock, "now" | "speed">): number | undefined {
  const value = headers.get("retry-after");
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * clock.speed);
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - clock.now().getTime()) / 1000));
}
