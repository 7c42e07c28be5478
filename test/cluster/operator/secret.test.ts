// The client secret of a vault, read with the operator's own token: one that its Role does not name is told as such.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { type OpenVaultParts, openVault } from "../../../operator/open-vault.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { vault } from "../../operator/vault/sights.ts";

let client: KubeClient;

beforeAll(async () => {
  const path = await controlPlane().serviceAccountKubeconfig("asr-chatops", "asr-chatops-operator");
  client = createKubeClient({ kubeconfig: { path }, userAgent: "operator-test/1", logger: silentLogger });
});
afterAll(() => client?.close());

/** Its secret is read before anything is made that these parts are for. */
async function opening(name: string): Promise<string> {
  const names = { clientId: "11111111-1111-4111-8111-111111111111", tenantId: "22222222-2222-4222-8222-222222222222" };
  const identity = { type: "ServicePrincipal", ...names, secretRef: { name } } as const;
  const parts = { client, logger: silentLogger, namespace: "asr-chatops", simulatorUrl: undefined };
  return openVault(parts as unknown as OpenVaultParts, vault({ spec: { identity } })).then(
    () => "opened",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

test("one that its Role does not name is not read, and who must do what is said", async () => {
  const said = await opening("asr-chatops-slack");
  expect(said).toMatch(
    /^StalledError: The operator may not read Secret "asr-chatops-slack" in namespace asr-chatops\./,
  );
  expect(said).toContain(
    "Name it in the chart's operator.identitySecrets (without the chart: in resourceNames of the operator's Role there)",
  );
});

test("one that is not there is asked for", async () => {
  expect(await opening("asr-chatops-azure")).toContain('There is no Secret "asr-chatops-azure"');
});
