// Signing in: what each identity asks for in each cloud, what becomes of a replaced secret, and how trouble is told.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import type { Cloud, SignInOptions, TokenCredential, VaultIdentity } from "../../operator/azure/arm/credential.ts";
import { CLOUDS, credentialFor } from "../../operator/azure/arm/credential.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { StalledError, TransientError } from "../../operator/errors.ts";
import type { Entra } from "./entra.ts";
import { createEntra } from "./entra.ts";
import { ADDRESS, armError, failure, itemId, ok, portTo, WRITE } from "./port-under-test.ts";
import type { ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { createStillClock } from "./still-clock.ts";

const TENANT = "22222222-2222-4333-8444-555555555555";
const CLIENT = "11111111-2222-4333-8444-555555555555";
const SCOPE = "https://management.azure.com/.default";

const folder = mkdtempSync(join(tmpdir(), "identity-"));
const tokenFilePath = join(folder, "token");
writeFileSync(tokenFilePath, "federated");

let entra: Entra;
let secret: () => Promise<string>;
beforeEach(() => {
  entra = createEntra();
  secret = async () => "first";
});

const principal: VaultIdentity = {
  type: "ServicePrincipal",
  clientId: CLIENT,
  tenantId: TENANT,
  secret: () => secret(),
};
const workload: VaultIdentity = { type: "WorkloadIdentity", clientId: CLIENT, tenantId: TENANT };

const signIn = (identity: VaultIdentity, cloud: Cloud = "Public", more: SignInOptions = {}) =>
  credentialFor(identity, cloud, { httpClient: entra, tokenFilePath, ...more });

describe.each<[Cloud, string, string]>([
  ["Public", "login.microsoftonline.com", "https://management.azure.com"],
  ["USGovernment", "login.microsoftonline.us", "https://management.usgovcloudapi.net"],
])("in the cloud %s", (cloud, authority, endpoint) => {
  test("a service principal asks its authority with its secret", async () => {
    await (await signIn(principal, cloud)).getToken(`${endpoint}/.default`);
    expect(entra.asked).toMatchObject([{ host: authority, path: `/${TENANT}/oauth2/v2.0/token` }]);
    const fields = Object.fromEntries(entra.asked[0]?.fields ?? []);
    expect(fields).toMatchObject({ client_id: CLIENT, client_secret: "first", scope: `${endpoint}/.default` });
  });

  test("a workload identity asks it with the token of its file", async () => {
    await (await signIn(workload, cloud)).getToken(`${endpoint}/.default`);
    expect(entra.asked).toMatchObject([{ host: authority, path: `/${TENANT}/oauth2/v2.0/token` }]);
    const fields = Object.fromEntries(entra.asked[0]?.fields ?? []);
    expect(fields).toMatchObject({ client_id: CLIENT, client_assertion: "federated", scope: `${endpoint}/.default` });
  });

  test("the adapter asks for a token for this cloud, and sends its requests there", async () => {
    const scopes: unknown[] = [];
    const credential: TokenCredential = {
      getToken: async (scope) => {
        scopes.push(scope);
        throw new StalledError("Unauthorized", "no token in this test");
      },
    };
    const port = createSiteRecovery({ ...ADDRESS, ...parts(), cloud, access: { credential } });
    await failure(port.policy("gold"));
    await failure(port.vault());
    port.close();
    expect(new Set(scopes.flat())).toEqual(new Set([`${endpoint}/.default`]));
    expect(CLOUDS[cloud].endpoint).toBe(endpoint);
  });
});

// In one test: the identity library keeps the first HTTP client that a process asks the node with.
test("a managed identity asks the node, for its only one or for the one that is named", async () => {
  await (await signIn({ type: "ManagedIdentity" })).getToken(SCOPE);
  await (await signIn({ type: "ManagedIdentity", clientId: CLIENT })).getToken(SCOPE);
  expect(entra.asked.map(({ host }) => host)).toEqual(["169.254.169.254", "169.254.169.254"]);
  expect(entra.asked.map(({ fields }) => fields.get("client_id"))).toEqual([null, CLIENT]);
});

describe("a secret", () => {
  const secrets = () => entra.asked.map(({ fields }) => fields.get("client_secret"));

  test("that was replaced is in the next token's request, without a restart", async () => {
    const credential = await signIn(principal);
    entra.answer([7000222, "The provided client secret keys are expired."]);
    await failure(credential.getToken(SCOPE));
    secret = async () => "second";
    entra.answer("token");
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: "token 2" });
    expect(secrets()).toEqual(["first", "second"]);
  });

  test("that stayed asks for no second token while the first is good", async () => {
    const credential = await signIn(principal);
    await credential.getToken(SCOPE);
    await credential.getToken(SCOPE);
    expect(secrets()).toEqual(["first"]);
  });

  test("that cannot be read for the moment stays what it was", async () => {
    const credential = await signIn(principal);
    await credential.getToken(SCOPE);
    secret = async () => {
      throw new Error("the API server is away");
    };
    expect(await credential.getToken(SCOPE)).toMatchObject({ token: "token 1" });
  });

  test("that is gone gives no token, though the last one would still be known", async () => {
    const credential = await signIn(principal);
    await credential.getToken(SCOPE);
    secret = async () => {
      throw new StalledError("SecretNotFound", "There is no Secret.");
    };
    expect(await failure(credential.getToken(SCOPE))).toMatchObject({ reason: "SecretNotFound" });
    const port = await portOf(principal);
    expect(await failure(port.policy("gold"))).toMatchObject({ reason: "SecretNotFound" });
    port.close();
  });
});

