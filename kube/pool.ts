// The connections to the API server: one pool for calls, one for streams, rebuilt when certificates change.
import { Agent, type Dispatcher } from "undici";
import type { TlsOptions } from "./credentials.ts";
import type { Logger } from "./logger.ts";
import type { ClientMetrics } from "./metrics.ts";

export type Lane = "calls" | "streams";

export interface Pool {
  dispatcher(lane: Lane, tls: TlsOptions): Dispatcher;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

// HTTP/2 would join repeated headers with ", ", and one lost connection would take every watch with it.
// Streams have no connection limit: each HTTP/1.1 watch holds a connection, so a limit would starve the next one.
// Their body timeout is a safety net; whoever reads a stream has a shorter limit of its own.
const options: Readonly<Record<Lane, Agent.Options>> = {
  calls: { allowH2: false, connections: 32, headersTimeout: 35_000, bodyTimeout: 35_000 },
  streams: { allowH2: false, headersTimeout: 90_000, bodyTimeout: 90_000 },
};

type Lanes = Readonly<Record<Lane, Agent>>;

export function createPool(logger: Logger, metrics?: ClientMetrics): Pool {
  let built: { readonly tls: TlsOptions; readonly lanes: Lanes } | undefined;
  const retired = new Set<Lanes>();

  const agent = (lane: Lane, tls: TlsOptions): Agent => {
    const agent = new Agent({ ...options[lane], connect: { ...tls, keepAlive: true, keepAliveInitialDelay: 30_000 } });
    agent.on("connect", () => metrics?.connections.inc({ lane }));
    agent.on("disconnect", () => metrics?.connections.dec({ lane }));
    return agent;
  };

  // Requests and streams under way end by themselves on the old connections.
  const retire = async (lanes: Lanes): Promise<void> => {
    logger.info({}, "kubernetes connections rebuilt with new certificates");
    retired.add(lanes);
    await Promise.all([lanes.calls.close(), lanes.streams.close()]).catch((error: unknown) => {
      logger.warn({ error: String(error) }, "closing old kubernetes connections failed");
    });
    retired.delete(lanes);
  };

  return {
    dispatcher: (lane, tls) => {
      if (built !== undefined && sameTls(built.tls, tls)) {
        built = { tls, lanes: built.lanes };
        return built.lanes[lane];
      }
      if (built !== undefined) void retire(built.lanes);
      built = { tls, lanes: { calls: agent("calls", tls), streams: agent("streams", tls) } };
      return built.lanes[lane];
    },
    close: async () => {
      const all = [...retired, ...(built === undefined ? [] : [built.lanes])];
      built = undefined;
      await Promise.all(all.flatMap(({ calls, streams }) => [calls.destroy(), streams.destroy()]));
    },
  };
}

function sameTls(a: TlsOptions, b: TlsOptions): boolean {
  if (a === b) return true;
  return (
    String(a.ca) === String(b.ca) &&
    String(a.cert) === String(b.cert) &&
    String(a.key) === String(b.key) &&
    a.servername === b.servername &&
    a.rejectUnauthorized === b.rejectUnauthorized
  );
}
