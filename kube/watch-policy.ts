// What to do when a list fails or a watch ends, for whatever reason: resume or list again, at once or after a while. Pure.
import type { RejectedError, UnavailableError } from "./errors.ts";

type KubeError = UnavailableError | RejectedError;

export type Ending =
  /** The server closed the watch in good order. */
  | { readonly end: "closed"; readonly afterMs: number }
  /** The watch could not be opened, or its connection broke. */
  | { readonly end: "failed"; readonly error: KubeError }
  /** The watch was open and carried an ERROR event. */
  | { readonly end: "told"; readonly error: KubeError }
  | { readonly end: "undecodable" }
  /** It told of something older than what it was asked to go on from: the server went back in time. */
  | { readonly end: "rewound" }
  /** Our writes say that the copy is wrong, and the watch does not. */
  | { readonly end: "doubted" }
  /** No line came for too long. `probe`: how the server's resourceVersion compares to ours. */
  | { readonly end: "silent"; readonly inRow: number; readonly probe: "failed" | "behind" | "fine" }
  | { readonly end: "listFailed"; readonly error: KubeError; readonly relist: RelistReason };

export type ConnectReason =
  | "first"
  | "timeout"
  | "reset"
  | "inactive"
  | "http_429"
  | "http_4xx"
  | "http_5xx"
  | "error_event"
  | "relist";

export type RelistReason =
  | "first"
  | "expired"
  | "rv_ahead"
  | "doubted"
  | "silent"
  | "undecodable"
  | "too_large"
  | "error_event"
  | "refused";

/** The next step. `wait` "ifRepeated": at once, unless the step before asked for the same and no line came since. */
export interface Answer {
  readonly relist?: RelistReason;
  readonly connect: ConnectReason;
  readonly wait: "no" | "ifRepeated" | "backoff";
  readonly atLeastSeconds?: number | undefined;
}

// Something between us and the server that ends each watch at once must not make us open a thousand of them.
const shortMs = 1000;
const silentWindows = 3;

export function answerTo(ending: Ending): Answer {
  switch (ending.end) {
    case "closed":
      return { connect: "timeout", wait: ending.afterMs < shortMs ? "backoff" : "no" };
    case "failed":
      return afterFailure(ending.error);
    case "told":
      return afterErrorEvent(ending.error);
    case "undecodable":
      return { relist: "undecodable", connect: "relist", wait: "ifRepeated" };
    case "rewound":
      return { relist: "rv_ahead", connect: "relist", wait: "ifRepeated" };
    case "doubted":
      return { relist: "doubted", connect: "relist", wait: "ifRepeated" };
    case "silent":
      return afterSilence(ending.probe, ending.inRow);
    case "listFailed":
      return { ...pause(ending.error), connect: "relist", relist: ending.relist };
    default:
      return ending satisfies never;
  }
}

function afterFailure(error: KubeError): Answer {
  return lostPosition(error) ?? { ...pause(error), connect: connectReason(error) };
}

// An ERROR event may stand for an event that is lost: only two of them promise that nothing is.
function afterErrorEvent(error: KubeError): Answer {
  const lost = lostPosition(error);
  if (lost !== undefined) return lost;
  const resumable = error.code === 429 || error.reason === "Timeout";
  if (resumable) return { ...pause(error), connect: error.code === 429 ? "http_429" : "error_event" };
  return { ...pause(error), connect: "relist", relist: "error_event" };
}

/** The server cannot go on from our resourceVersion. */
function lostPosition(error: KubeError): Answer | undefined {
  if (error.code === 410) return { relist: "expired", connect: "relist", wait: "ifRepeated" };
  if (error.reason === "ResourceVersionTooLarge") return { ...pause(error), relist: "too_large", connect: "relist" };
  if (error.code === 400 || error.code === 422) return { ...pause(error), relist: "refused", connect: "relist" };
  return undefined;
}

function afterSilence(probe: "failed" | "behind" | "fine", inRow: number): Answer {
  if (probe === "failed") return { connect: "inactive", wait: "backoff" };
  if (probe === "behind") return { relist: "rv_ahead", connect: "relist", wait: "ifRepeated" };
  if (inRow >= silentWindows) return { relist: "silent", connect: "relist", wait: "ifRepeated" };
  return { connect: "inactive", wait: "no" };
}

function pause(error: KubeError): { wait: "backoff"; atLeastSeconds: number | undefined } {
  return { wait: "backoff", atLeastSeconds: "retryAfterSeconds" in error ? error.retryAfterSeconds : undefined };
}

function connectReason({ code }: KubeError): ConnectReason {
  if (code === undefined) return "reset";
  if (code === 429) return "http_429";
  return code >= 500 ? "http_5xx" : "http_4xx";
}
