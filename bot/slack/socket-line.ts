// Socket Mode: one socket to Slack, opened again whenever it ends, until told to stop.
import { SocketModeReceiver } from "@slack/bolt";
import { WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { createBackoff } from "../../kube/backoff.ts";
import { type Clock, sleep } from "../../kube/clock.ts";
import type { Logger } from "../../kube/logger.ts";
import type { Proxies } from "../../kube/proxies.ts";
import { libraryLogger } from "./library-logger.ts";
import type { Line } from "./line.ts";
import { throughProxies } from "./way-out.ts";
import { type WebOptions, webOptions } from "./web.ts";

export interface SocketLineOptions extends WebOptions {
  readonly appToken: string;
  /** Where the socket may not be opened directly. */
  readonly proxies?: Proxies;
  readonly clock: Clock;
}

/** After a socket that lasted so long the next is opened at once: Slack renews them now and then. */
const LASTED_MS = 10_000;
/** How long a socket may take until Slack says hello. */
const HELLO_MS = 20_000;
/** How long Slack may take to say goodbye too. */
const GOODBYE_MS = 3000;

export function createSocketLine(options: SocketLineOptions): Line {
  const { logger, clock } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const receiver = createReceiver(options, signal);
  const { client } = receiver;
  guard(client, logger);
  const backoff = createBackoff({ baseMs: 1000, capMs: 15_000, floorMs: 500, random: Math.random });
  let connected = false;
  let ended = Promise.withResolvers<void>();
  client.on("disconnected", () => {
    connected = false;
    ended.resolve();
  });

  /** The first call says goodbye; the second waits for no answer. */
  async function close(): Promise<void> {
    const cancel = clock.setTimer(GOODBYE_MS, () => void client.disconnect());
    await client.disconnect();
    cancel();
  }

  async function open(): Promise<void> {
    ended = Promise.withResolvers();
    const cancel = clock.setTimer(HELLO_MS, () => void close());
    await client.start().finally(cancel);
    if (signal.aborted) return await close();
    connected = true;
    logger.info({}, "connected to Slack");
  }

  /** Resolves with the milliseconds to wait for the next. */
  async function oneSocket(opened: () => void): Promise<number> {
    await open();
    opened();
    const sinceMs = clock.monotonicMs();
    await ended.promise;
    logger.info({}, "the socket to Slack ended");
    if (clock.monotonicMs() - sinceMs < LASTED_MS) return backoff.nextMs();
    backoff.reset();
    return 0;
  }

  /** Rejects with what only a person can mend, as long as there has been no socket yet. */
  async function keepOpen(opened: () => void): Promise<void> {
    let first = true;
    const notFirst = () => {
      first = false;
      opened();
    };
    while (!signal.aborted) {
      const waitMs = await oneSocket(notFirst).catch((error: unknown) => {
        if (first && isRefusal(error)) throw refused(error);
        if (!signal.aborted) logger.warn({ err: error }, "no socket to Slack could be opened");
        return Math.max(backoff.nextMs(), waitAsked(error));
      });
      if (waitMs > 0) await sleep(clock, waitMs, signal);
    }
  }

  let running: Promise<void> = Promise.resolve();
  return {
    receiver,
    async start() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      running = keepOpen(resolve).catch(reject);
      await promise;
    },
    problem: () => (connected ? undefined : "no socket to Slack is open"),
    async stop() {
      stopping.abort();
      await close();
      await running;
    },
  };
}

/**
 * Opens sockets when it is told to, and only then. Left to itself the library has none for five seconds at every
 * renewal, waits minutes after a long silence of Slack's, opens one more after it was stopped, and lets a refusal end
 * the process.
 */
function createReceiver({ appToken, proxies, ...options }: SocketLineOptions, signal: AbortSignal): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    ...(proxies !== undefined && { dispatcher: throughProxies(proxies) }),
    logger: libraryLogger(options.logger),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webOptions({ ...options, signal }) },
  });
}

/** The library's own listener rejects where a frame is not what it expects, and nobody would catch that. */
function guard(client: SocketModeReceiver["client"], logger: Logger): void {
  const [hear] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (...frame: unknown[]) => {
    try {
      await hear?.(...frame);
    } catch (error) {
      logger.warn({ err: error }, "Slack sent what cannot be read");
    }
  });
}

const REFUSALS = new Set([
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "missing_scope",
  "user_removed_from_team",
  "team_disabled",
]);

function isRefusal(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && REFUSALS.has(error.data.error);
}

function refused({ data }: WebAPIPlatformError): Error {
  return new Error(`Slack does not take SLACK_APP_TOKEN (${data.error}). It needs the scope connections:write.`);
}

function waitAsked(error: unknown): number {
  return error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0;
}