function parts() {
  return { clock: createStillClock(), logger: silentLogger, limits: { readMs: 5000, writeMs: 5000 } };
}

async function portOf(identity: VaultIdentity, more: SignInOptions = {}) {
  const credential = await signIn(identity, "Public", more);
  return createSiteRecovery({ ...ADDRESS, ...parts(), cloud: "Public", access: { credential } });
}

const ROWS: readonly [string, VaultIdentity, readonly [number, string], RegExp][] = [
  ["an expired secret", principal, [7000222, "The provided client secret keys for app are expired."], /has expired/],
  ["a wrong secret", principal, [7000215, "Invalid client secret provided."], /value, not its id/],
  ["a wrong tenant", principal, [90002, "Tenant not found."], /correct spec\.identity\.tenantId/],
  ["a wrong client", principal, [700016, "Application not found in the directory."], /clientId or spec/],
  ["a federated credential that does not fit", workload, [700213, "No matching record found."], /its subject/],
  [
    "clocks that differ",
    workload,
    [700024, "Client assertion is not within its valid time range."],
    /clock of the node/,
  ],
  ["trouble that nobody foresaw", principal, [999999, "Something else."], /Check the vault's spec\.identity/],
];

describe("no token, for", () => {
  test.each(ROWS)("%s, is Unauthorized and says what to mend", async (_, identity, answer, words) => {
    entra.answer(answer);
    const port = await portOf(identity);
    const first = (await failure(port.policy("gold"))) as StalledError;
    expect(first).toMatchObject({ name: "StalledError", reason: "Unauthorized" });
    expect(first.message).toMatch(words);
    expect(first.message).toContain(`AADSTS${answer[0]}: ${answer[1]}`);
    const second = (await failure(port.policy("gold"))) as StalledError;
    expect(second.message).toBe(first.message);
    const outcome = await port.testFailover(WRITE, itemId("web01"), { networkId: "n" });
    expect(outcome).toMatchObject({ code: "NotSent", retryAfterSeconds: 60, refused: expect.stringMatching(words) });
    port.close();
  });

  test("a federated token that is not there says that the webhook is missing", async () => {
    const port = await portOf(workload, { tokenFilePath: join(folder, "none") });
    expect(await failure(port.policy("gold"))).toMatchObject({
      reason: "Unauthorized",
      message: expect.stringMatching(/no federated token: the webhook/),
    });
    port.close();
  });

  test.each<"unreachable" | number>(["unreachable", 503])("Entra that is %s is tried again", async (answer) => {
    entra.answer(answer);
    const port = await portOf(principal);
    expect(await failure(port.policy("gold"))).toBeInstanceOf(TransientError);
    port.close();
  });

  test("Entra that is throttling is tried again", async () => {
    const credential: TokenCredential = {
      getToken: async () => {
        const error = new Error("temporarily_unavailable: AADSTS90055: too many requests");
        error.name = "AuthenticationRequiredError";
        throw error;
      },
    };
    const port = createSiteRecovery({ ...ADDRESS, ...parts(), cloud: "Public", access: { credential } });
    expect(await failure(port.policy("gold"))).toBeInstanceOf(TransientError);
    port.close();
  });
});

describe("a token that Azure does not take", () => {
  let server: ScriptedServer;
  let port: ReturnType<typeof portTo>;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  beforeEach(() => {
    port = portTo(server.url);
  });
  afterEach(() => port.close());
  afterAll(() => server.close());

  test.each([
    ["InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.", /another tenant/],
    ["ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than now.", /clocks differ/],
    ["InvalidAuthenticationToken", "The access token is not yet valid.", /clocks differ/],
    ["AuthenticationFailed", "Authentication failed.", /spec\.identity/],
  ])("with %s says what to mend", async (code, message, words) => {
    server.answer({ status: 401, body: armError(code, message) });
    expect(await failure(port.policy("gold"))).toMatchObject({
      reason: "Unauthorized",
      message: expect.stringMatching(words),
    });
    expect(await port.deletePolicy(WRITE, "gold")).toMatchObject({
      code,
      refused: message,
      recommendedAction: expect.stringMatching(words),
    });
  });

  const vault = `/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v`;
  const network = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/prod";
  const denied = (action: string, scope: string) =>
    `The client 'c' with object id 'o' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  const linked = (action: string, scope: string) =>
    `The client has permission to perform action 'Microsoft.RecoveryServices/vaults/x/write' on scope '${vault}/x'; however, it does not have permission to perform action(s) '${action}' on the linked scope(s) '${scope}' (respectively) or the linked scope(s) are invalid.`;
  const RIGHTS: readonly [string, string, string][] = [
    [
      "reading in the vault",
      denied("Microsoft.RecoveryServices/vaults/replicationPolicies/read", `${vault}/replicationPolicies/p`),
      `Site Recovery Reader on ${vault}, `,
    ],
    [
      "writing in the vault",
      denied("Microsoft.RecoveryServices/vaults/replicationPolicies/write", `${vault}/replicationPolicies/p`),
      `Site Recovery Contributor on ${vault}, `,
    ],
    [
      "appliances",
      denied("Microsoft.RecoveryServices/vaults/replicationAppliances/read", vault),
      `Site Recovery Reader on ${vault}, `,
    ],
    ["a network", denied("Microsoft.Network/virtualNetworks/read", network), `Reader on ${network}, `],
    [
      "a linked network",
      linked("Microsoft.Network/virtualNetworks/subnets/join/action", `${network}/subnets/web`),
      `Virtual Machine Contributor on ${network}, `,
    ],
    [
      "the test machine",
      denied(
        "Microsoft.Compute/virtualMachines/read",
        "/subscriptions/s/resourceGroups/dr/providers/Microsoft.Compute/virtualMachines/m",
      ),
      "Reader on /subscriptions/s/resourceGroups/dr, ",
    ],
  ];

  test.each(RIGHTS)("for a missing right on %s names the role and where", async (_, message, words) => {
    server.answer({ status: 403, body: armError("AuthorizationFailed", message) });
    const error = (await failure(port.policy("gold"))) as StalledError;
    expect(error.reason).toBe("Forbidden");
    expect(error.message).toContain(`Give the operator's identity ${words}`);
    server.answer({ status: 403, body: armError("AuthorizationFailed", message) });
    expect(await port.createPolicy(WRITE, "gold", SETTINGS)).toMatchObject({
      refused: message,
      recommendedAction: expect.stringContaining(words),
    });
  });

  test("for a right that Azure words otherwise says the usual", async () => {
    server.answer({ status: 403, body: armError("RequestDisallowedByPolicy", "Disallowed by policy.") }, ok({}));
    expect(await failure(port.policy("gold"))).toMatchObject({
      message: expect.stringMatching(/Contributor on the vault/),
    });
  });
});

const SETTINGS = {
  recoveryPointRetentionMinutes: 1440,
  appConsistentFrequencyMinutes: 60,
  crashConsistentFrequencyMinutes: 5,
  multiVmSync: false,
};
