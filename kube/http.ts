// One request to the API server: credentials, time limit, waiting when told to, errors mapped, warnings logged, counted.
import { type Dispatcher, request } from "undici";
import { type Clock, sleep } from "./clock.ts";
import type { Credential, Credentials } from "./credentials.ts";
import { startDeadline } from "./deadline.ts";
import { errorFromAnswer, errorFromTransport, isTlsFailure, RejectedError, UnavailableError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import type { ClientMetrics } from "./metrics.ts";
import type { Lane, Pool } from "./pool.ts";
import { encodeBody } from "./text.ts";
import { createWarningLog } from "./warnings.ts";

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

type Answer = Dispatcher.ResponseData;

export function createHttp(parts: HttpParts): KubeHttp {
  const { credentials, pool, clock, metrics } = parts;
  const warn = createWarningLog(parts.logger);

  async function exchange(call: HttpCall, lane: Lane, signal: AbortSignal): Promise<Answer> {
    const credential = await credentials.current();
    const answer = await taken(call, lane, { signal, credential });
    if (answer !== undefined) return answer;
    credentials.renew(credential);
    return once(call, lane, { signal, credential: await credentials.current() });
  }

  /** `undefined`: the credential was not taken, so nothing was done. */
  async function taken(call: HttpCall, lane: Lane, attempt: Attempt): Promise<Answer | undefined> {
    try {
      const answer = await once(call, lane, attempt);
      if (answer.statusCode !== 401) return answer;
      await answer.body.dump();
      return undefined;
    } catch (error) {
      if (isTlsFailure(error)) return undefined;
      throw error;
    }
  }

  async function once(call: HttpCall, lane: Lane, { signal, credential }: Attempt): Promise<Answer> {
    const labels = { method: call.method, host: credential.host };
    try {
      const answer = await request(credential.server + call.path, {
        dispatcher: pool.dispatcher(lane, credential.tls),
        method: call.method,
        signal,
        headers: {
          accept: "application/json",
          "user-agent": parts.userAgent,
          ...(call.body !== undefined && { "content-type": call.contentType ?? "application/json" }),
          ...credential.headers,
        },
        ...(call.body !== undefined && { body: encodeBody(call.body) }),
      });
      metrics?.requests.inc({ ...labels, code: String(answer.statusCode) });
      warn(answer.headers.warning, call);
      return answer;
    } catch (error) {
      metrics?.requests.inc({ ...labels, code: "<error>" });
      throw error;
    }
  }

  async function attempt(call: HttpCall, signal: AbortSignal): Promise<Outcome> {
    const answer = await exchange(call, "calls", signal);
    const text = await answer.body.text();
    if (isSuccess(answer.statusCode)) return { value: JSON.parse(text) };
    const error = mapped(call, answer, text);
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
      const answer = await exchange(call, "streams", signal);
      if (isSuccess(answer.statusCode)) return answer.body;
      throw mapped(call, answer, await answer.body.text());
    } catch (error) {
      throw failure(call, error, signal);
    }
  }

  return { send, stream, close: () => pool.close() };
}

interface Attempt {
  readonly signal: AbortSignal;
  readonly credential: Credential;
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: Error;
  /** How long to wait before trying again; absent when that is not for us to do. */
  readonly waitSeconds?: number | undefined;
}

function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function mapped(call: HttpCall, answer: Answer, text: string): Error {
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
