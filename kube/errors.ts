// What can go wrong at the API server, named by what to do next. HTTP answers become errors here and nowhere else.

export interface ErrorFacts {
  /** The HTTP status, absent when there was no answer. */
  readonly code?: number | undefined;
  /** The reason of the API server's Status object ("Conflict", "Expired", …), or one of ours ("NotServed"). */
  readonly reason?: string | undefined;
  /** How long the server asked us to wait. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** Try again later: no answer, a timeout, 401, 408, 410, 429, 5xx, or a kind that is not served (yet). */
export class UnavailableError extends Error {
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = "UnavailableError";
    this.code = facts.code;
    this.reason = facts.reason;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** The object changed since it was read: read it again and decide again. Never send the same body again. */
export class ConflictError extends UnavailableError {
  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts);
    this.name = "ConflictError";
  }
}

/** A definite no of schema, CEL, admission or RBAC. `message` is the API server's sentence, word for word. */
export class RejectedError extends Error {
  readonly code: number;
  readonly reason: string;
  constructor(message: string, code: number, reason: string) {
    super(message);
    this.name = "RejectedError";
    this.code = code;
    this.reason = reason;
  }
}

/** The fields of a `Status` object (meta/v1) that decide. */
export interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[];
  };
}

export interface ErrorAnswer {
  /** What we asked for, for the message when the server gave none: "GET /api/v1/pods". */
  readonly request: string;
  readonly statusCode: number;
  /** The Retry-After header, seconds as text. A date, which the API server never sends, is ignored. */
  readonly retryAfter?: string | undefined;
  readonly text: string;
}

/** Maps an HTTP answer that is not 2xx. */
export function errorFromAnswer(answer: ErrorAnswer): UnavailableError | RejectedError {
  const status = parseStatus(answer.text);
  if (answer.statusCode === 404 && status === undefined) return notServed(answer);
  return errorFromStatus({ ...status, code: answer.statusCode }, answer);
}

/** Maps a `Status` object, from an error answer or from an ERROR event of a watch. */
export function errorFromStatus(status: StatusBody, from: Partial<ErrorAnswer> = {}): UnavailableError | RejectedError {
  const code = status.code ?? 500;
  const reason = isTooLarge(status) ? "ResourceVersionTooLarge" : (status.reason ?? "");
  const message = status.message || `${from.request ?? "The API server"} answered ${code} ${brief(from.text)}`.trim();
  const retryAfterSeconds = seconds(from.retryAfter) ?? status.details?.retryAfterSeconds;
  if (code === 409 && reason !== "AlreadyExists")
    return new ConflictError(message, { code, reason, retryAfterSeconds });
  if (isTemporary(code)) return new UnavailableError(message, { code, reason, retryAfterSeconds });
  return new RejectedError(message, code, reason);
}

/** There was no answer at all: refused, reset, broken off, or our own time limit. */
export function errorFromTransport(request: string, cause: unknown): UnavailableError {
  if (cause instanceof UnavailableError) return cause;
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new UnavailableError(`${request} got no complete answer: ${why}`, { cause });
}

/** True when it is not a matter of time alone: somebody has to give us a token or a right, or install the kind. */
export function needsSomebody(error: UnavailableError | RejectedError): boolean {
  return error instanceof RejectedError || error.code === 401 || error.reason === NOT_SERVED;
}

const NOT_SERVED = "NotServed";
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

/** True when the two sides did not agree on their certificates: nothing was sent then. */
export function isTlsFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && TLS_CODE.test(String(error.code));
}

// The API server's own router answers in plain text when no such kind is served; an absent object is a Status.
function notServed({ request, statusCode }: ErrorAnswer): UnavailableError {
  const message = `The API server does not serve ${request}. Is its CustomResourceDefinition installed?`;
  return new UnavailableError(message, { code: statusCode, reason: NOT_SERVED });
}

// 401 is nothing about what was asked: our token is not taken now, and the next one may be.
function isTemporary(code: number): boolean {
  return code === 401 || code === 408 || code === 410 || code === 429 || code >= 500;
}

function isTooLarge(status: StatusBody): boolean {
  return status.details?.causes?.some((cause) => cause.reason === "ResourceVersionTooLarge") ?? false;
}

function parseStatus(text: string): StatusBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(value: unknown): value is StatusBody {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "Status";
}

function seconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header.trim()) ? Number(header) : undefined;
}

function brief(text: string | undefined): string {
  return (text ?? "").trim().slice(0, 200);
}
