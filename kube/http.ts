// One request to the API server: credentials, time limit, waiting when told to, errors mapped, warnings logged, counted.
import type { Dispatcher } from "undici";
import { type Clock, sleep } from "./clock.ts";
import type { Credential, Credentials } from "./credentials.ts";
import { startDeadline } from "./deadline.ts";
import { errorFromAnswer, errorFromTransport, isTlsFailure, RejectedError, UnavailableError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import type { ClientMetrics } from "./metrics.ts";
import type { Pool } from "./pool.ts";
import { encodeBody } from "./text.ts";
import { createWarningLog } from "./warnings.ts";
import { type WholeAnswer, wholeAnswer } from "./whole-answer.ts";

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Limit for the whole call, waiting included. Default 30. */
  readonly timeoutSeconds?: number | undefined;
}

export interface HttpCall extends CallOptions {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** What the answer may be. Default: JSON. */
  readonly accept?: string;
}

export interface KubeHttp {
  /**
   * The decoded JSON of a 2xx answer. Throws UnavailableError, ConflictError or RejectedError, or the reason of
   * `signal` when the caller gave up. A 401, or certificates that do not fit, reload the credentials and it tries once
   * more; a 429 (which means "not done") is waited out up to three times when the server asks for at most 5 s.
   */
  send(call: HttpCall): Promise<unknown>;
  /** The bytes of a 200 answer that does not end by itself. Throws like `send`; the caller limits its life by `signal`. */
  stream(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  close(): Promise<void>;
}

export interface HttpParts {
  readonly credentials: Credentials;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly userAgent: string;
  readonly metrics?: ClientMetrics | undefined;
}

const defaultTimeoutSeconds = 30;
const longestWaitSeconds = 5;
const throttledTries = 3;

/** What both kinds of answer have. */
interface Head {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of a stream: to be read to its end, or its connection is lost. */
  readonly body?: { dump(): Promise<unknown> };
}

export function createHttp(parts: HttpParts): KubeHttp {
  const { credentials, pool, clock, metrics } = parts;
  const warn = createWarningLog(parts.logger);

  /** `ask` is asked again, with credentials that are read anew, when the first were not taken. */
  async function exchange<A extends Head>(call: HttpCall, ask: Ask<A>): Promise<A> {
    const credential = await credentials.current();
    const answer = await taken(call, ask, credential);
    if (answer !== undefined) return answer;
    credentials.renew(credential);
    return once(call, ask, await credentials.current());
  }

  /** `undefined`: the credential was not taken, so nothing was done. */
  async function taken<A extends Head>(call: HttpCall, ask: Ask<A>, credential: Credential): Promise<A | undefined> {
    try {
      const answer = await once(call, ask, credential);
      if (answer.statusCode !== 401) return answer;
      await answer.body?.dump();
      return undefined;
    } catch (error) {
      if (isTlsFailure(error)) return undefined;
      throw error;
    }
  }

  async function once<A extends Head>(call: HttpCall, ask: Ask<A>, credential: Credential): Promise<A> {
    const { method } = call;
    try {
      const answer = await ask(credential);
      metrics?.requests.inc({ method, host: credential.host, code: String(answer.statusCode) });
      if (answer.headers.warning !== undefined) warn(answer.headers.warning, call);
      return answer;
    } catch (error) {
      metrics?.requests.inc({ method, host: credential.host, code: "<error>" });
      throw error;
    }
  }

  function whole(call: HttpCall, signal: AbortSignal): Promise<WholeAnswer> {
    const body = call.body === undefined ? undefined : encodeBody(call.body);
    return exchange(call, (credential) =>
      wholeAnswer(
        pool.dispatcher("calls", credential.tls),
        { ...requestOf(call, credential), body: body ?? null },
        signal,
      ),
    );
  }

  function opened(call: HttpCall, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    return exchange(call, (credential) =>
      pool.dispatcher("streams", credential.tls).request({ ...requestOf(call, credential), signal }),
    );
  }

  function requestOf(call: HttpCall, credential: Credential) {
    const { method, path, body, contentType = "application/json", accept = "application/json" } = call;
    return {
      origin: credential.origin,
      path: credential.basePath + path,
      method,
      headers: {
        accept,
        "user-agent": parts.userAgent,
        ...(body !== undefined && { "content-type": contentType }),
        ...credential.headers,
      },
    };
  }

  async function attempt(call: HttpCall, signal: AbortSignal): Promise<Outcome> {
    const answer = await whole(call, signal);
    if (isSuccess(answer.statusCode)) return { value: JSON.parse(answer.text) };
    const error = mapped(call, answer, answer.text);
    return { error, waitSeconds: answer.statusCode === 429 ? waitOf(error) : undefined };
  }

  async function decoded(call: HttpCall, signal: AbortSignal): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt(call, signal);
      if (outcome.error === undefined) return outcome.value;
      if (outcome.waitSeconds === undefined || tries === throttledTries) throw outcome.error;
      await sleep(clock, outcome.waitSeconds * 1000, signal);
      signal.throwIfAborted();
    }
  }

  async function send(call: HttpCall): Promise<unknown> {
    call.signal?.throwIfAborted();
    const limitSeconds = call.timeoutSeconds ?? defaultTimeoutSeconds;
    const reason = () => new UnavailableError(`${nameOf(call)} was not answered within ${limitSeconds} s`);
    const deadline = startDeadline({ clock, limitMs: limitSeconds * 1000, reason, signals: [call.signal] });
    try {
      return await decoded(call, deadline.signal);
    } catch (error) {
      throw failure(call, error, deadline.signal);
    } finally {
      deadline.release();
    }
  }

  async function stream(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const call: HttpCall = { method: "GET", path };
    try {
      const answer = await opened(call, signal);
      if (isSuccess(answer.statusCode)) return answer.body;
      throw mapped(call, answer, await answer.body.text());
    } catch (error) {
      throw failure(call, error, signal);
    }
  }

  return { send, stream, close: () => pool.close() };
}

type Ask<A> = (credential: Credential) => Promise<A>;

interface Outcome {
  readonly value?: unknown;
  readonly error?: Error;
  /** How long to wait before trying again; absent when that is not for us to do. */
  readonly waitSeconds?: number | undefined;
}

function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function mapped(call: HttpCall, answer: Head, text: string): Error {
  const retryAfter = answer.headers["retry-after"];
  return errorFromAnswer({
    request: nameOf(call),
    statusCode: answer.statusCode,
    retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
    text,
  });
}

function waitOf(error: Error): number | undefined {
  const seconds = error instanceof UnavailableError ? error.retryAfterSeconds : undefined;
  return seconds !== undefined && seconds <= longestWaitSeconds ? seconds : undefined;
}

// An aborted signal says more than the broken connection that it caused: our limit's error, or the caller's reason.
function failure(call: HttpCall, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RejectedError) return error;
  return errorFromTransport(nameOf(call), error);
}

function nameOf(call: HttpCall): string {
  return `${call.method} ${call.path.split("?", 1)[0]}`;
}
