// HTTP: a server of ours that Slack sends signed requests to.
import type { Server } from "node:http";
import { HTTPReceiver } from "@slack/bolt";
import type { Clock } from "../../kube/clock.ts";
import type { Logger } from "../../kube/logger.ts";
import type { Inbound } from "../config.ts";
import { libraryLogger } from "./library-logger.ts";
import type { Line } from "./line.ts";

export interface HttpLineOptions extends Omit<Extract<Inbound, { by: "http" }>, "by"> {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Slack waits no longer for an acknowledgement: what is still open then is not Slack's. */
const LAST_REQUESTS_MS = 3000;

export function createHttpLine({ signingSecret, address, clock, logger }: HttpLineOptions): Line {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: "/slack/events", logger: libraryLogger(logger) });
  let server: Server | undefined;
  return {
    receiver,
    async start() {
      server = await receiver.start(listenOn(address));
      logger.info({ address: boundTo(server) ?? address }, "answering Slack over HTTP");
    },
    problem: () => (server === undefined ? "nothing listens for Slack" : undefined),
    async stop() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      const cancel = clock.setTimer(LAST_REQUESTS_MS, () => closing.closeAllConnections());
      await receiver.stop();
      cancel();
    },
  };
}

function listenOn(address: string): { readonly port: number; readonly host?: string } {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  return { port: Number(address.slice(colon + 1)), ...(host !== "" && { host }) };
}

function boundTo(server: Server): string | undefined {
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) return undefined;
  const { address, port } = bound;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
