// /healthz, /readyz and /metrics over plain HTTP, for the kubelet and Prometheus; /loglevel for whoever is on the machine.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { answerLogLevel, type LogLevelControl } from "./log-level.ts";

/** `undefined` when all is well, else a sentence that says what is not. What it throws counts as such a sentence. */
export type Check = () => string | undefined | Promise<string | undefined>;

export interface HealthChecks {
  /** Fails when only a restart can help. */
  readonly live: Readonly<Record<string, Check>>;
  /** Fails until the process can do its work. */
  readonly ready: Readonly<Record<string, Check>>;
}

export interface HealthServerOptions {
  /** "host:port"; port 0 takes a free one. ":8080" listens everywhere. */
  readonly address: string;
  readonly checks: HealthChecks;
  readonly registry: Pick<Registry, "metrics" | "contentType">;
  /** What `?verbose` tells besides, by name; nothing of it makes a check fail. */
  readonly facts?: () => Readonly<Record<string, string>>;
  /** Serves /loglevel too, to the same machine. */
  readonly logLevel?: LogLevelControl;
}

export interface HealthServer {
  /** Where it listens, with the real port. */
  readonly address: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly text: string;
}

/** Rejects when it cannot listen there. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answer(request, options)
      .catch((error: unknown): Answer => ({ status: 500, text: `${sentence(error)}\n` }))
      .then((given) => reply(response, given))
      .catch(() => response.destroy());
  });
  await listen(server, options.address);
  const bound = server.address() as AddressInfo;
  const host = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    address: `${host}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, options: HealthServerOptions): Promise<Answer> {
  const { checks, registry, facts, logLevel } = options;
  const { method, url = "/" } = request;
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (pathname === "/loglevel" && logLevel !== undefined) return answerLogLevel(request, logLevel);
  if (method !== "GET" && method !== "HEAD") return { status: 405, text: "Only GET is answered here\n" };
  if (pathname === "/metrics") return { status: 200, type: registry.contentType, text: await registry.metrics() };
  const [, endpoint, only] = /^\/(healthz|readyz)(?:\/([^/]+))?$/.exec(pathname) ?? [];
  if (endpoint === undefined) return { status: 404, text: "There is /healthz, /readyz and /metrics\n" };
  return report(endpoint, endpoint === "healthz" ? checks.live : checks.ready, { only, searchParams, facts });
}

interface Question {
  readonly only: string | undefined;
  readonly searchParams: URLSearchParams;
  readonly facts: HealthServerOptions["facts"];
}

async function report(
  endpoint: string,
  checks: Readonly<Record<string, Check>>,
  { only, searchParams, facts }: Question,
): Promise<Answer> {
  const excluded = searchParams.getAll("exclude");
  const chosen = Object.entries(checks).filter(([name]) => (only ?? name) === name && !excluded.includes(name));
  if (only !== undefined && chosen.length === 0) return { status: 404, text: `There is no check "${only}"\n` };
  const results = await Promise.all(chosen.map(async ([name, check]) => ({ name, problem: await outcomeOf(check) })));
  const well = results.every(({ problem }) => problem === undefined);
  if (well && !searchParams.has("verbose")) return { status: 200, text: "ok" };
  const lines = results.map(({ name, problem }) =>
    problem === undefined ? `[+]${name} ok` : failedLine(name, problem),
  );
  for (const [name, fact] of Object.entries(facts?.() ?? {})) lines.push(`[i]${name}: ${fact}`);
  lines.push(`${endpoint} check ${well ? "passed" : "failed"}`, "");
  return { status: well ? 200 : 500, text: lines.join("\n") };
}

// Unlike the API server's we say why: it is read by the people who have to mend it, and holds no secret.
function failedLine(name: string, problem: string): string {
  return `[-]${name} failed: ${problem.replaceAll("\n", " ")}`;
}

async function outcomeOf(check: Check): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    return sentence(error);
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reply(response: ServerResponse, { status, type = "text/plain; charset=utf-8", text }: Answer): void {
  response.writeHead(status, {
    "content-type": type,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.end(text);
}

function listen(server: Server, address: string): Promise<void> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  const port = Number(address.slice(colon + 1));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host !== "" && { host }) }, () => resolve());
  });
}
