// A proxy between a client and the real API server that breaks what it is told to break, or what a plan says.
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from "node:http";
import { type RequestOptions, request as secureRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { KubeConfig } from "@kubernetes/client-node";
import { type Answer, breakOff, type Exchange, playCall } from "./call.ts";
import { type Described, describe, type Fate, type FateKind, type Plan } from "./fates.ts";
import { type Down, playWatch } from "./watch.ts";

/** For `fail`: the next request of this kind. */
export type Scripted = "list" | "watch" | "other";

/** Answers one request instead of the API server; "reset" breaks the connection instead. */
export type Fault =
  | "reset"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text: string };

export interface FaultProxy {
  /** A kubeconfig that leads through the proxy, with an admin's rights. */
  readonly kubeconfig: string;
  /** What was asked, in order: "list", "watch 123" (its resourceVersion), "PATCH". */
  readonly requests: string[];
  /** The next request of this kind meets the fault; further ones queue up. */
  fail(asked: Scripted, fault: Fault): void;
  /** From now on what the plan says befalls requests, after what `fail` was told; nothing more without one. */
  follow(plan: Plan | undefined): void;
  /** What befell requests by plan, and how often: only what could be noticed counts. */
  readonly struck: ReadonlyMap<FateKind, number>;
  /** Breaks the connections of all watches now. */
  resetWatches(): void;
  /** Sends text on all watches now, between the API server's lines. */
  inject(text: string): void;
  /** From now on nothing more comes on the watches that are open; their connections stay. */
  freezeWatches(): void;
  /** Watches that are open. */
  readonly watches: number;
  /** Connections that are open. */
  readonly sockets: number;
  /** Connections there ever were. */
  readonly connections: number;
  /** Refuses connections until `up`, which listens on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

interface Watch {
  readonly response: ServerResponse;
  frozen: boolean;
}

export async function startFaultProxy(kubeconfigPath: string): Promise<FaultProxy> {
  const upstream = await upstreamOf(kubeconfigPath);
  const faults: Record<Scripted, Fault[]> = { list: [], watch: [], other: [] };
  const watches = new Set<Watch>();
  const sockets = new Set<object>();
  const requests: string[] = [];
  const struck = new Map<FateKind, number>();
  let connections = 0;
  let plan: Plan | undefined;

  const count = ({ kind }: Fate) => struck.set(kind, (struck.get(kind) ?? 0) + 1);

  const server = createServer((request, response) => {
    const described = describe(request.method ?? "", request.url ?? "");
    requests.push(nameOf(described));
    const fault = faults[scriptedOf(described)].shift();
    if (fault === undefined) meet(described, request, response);
    else if (fault === "reset") request.socket.destroy();
    else response.writeHead(fault.status, fault.headers).end(fault.text);
  });
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // the client's own breaking off, or ours
  });

  function meet(described: Described, request: IncomingMessage, response: ServerResponse): void {
    const exchange: Exchange = {
      request,
      response,
      forward: (take) => upstream.forward(request, response, isListByWatch(described) ? untilTold(take) : take),
    };
    const fate = plan?.(described);
    if (fate !== undefined && playCall(exchange, fate.kind, fate.lastsMs)) count(fate);
    else if (described.asked === "watch") exchange.forward((answer) => follow(answer, exchange, fate));
    else exchange.forward((answer) => answer.pipe(begun(response, answer)));
  }

  function follow(answer: Answer, { request, response }: Exchange, fate: Fate | undefined): void {
    const watch: Watch = { response: begun(response, answer), frozen: false };
    const down: Down = {
      write: (text) => watch.frozen || response.destroyed || response.write(text),
      end: () => watch.frozen || response.end(),
      reset: () => breakOff(request),
    };
    const passage = fate && playWatch(down, fate, () => count(fate));
    watches.add(watch);
    response.on("close", () => {
      watches.delete(watch);
      passage?.stop();
    });
    if (passage === undefined) answer.on("data", down.write).on("end", down.end);
    else {
      const lines = createInterface({ input: answer }).on("line", passage.line).on("close", down.end);
      lines.on("error", () => response.destroy());
    }
  }

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: "127.0.0.1" }, () => resolve());
    });
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`),
    requests,
    fail: (asked, fault) => faults[asked].push(fault),
    follow: (next) => {
      plan = next;
    },
    struck,
    resetWatches: () => {
      for (const { response } of watches) response.socket?.resetAndDestroy();
    },
    inject: (text) => {
      for (const { response } of watches) response.write(text);
    },
    freezeWatches: () => {
      for (const watch of watches) watch.frozen = true;
    },
    get watches() {
      return watches.size;
    },
    get sockets() {
      return sockets.size;
    },
    get connections() {
      return connections;
    },
    down,
    up: () => listen(port),
    close: down,
  };
}

function isListByWatch({ asked, byWatch }: Described): boolean {
  return asked === "list" && byWatch;
}

/** Hands over an answer that ends when it has told everything there was: as whole as that of any other list. */
function untilTold(take: (answer: Answer) => void): (answer: IncomingMessage) => void {
  return (answer) => {
    const { statusCode = 502, headers } = answer;
    const whole = Object.assign(new PassThrough(), { statusCode, headers });
    createInterface({ input: answer })
      .on("error", () => whole.destroy())
      .on("line", (text) => {
        if (whole.writableEnded) return;
        whole.write(`${text}\n`);
        if (text.includes("k8s.io/initial-events-end")) whole.end();
      })
      .on("close", () => whole.end());
    take(whole);
  };
}

function begun(response: ServerResponse, { statusCode = 502, headers }: Answer): ServerResponse {
  response.writeHead(statusCode, headers).flushHeaders();
  return response;
}

function scriptedOf({ asked }: Described): Scripted {
  return asked === "list" || asked === "watch" ? asked : "other";
}

function nameOf({ asked, method, resourceVersion }: Described): string {
  if (asked === "watch") return `watch ${resourceVersion}`;
  return asked === "list" ? "list" : method;
}

/** The API server of a kubeconfig, as whoever it names unless the request says otherwise. */
async function upstreamOf(kubeconfigPath: string) {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { hostname, port, protocol } = new URL(config.getCurrentCluster()?.server ?? "");
  const send = protocol === "http:" ? plainRequest : secureRequest;
  return {
    forward(request: IncomingMessage, response: ServerResponse, take: (answer: IncomingMessage) => void): void {
      const { method, url, headers } = request;
      const asked = { ...options, hostname, port, method, path: url, headers: { ...headers, host: "" } };
      const onward = send(asked, (answer) => {
        answer.on("error", () => response.destroy());
        take(answer);
      });
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      request.pipe(onward);
    },
  };
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "proxy",
    clusters: [{ name: "proxy", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "nobody", user: {} }],
    contexts: [{ name: "proxy", context: { cluster: "proxy", user: "nobody" } }],
  });
}
