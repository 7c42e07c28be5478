// How one request fares on the wire: waiting when told to, giving up in time, broken answers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createKubeClient } from "../../kube/client.ts";
import { UnavailableError } from "../../kube/errors.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { createFakeClock } from "./fake-clock.ts";
import { thing, thingKind } from "./things.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serving(...answers: Answer[]) {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clock = createFakeClock();
  const registry = new Registry();
  const metrics = createKubeMetrics(registry).client;
  const content = JSON.stringify({
    "current-context": "here",
    clusters: [{ name: "here", cluster: { server: `http://127.0.0.1:${port}/`, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: { token: "abc" } }],
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
  });
  const client = createKubeClient({
    kubeconfig: { content },
    userAgent: "test/7",
    logger: silentLogger,
    clock,
    metrics,
  });
  closing.push(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, clock, requests, registry, get: () => client.get(thingKind, { name: "a", namespace: "shop" }) };
}

const json = (status: number, body: object, headers: Record<string, string> = {}): Answer => {
  return (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};
const busy = (retryAfter: string) => json(429, { kind: "Status", message: "busy" }, { "retry-after": retryAfter });
const silent: Answer = () => {};

test("a request says who we are and goes where it should", async () => {
  const { get, requests, registry } = await serving(json(200, thing("a", 5)));
  expect(await get()).toEqual(thing("a", 5));
  expect(requests[0]?.url).toBe("/apis/example.org/v1/namespaces/shop/things/a");
  expect(requests[0]?.headers).toMatchObject({ authorization: "Bearer abc", "user-agent": "test/7" });
  expect(await registry.metrics()).toMatch(
    /rest_client_requests_total\{method="GET",host="127.0.0.1:\d+",code="200"\} 1/,
  );
});

describe("429", () => {
  test("is waited out when the server asks for a short time", async () => {
    const { get, clock, requests } = await serving(busy("2"), json(200, thing("a", 5)));
    const got = get();
    await vi.waitFor(() => expect(clock.pending).toBe(2)); // the time limit and the wait
    expect(requests).toHaveLength(1);
    await clock.advance(2_000);
    expect(await got).toEqual(thing("a", 5));
    expect(clock.pending).toBe(0);
  });

  test("with a long time, or none, is for the caller to wait out", async () => {
    const { get, requests } = await serving(busy("30"));
    await expect(get()).rejects.toMatchObject({ name: "UnavailableError", code: 429, retryAfterSeconds: 30 });
    expect(requests).toHaveLength(1);
  });

  test("three times over is for the caller too", async () => {
    const { get, clock, requests } = await serving(busy("1"));
    const got = expect(get()).rejects.toMatchObject({ code: 429 });
    for (const seen of [1, 2]) {
      await vi.waitFor(() => expect([requests.length, clock.pending]).toEqual([seen, 2]));
      await clock.advance(1_000);
    }
    await got;
    expect(requests).toHaveLength(3);
  });
});

describe("no answer", () => {
  test("within 30 s is unavailable, and says how long it waited", async () => {
    const { get, clock, requests } = await serving(silent);
    const got = expect(get()).rejects.toThrow(
      new UnavailableError("GET /apis/example.org/v1/namespaces/shop/things/a was not answered within 30 s"),
    );
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    await clock.advance(30_000);
    await got;
  });

  test("ends with the caller's signal, for the caller's reason", async () => {
    const { client, requests, clock } = await serving(silent);
    const stop = new AbortController();
    const got = client.get(thingKind, { name: "a", namespace: "shop" }, { signal: stop.signal });
    const reason = new Error("shutting down");
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    stop.abort(reason);
    await expect(got).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test.each<[string, Answer]>([
    ["a reset before the answer", (response) => response.socket?.resetAndDestroy()],
    [
      "a body that breaks off",
      (response) => response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy()),
    ],
    ["a 200 that is no JSON", (response) => response.end("<html>")],
  ])("%s is unavailable", async (_, answer) => {
    const { get } = await serving(answer);
    await expect(get()).rejects.toMatchObject({ name: "UnavailableError", code: undefined });
  });

  test("is never sent a second time: a write may have been done", async () => {
    const { client, requests } = await serving((response) => response.socket?.resetAndDestroy());
    await expect(client.create(thingKind, thing("a", 5))).rejects.toMatchObject({ name: "UnavailableError" });
    expect(requests).toHaveLength(1);
  });
});

test("a list that expires between two pages is asked for once more, whole", async () => {
  const page = { metadata: { resourceVersion: "7", continue: "next" }, items: [thing("old", 5)] };
  const whole = { metadata: { resourceVersion: "9" }, items: [thing("a", 8), thing("b", 9)] };
  const gone = json(410, { kind: "Status", reason: "Expired", code: 410 });
  let pages = 0;
  const { client, requests } = await serving(json(200, page), gone, json(200, whole));
  const { items, resourceVersion } = await client.list(thingKind, { pageSize: 1, onPage: () => pages++ });
  expect(pages).toBe(2);
  expect(items.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
  expect(resourceVersion).toBe("9");
  expect(requests.map(({ url }) => url?.split("?")[1])).toEqual(["limit=1", "limit=1&continue=next", undefined]);
});

test("a list of a past moment names it once: the pages that follow are of the same", async () => {
  const page = { metadata: { resourceVersion: "7", continue: "next" }, items: [thing("a", 5)] };
  const { client, requests } = await serving(json(200, page), json(200, { metadata: {}, items: [] }));
  await client.list(thingKind, { pageSize: 1, asOf: "7" });
  const queries = requests.map(({ url }) => url?.split("?")[1]);
  expect(queries).toEqual(["limit=1&resourceVersion=7&resourceVersionMatch=Exact", "limit=1&continue=next"]);
});

test("a refused token is read again once, and the same refusal is told", async () => {
  const { get, requests } = await serving(
    json(401, { kind: "Status", reason: "Unauthorized", message: "Unauthorized" }),
  );
  await expect(get()).rejects.toMatchObject({ name: "UnavailableError", code: 401 });
  expect(requests).toHaveLength(2);
});
