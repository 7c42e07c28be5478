// The proxy does to a connection what it says: else the operator would survive what never happened.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Fate, FateKind } from "./fates.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { playWatch } from "./watch.ts";

const BODY = JSON.stringify({ kind: "Thing", metadata: { name: "a" }, text: "x".repeat(1000) });
const LINES = ["one", "two", "three", "four", "five"].map((name) =>
  JSON.stringify({ type: "ADDED", object: { name } }),
);

let server: Server;
let folder: string;
let proxy: FaultProxy;
/** What the API server saw. */
let seen: string[];
let watch: ServerResponse | undefined;

beforeEach(async () => {
  seen = [];
  watch = undefined;
  server = createServer((request, response) => {
    seen.push(`${request.method}`);
    if (request.url?.includes("watch=")) {
      watch = response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
    } else response.writeHead(200, { "content-length": BODY.length }).end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "asr-chatops-proxy-"));
  const path = join(folder, "kubeconfig");
  await writeFile(path, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  proxy = await startFaultProxy(path);
});

afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function kubeconfigOf(server: string): string {
  const cluster = { server, "insecure-skip-tls-verify": true };
  return JSON.stringify({
    "current-context": "here",
    clusters: [{ name: "here", cluster }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
  });
}

const follow = (kind: FateKind, times: Partial<Fate> = {}) =>
  proxy.follow(() => ({ kind, afterMs: 0, lastsMs: 0, ...times }));
const urlOf = () => JSON.parse(proxy.kubeconfig).clusters[0].cluster.server as string;
const call = () => fetch(`${urlOf()}/apis/example.org/v1/things/a`, { method: "PATCH", body: "{}" });

describe("a call", () => {
  test.each<[FateKind, number, number]>([
    ["error", 500, 0],
    ["throttled", 429, 0],
    ["expired", 410, 0],
    ["lost-error", 500, 1],
    ["slow", 200, 1],
  ])("that meets %s is answered %i, and %i of it reached the API server", async (kind, status, reached) => {
    follow(kind);
    const answer = await call();
    const text = await answer.text();
    expect([answer.status, seen.length]).toEqual([status, reached]);
    if (status === 200) expect(text).toBe(BODY);
    else expect(JSON.parse(text)).toMatchObject({ kind: "Status", code: status });
    expect(answer.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
    expect(proxy.struck).toEqual(new Map([[kind, 1]]));
  });

  test.each<[FateKind, number]>([
    ["reset", 0],
    ["stall", 0],
    ["lost-reply", 1],
    ["cut-off", 1],
  ])("that meets %s gets no answer, and %i of it reached the API server", async (kind, reached) => {
    follow(kind);
    await expect(call().then((answer) => answer.text())).rejects.toThrow();
    expect(seen).toHaveLength(reached);
  });

  test("that meets truncated gets half of its answer, in good order", async () => {
    follow("truncated");
    expect(await (await call()).text()).toBe(BODY.slice(0, Math.floor(BODY.length / 2)));
  });

  test("without a plan goes through", async () => {
    expect(await (await call()).text()).toBe(BODY);
    expect(proxy.struck.size).toBe(0);
  });
});

describe("a watch", () => {
  /** Everything that arrives, how it ends, and a way to send lines. */
  async function watching() {
    const answer = await fetch(`${urlOf()}/apis/example.org/v1/things?watch=true&resourceVersion=7`);
    const got = { text: "", end: "" };
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) got.text += Buffer.from(chunk).toString();
    })();
    reading.then(
      () => (got.end = "closed"),
      () => (got.end = "broken"),
    );
    const send = (...lines: readonly string[]) => watch?.write(lines.map((line) => `${line}\n`).join(""));
    return { got, send };
  }
  const text = (...lines: readonly (string | undefined)[]) => lines.map((line) => `${line}\n`).join("");
  const [one = "", two = "", three = "", four = ""] = LINES;

  test.each<[FateKind, string, RegExp]>([
    ["watch-reset", "broken", /^$/],
    ["watch-end", "closed", /^$/],
    ["watch-expired", "closed", /^\{"type":"ERROR","object":\{"kind":"Status","code":410,"reason":"Expired".*\}\n$/],
    ["watch-error", "closed", /^\{"type":"ERROR","object":\{"kind":"Status","code":500.*\}\n$/],
    ["watch-freeze", "broken", /^$/],
  ])("that meets %s is %s", async (kind, end, arrived) => {
    follow(kind);
    const { got } = await watching();
    await vi.waitFor(() => expect(got.end).toBe(end));
    expect(got.text).toMatch(arrived);
    expect(proxy.struck).toEqual(new Map([[kind, 1]]));
  });

  test("that meets watch-cut ends within its next line, in good order", async () => {
    follow("watch-cut");
    const { got, send } = await watching();
    await vi.waitFor(() => {
      send(one);
      expect(got.end).toBe("closed");
    });
    expect(got.text.endsWith(one.slice(0, one.length / 2))).toBe(true);
  });

  test("that meets watch-hold gets what came meanwhile later, in order", async () => {
    follow("watch-hold", { lastsMs: 300 });
    const { got, send } = await watching();
    send(one, two);
    await vi.waitFor(() => expect(got.text).toBe(text(one, two)));
  });

  test("that meets watch-hold gets nothing while it lasts", async () => {
    const arrived: string[] = [];
    const down = { write: (line: string | Uint8Array) => arrived.push(String(line)), end: () => {}, reset: () => {} };
    const passage = playWatch(down, { kind: "watch-hold", afterMs: 0, lastsMs: 600_000 }, () => {});
    await vi.waitFor(() => {
      const before = arrived.length;
      passage?.line(one);
      expect(arrived).toHaveLength(before);
    });
    const before = arrived.length;
    passage?.line(two);
    expect(arrived).toHaveLength(before);
    passage?.stop();
  });

  test("that meets watch-slow gets each line whole in the end", async () => {
    follow("watch-slow", { lastsMs: 5 });
    const { got, send } = await watching();
    send(one, '{"name":"Zoë 🚒"}', two);
    await vi.waitFor(() => expect(got.text).toBe(text(one, '{"name":"Zoë 🚒"}', two)));
  });

  test("that meets watch-duplicate gets each line twice, and once more later", async () => {
    follow("watch-duplicate");
    const { got, send } = await watching();
    send(...LINES);
    const [, , , , five] = LINES;
    await vi.waitFor(() => expect(got.text).toContain(five));
    expect(got.text).toBe(text(one, one, two, two, three, three, four, four, one, five, five, two));
  });
});
