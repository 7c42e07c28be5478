// Slack's Web API with its own retries off, and how a call ended, named by what to do next.
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import type { Logger } from "../../kube/logger.ts";
import type { Said } from "../chat.ts";
import { libraryLogger } from "./library-logger.ts";

/** Without one a call may hang for ever: the library's default is none, and answers to a response_url have none. */
const TIMEOUT_MILLISECONDS = 10_000;

export interface WebOptions {
  readonly apiUrl: string;
  readonly logger: Logger;
  /** How long a call may take. Default: 10,000. */
  readonly timeoutMilliseconds?: number;
  /** Ends every call. */
  readonly signal?: AbortSignal;
}

/**
 * The library would send a message again after a broken connection, which posts it twice, and after a 429 it would hold
 * back every other call, so that forms miss their three seconds. Both are left to us.
 */
export function webOptions(options: WebOptions): WebClientOptions {
  const { apiUrl, logger, timeoutMilliseconds = TIMEOUT_MILLISECONDS, signal } = options;
  const given = signal === undefined ? [] : [signal];
  return {
    slackApiUrl: apiUrl,
    logger: libraryLogger(logger),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: (url, init) =>
      fetch(url, { ...init, signal: AbortSignal.any([AbortSignal.timeout(timeoutMilliseconds), ...given]) }),
  };
}

export function createWeb(botToken: string, options: WebOptions): WebClient {
  return new WebClient(botToken, webOptions(options));
}

/** The ts that the call gave, or how it failed. Never rejects. */
export async function said(call: Promise<{ readonly ts?: string }>): Promise<Said> {
  try {
    const { ts } = await call;
    return ts === undefined ? { unknown: "Slack answered without a message id" } : { ts };
  } catch (error) {
    return failure(error);
  }
}

type Failure = Exclude<Said, { readonly ts: string }>;

/** Slack's own words for "we do not know either". */
const UNSURE = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

/** The connection was never made: nothing can have arrived. */
const UNREACHED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export function failure(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) return { waitSeconds: error.retryAfter };
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    return statusCode >= 500 || statusCode === 408
      ? { unknown: `HTTP ${statusCode}` }
      : { refused: `http_${statusCode}` };
  }
  if (error instanceof WebAPIRequestError) return unanswered(error.original);
  return { unknown: error instanceof Error ? error.message : String(error) };
}

function refusal(word: string): Failure {
  if (word === "ratelimited" || word === "rate_limited") return { waitSeconds: 30 };
  // The library gives what is no JSON as the word: a page of a proxy or a gateway.
  if (!/^\w+$/.test(word)) return { unknown: "an answer that is not Slack's" };
  return UNSURE.has(word) ? { unknown: word } : { refused: word };
}

function unanswered(error: Error): Failure {
  const codes = codesOf(error);
  const why = codes[0] ?? error.name;
  return codes.some((code) => UNREACHED.has(code)) ? { unreached: why } : { unknown: why };
}

/** Of the error, of what caused it, and, where several addresses were tried, of each. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as Error & { code?: unknown };
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...(typeof code === "string" ? [code] : []), ...codesOf(error.cause), ...inner];
}
