// What goes through a proxy, as docs/install.md says it does. The proxy lets nothing through, so nothing leaves the machine.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScript } from "../stack/child.ts";

const asked: string[] = [];
const proxy = createServer();
const apiServer = createServer((_, response) => {
  response.setHeader("content-type", "application/json").end('{"metadata": {"name": "default"}}');
});

const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

let lines: readonly string[];
beforeAll(async () => {
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  proxy.on("request", ({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(502).end();
  });
  // The chart's three, templates/_pod.tpl; HTTP_PROXY besides, so that plain HTTP too is seen to pass it by.
  const address = await listen(proxy);
  const child = startScript(join(import.meta.dirname, "behind-proxy.ts"), [], {
    HTTPS_PROXY: address,
    HTTP_PROXY: address,
    NO_PROXY: "localhost,.svc",
    NODE_USE_ENV_PROXY: "1",
    API_SERVER: await listen(apiServer),
  });
  await child.ended;
  lines = child.lines;
});
afterAll(() => {
  proxy.close();
  apiServer.close();
});

test("Azure, Microsoft Entra and Slack's Web API do, and get no further than it", () => {
  expect([...new Set(asked)].sort()).toEqual([
    "login.microsoftonline.com:443",
    "management.azure.com:443",
    "slack.com:443",
  ]);
  expect(lines).toEqual(expect.arrayContaining(["arm: not answered", "entra: not answered", "slack: not answered"]));
});

test("the API server is reached without it", () => {
  expect(lines).toContain("kubernetes: answered");
});
