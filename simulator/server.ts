// Owns the socket: requests in, replies out, and the ways in which a reply does not come.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { vaultId } from "./arm.ts";
import type { Received } from "./asked.ts";
import { classicExampleFleet } from "./classic/example-fleet.ts";
import { deliver } from "./deliver.ts";
import { exampleFleet } from "./example-fleet.ts";
import type { Fleet } from "./fleet.ts";
import type { Latency } from "./latency.ts";
import { respond } from "./respond.ts";
import { moveClock, type Simulation, startSimulation, worldsOf } from "./simulation.ts";
import { stateOfAll } from "./state.ts";
import type { ReceivedWrite } from "./write-log.ts";

export interface SimulatorOptions {
  readonly fleet?: Fleet;
  /** further vaults */
  readonly others?: readonly Fleet[];
  /** 0 (the default), or not given: any free port */
  readonly port?: number;
  /** an address of this machine; 127.0.0.1 when not given */
  readonly host?: string;
  /** simulated seconds per real second; 0 (the default): the clock stands unless it is moved */
  readonly speed?: number;
  readonly seed?: string | number;
  readonly lagSeconds?: number;
  readonly pageSize?: number;
  /** whether Azure's limits on calls hold; they do not when not given */
  readonly throttle?: boolean;
  /** how long every answer takes */
  readonly latency?: Latency;
  /** the oldest api-version of Site Recovery that is answered; 2023-06-01 when not given */
  readonly oldestApiVersion?: string;
  /** what the clock shows at the start; the present when not given */
  readonly start?: Date;
  /** real time in milliseconds, for tests */
  readonly realNow?: () => number;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** the first vault's ARM id, with the small s that people write */
  readonly vaultId: string;
  /** the same of every vault, the first one first */
  readonly vaultIds: readonly string[];
  /** moves the clock on by simulated seconds */
  advance(seconds: number): void;
  now(): Date;
  writes(): readonly ReceivedWrite[];
  state(): unknown;
  /** ends every connection, answered or not, and stops listening */
  close(): Promise<void>;
}

/** Bodies above this are refused: no request of Site Recovery comes near. */
const MOST_BYTES = 4 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= MOST_BYTES) parts.push(part);
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(parts).toString("utf8");
}

async function answer(simulation: Simulation, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  const { method = "GET", url = "/", headers } = request;
  const encrypted = "encrypted" in request.socket;
  const received: Received = { method, target: url, headers, body, encrypted };
  const reply = respond(simulation, received);
  if (reply.delayMilliseconds === 0) deliver(reply, response);
  else setTimeout(() => deliver(reply, response), reply.delayMilliseconds).unref();
}

/** A defect of the simulator must not look like one of Azure's: it is said on standard error, and in the body. */
function failed(error: unknown, response: ServerResponse): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The simulator failed at a request: ${text}\n`);
  if (!response.headersSent) response.writeHead(500, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ error: { code: "SimulatorDefect", message: text } }));
}

function simulationOf(options: SimulatorOptions): Simulation {
  const { fleet = exampleFleet(), others = options.fleet === undefined ? [classicExampleFleet()] : [] } = options;
  const { speed = 0, lagSeconds = 0, pageSize = 100 } = options;
  const { throttle = false, latency, oldestApiVersion } = options;
  const start = (options.start ?? new Date()).getTime();
  const usual = { fleet, others, seed: String(options.seed ?? 1), speed, lagSeconds, pageSize, start, throttle };
  const settings = { ...usual, ...(latency && { latency }), ...(oldestApiVersion && { oldestApiVersion }) };
  return startSimulation(settings, options.realNow ?? (() => performance.now()));
}

const idsOf = (simulation: Simulation): string[] =>
  worldsOf(simulation).map(({ fleet }) => vaultId(fleet).replace("/Subscriptions/", "/subscriptions/"));

/** Serves vaults. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = "127.0.0.1" } = options;
  const simulation = simulationOf(options);
  const server = createServer((request, response) => {
    answer(simulation, request, response).catch((error: unknown) => failed(error, response));
  });
  server.keepAliveTimeout = 60_000;
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(options.port ?? 0, host, () => listening.resolve());
  await listening.promise;
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    port,
    vaultId: idsOf(simulation)[0] ?? "",
    vaultIds: idsOf(simulation),
    advance: (seconds) => moveClock(simulation, seconds),
    now: () => new Date(simulation.world.now),
    writes: () => simulation.writes,
    state: () => stateOfAll(simulation),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
