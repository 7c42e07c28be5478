// A proxy between a client and the real API server that breaks what it is told to break.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request as forwardRequest, type RequestOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

export type Asked = "list" | "watch" | "other";

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
  fail(asked: Asked, fault: Fault): void;
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
  const faults: Record<Asked, Fault[]> = { list: [], watch: [], other: [] };
  const watches = new Set<Watch>();
  const sockets = new Set<object>();
  const requests: string[] = [];
  let connections = 0;

  const server = createServer((request, response) => {
    const { asked, name } = describeRequest(request);
    requests.push(name);
    const fault = faults[asked].shift();
    if (fault === undefined) forward(request, response, asked);
    else if (fault === "reset") request.socket.destroy();
    else response.writeHead(fault.status, fault.headers).end(fault.text);
  });
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  function forward(request: IncomingMessage, response: ServerResponse, asked: Asked): void {
    const { method, url, headers } = request;
    const onward = forwardRequest({ ...upstream, method, path: url, headers: { ...headers, host: "" } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      if (asked === "watch") follow(answer, response);
      else answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  function follow(answer: IncomingMessage, response: ServerResponse): void {
    const watch: Watch = { response, frozen: false };
    watches.add(watch);
    response.on("close", () => watches.delete(watch));
    answer.on("data", (chunk) => watch.frozen || response.write(chunk));
    answer.on("end", () => watch.frozen || response.end());
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

function describeRequest({ method = "", url = "" }: IncomingMessage): { asked: Asked; name: string } {
  const { searchParams } = new URL(url, "http://localhost");
  if (searchParams.has("watch")) return { asked: "watch", name: `watch ${searchParams.get("resourceVersion")}` };
  if (method === "GET" && searchParams.has("limit")) return { asked: "list", name: "list" };
  return { asked: "other", name: method };
}

async function upstreamOf(kubeconfigPath: string): Promise<RequestOptions> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { hostname, port } = new URL(config.getCurrentCluster()?.server ?? "");
  return { ...options, hostname, port };
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
