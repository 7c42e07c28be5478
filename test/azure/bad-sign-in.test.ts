// Trouble with signing in, from Microsoft Entra's answer to the condition on the vault that people read.
import { afterEach, expect, test } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import { credentialFor, type VaultIdentity } from "../../operator/azure/arm/credential.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { StalledError } from "../../operator/errors.ts";
import { message, told } from "../operator/vault/builders.ts";
import { vault } from "../operator/vault/sights.ts";
import { createEntra } from "./entra.ts";
import { ADDRESS } from "./port-under-test.ts";
import { createStillClock } from "./still-clock.ts";
import { verdictOf } from "./vault-verdict.ts";

const TENANT = "22222222-2222-4333-8444-555555555555";
const names = { clientId: "11111111-2222-4333-8444-555555555555", tenantId: TENANT };
const principal: VaultIdentity = { type: "ServicePrincipal", ...names, secret: async () => "old" };

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Nothing but Entra is there: a vault is not asked before there is a token. */
async function verdict(identity: VaultIdentity, answer?: readonly [code: number, sentence: string]) {
  const entra = createEntra();
  if (answer !== undefined) entra.answer(answer);
  const clock = createStillClock();
  const credential = await credentialFor(identity, "Public", { httpClient: entra });
  const parts = { clock, logger: silentLogger, limits: { readMs: 5000, writeMs: 5000 } };
  const port = createSiteRecovery({ ...ADDRESS, ...parts, cloud: "Public", access: { credential } });
  open.push(port);
  const view = createVaultView({ port, clock, logger: silentLogger, random: () => 0.5, fabricType: "InMageRcm" });
  return verdictOf(vault({ spec: { ...ADDRESS } }), view, clock);
}

test.each([
  ["an expired secret", 7000222, "The provided client secret keys for app are expired.", /has expired: make a new one/],
  ["a wrong secret", 7000215, "Invalid client secret provided.", /put the secret's value, not its id/],
  ["a wrong tenant", 90002, "Tenant not found.", /correct spec\.identity\.tenantId/],
  [
    "a clock that is wrong",
    700024,
    "Client assertion is not within its valid time range.",
    /set the clock of the node/,
  ],
] as const)("%s is told on the vault, with what to mend", async (_, code, sentence, words) => {
  const one = await verdict(principal, [code, sentence]);
  expect(told(one)).toBe("Stalled: Unauthorized");
  expect(message(one)).toMatch(words);
  expect(message(one)).toContain(`AADSTS${code}: ${sentence}`);
});

test("a secret that is deleted while the vault is open is told on it", async () => {
  const secret = async () => {
    throw new StalledError("SecretNotFound", 'There is no Secret "azure" in the operator\'s namespace.');
  };
  const one = await verdict({ ...principal, secret });
  expect(told(one)).toBe("Stalled: SecretNotFound");
  expect(message(one)).toContain('no Secret "azure"');
});
