// A process with the settings of a proxy: calls everything once that goes out of our pods, and names what it called.

import { createWeb } from "../../bot/slack/web.ts";
import { createKubeClient } from "../../kube/client.ts";
import { silentLogger as logger } from "../../kube/logger.ts";
import { proxySettings } from "../../kube/proxies.ts";
import { credentialFor } from "../../operator/azure/arm/credential.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { ADDRESS } from "./port-under-test.ts";
import { createStillClock } from "./still-clock.ts";

const id = "11111111-2222-4333-8444-555555555555";
const credential = { getToken: async () => ({ token: "none", expiresOnTimestamp: Date.now() + 3_600_000 }) };
const proxies = proxySettings(process.env, []);
const arm = createSiteRecovery({
  ...ADDRESS,
  cloud: "Public",
  access: { credential, ...(proxies !== undefined && { proxies }) },
  clock: createStillClock(),
  logger,
});
const entra = await credentialFor(
  { type: "ServicePrincipal", clientId: id, tenantId: id, secret: async () => "none" },
  "Public",
);
const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "c", cluster: { server: process.env.API_SERVER, "insecure-skip-tls-verify": true } }],
  users: [{ name: "u", user: { token: "none" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  "current-context": "c",
});
const kube = createKubeClient({ kubeconfig: { content: kubeconfig }, userAgent: "test", logger });
const things = { group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespaced: false };

const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  arm: () => arm.vault(),
  entra: () => entra.getToken("https://management.azure.com/.default"),
  slack: () => createWeb("xoxb-none", { apiUrl: "https://slack.com/api/", logger }).auth.test(),
  kubernetes: () => kube.get(things, { name: "default" }),
};

for (const [name, call] of Object.entries(calls)) {
  const outcome = await call().then(
    () => "answered",
    () => "not answered",
  );
  console.log(`${name}: ${outcome}`);
}
process.exit();
