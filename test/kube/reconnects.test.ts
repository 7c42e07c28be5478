// A thousand reconnects on the wire, in every way that a watch can end, leave nothing behind: no connection, no timer, no
// listener, no memory.
import { getEventListeners } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Registry } from "prom-client";
import { afterEach, expect, test, vi } from "vitest";
import { createKubeClient } from "../../kube/client.ts";
import { type Clock, systemClock } from "../../kube/clock.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { createReflector } from "../../kube/reflector.ts";
import { line, listLines, type Thing, thing, thingKind } from "./things.ts";

const RECONNECTS = 1000;
const WARM_UP = 200;
const MEGABYTE = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Pauses between tries are over at once; time limits never come. `pending`: timers that are set. */
function createHurriedClock(): Clock & { readonly pending: number } {
  const pending = new Set<object>();
  return {
    now: systemClock.now,
    monotonicMs: systemClock.monotonicMs,
    setTimer: (ms, fn) => {
      const timer = {};
      pending.add(timer);
      const fire = () => {
        if (pending.delete(timer)) fn();
      };
      if (ms < 5_000) setImmediate(fire);
      return () => pending.delete(timer);
    },
    get pending() {
      return pending.size;
    },
  };
}

const status = (code: number) => JSON.stringify({ kind: "Status", code, message: "no" });

/** How watches end, in turn; each has told of one object before, where it was opened. */
const ends: readonly ((response: ServerResponse, told: string) => void)[] = [
  (response, told) => response.end(told),
  (response, told) => response.write(told, () => response.socket?.resetAndDestroy()),
  (response, told) => response.end(`${told}{"type":"MODIFIED","obj`),
  (response, told) => response.end(`${told}${line("ERROR", { kind: "Status", code: 410, reason: "Expired" })}\n`),
  (response) => response.writeHead(500).end(status(500)),
  (response, told) => response.end(`${told}nonsense\n`),
  (response) => response.writeHead(429, { "retry-after": "1" }).end(status(429)),
  (response) => response.socket?.resetAndDestroy(),
  (response) => response.writeHead(410).end(status(410)),
];

async function flakyServer() {
  const sockets = new Set<object>();
  const count = { watches: 0, connections: 0 };
  let version = 10;
  server = createServer((request, response) => {
    version += 1;
    const items = [thing("a", version), thing(`b${version}`, version)];
    if (request.url?.includes("sendInitialEvents=")) {
      response.end(listLines(version, ...items));
      return;
    }
    if (request.url?.includes("watch=")) {
      const end = ends[count.watches++ % ends.length];
      end?.(response, `${line("MODIFIED", thing("a", version))}\n`);
      return;
    }
    response.end(JSON.stringify({ metadata: { resourceVersion: String(version) }, items }));
  });
  server.on("connection", (socket) => {
    count.connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { sockets, count, url: `http://127.0.0.1:${port}` };
}

function kubeconfigOf(url: string): string {
  return JSON.stringify({
    "current-context": "here",
    clusters: [{ name: "here", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: { token: "abc" } }],
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
  });
}

function heapInUse(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test("a thousand reconnects leave no connection, timer, listener or memory behind", async () => {
  const { sockets, count, url } = await flakyServer();
  const clock = createHurriedClock();
  const metrics = createKubeMetrics(new Registry());
  const parts = { logger: silentLogger, clock, userAgent: "test/1" };
  const client = createKubeClient({ ...parts, kubeconfig: { content: kubeconfigOf(url) }, metrics: metrics.client });
  const reflector = createReflector<Thing>({ ...parts, client, kind: thingKind, metrics: metrics.reflector });
  const stop = new AbortController();
  const ended = reflector.start(stop.signal);

  const reach = (watches: number) =>
    vi.waitFor(() => expect(count.watches).toBeGreaterThanOrEqual(watches), { timeout: 60_000, interval: 2 });
  await reach(WARM_UP);
  const before = { heap: heapInUse(), timers: clock.pending };
  await reach(WARM_UP + RECONNECTS);
  const after = { heap: heapInUse(), timers: clock.pending, listeners: getEventListeners(stop.signal, "abort").length };

  expect(after.timers).toBeLessThanOrEqual(2);
  expect(after.listeners).toBeLessThanOrEqual(1);
  expect((after.heap - before.heap) / MEGABYTE).toBeLessThan(2);
  expect(sockets.size).toBeLessThanOrEqual(3);
  expect(reflector.list()).toHaveLength(2);

  stop.abort();
  await ended;
  expect(clock.pending).toBe(0);
  await client.close();
  await vi.waitFor(() => expect(sockets.size).toBe(0));
  const open = await metrics.client.connections.get();
  expect(open.values.map(({ value }) => value)).toEqual(open.values.map(() => 0));
  console.info(`heap ${before.heap} → ${after.heap}, ${count.connections} connections for ${count.watches} watches`);
}, 120_000);
