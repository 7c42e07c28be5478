// Socket Mode where nothing may leave but through a proxy.
import { expect, test } from "vitest";
import { createSocketLine } from "../../bot/slack/socket-line.ts";
import { systemClock } from "../../kube/clock.ts";
import { startSlack, stopLater } from "../slack/rig.ts";
import { type ConnectProxy, startConnectProxy } from "../stack/connect-proxy.ts";
import { createLog } from "./rig.ts";

async function startProxy(): Promise<ConnectProxy> {
  const proxy = await startConnectProxy();
  stopLater(proxy);
  return proxy;
}

test.each([
  { what: "is opened through it", except: "", tunnels: 1 },
  { what: "is opened directly to a host that NO_PROXY names", except: "127.0.0.1", tunnels: 0 },
])("a socket $what", async ({ except, tunnels }) => {
  const proxy = await startProxy();
  const slack = await startSlack();
  const { appToken, apiUrl } = slack;
  const proxies = { http: proxy.url, https: proxy.url, except };
  const line = createSocketLine({ appToken, apiUrl, proxies, logger: createLog().logger, clock: systemClock });
  await line.start();
  expect(line.problem()).toBeUndefined();
  expect(slack.sockets).toBe(1);
  expect(proxy.tunnels).toEqual(Array(tunnels).fill(new URL(slack.url).host));
  await line.stop();
});

test("a proxy that does not answer is said, and asked again until the line is stopped", async () => {
  const { url } = await startProxy();
  const slack = await startSlack();
  const { appToken, apiUrl } = slack;
  const log = createLog();
  const gone = new URL(url);
  gone.port = "9";
  const proxies = { http: gone.href, except: "" };
  const line = createSocketLine({ appToken, apiUrl, proxies, logger: log.logger, clock: systemClock });
  void line.start();
  await log.line("no socket to Slack could be opened");
  expect(line.problem()).toBe("no socket to Slack is open");
  await line.stop();
});
