// The wire's own rules: where requests may go, with which token, over which connection.
import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { credentialFor, SIMULATOR_TOKEN } from "../../operator/azure/arm/credential.ts";
import type { Transport } from "../../operator/azure/arm/transport.ts";
import { createTransport } from "../../operator/azure/arm/transport.ts";
import { OPEN } from "../../operator/fence.ts";
import { ok } from "./port-under-test.ts";
import type { ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { createStillClock } from "./still-clock.ts";

const endpoint = "https://management.azure.com";
let server: ScriptedServer;
let transport: Transport | undefined;

beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => transport?.close());
afterAll(() => server.close());

function send(url: string, token: string, method: "GET" | "POST" = "GET") {
  server.answer(ok({}));
  transport = createTransport({
    endpoint,
    simulatorUrl: server.url,
    onAnswer: () => {},
    fence: OPEN,
    clock: createStillClock(),
  });
  const headers = createHttpHeaders({ authorization: `Bearer ${token}` });
  return transport.sendRequest(createPipelineRequest({ url, method, headers }));
}

test("the simulator's token goes to the simulator", async () => {
  expect((await send(`${endpoint}/x?y=1`, SIMULATOR_TOKEN)).status).toBe(200);
  expect(server.received[0]).toMatchObject({ path: "/x" });
});

test("any other token never goes out over plain HTTP", async () => {
  await expect(send(`${endpoint}/x`, "real")).rejects.toThrow(/real token/);
  expect(server.received).toHaveLength(0);
});

test.each(["https://evil.example.com/x", "http://management.azure.com/x", "https://management.azure.com:8443/x"])(
  "no request goes to %s",
  async (url) => {
    await expect(send(url, SIMULATOR_TOKEN)).rejects.toThrow(/only management\.azure\.com/);
    expect(server.received).toHaveLength(0);
  },
);

test("reads keep their connection, a write gets one of its own", async () => {
  await send(`${endpoint}/x`, SIMULATOR_TOKEN);
  expect(server.received[0]?.headers.connection).toBe("keep-alive");
  await send(`${endpoint}/x`, SIMULATOR_TOKEN, "POST");
  expect(server.received[0]?.headers.connection).toBe("close");
});

test("each kind of identity gets the credential of its kind", async () => {
  const names = { clientId: "11111111-2222-4333-8444-555555555555", tenantId: "22222222-2222-4333-8444-555555555555" };
  const made = await credentialFor({ type: "ServicePrincipal", ...names, secret: async () => "s" }, "USGovernment");
  expect(made).toHaveProperty("getToken");
  expect((await credentialFor({ type: "ManagedIdentity" }, "Public")).constructor.name).toBe(
    "ManagedIdentityCredential",
  );
});

test("an identity that cannot work is a StalledError that says what lacks", async () => {
  const names = { clientId: "", tenantId: "" };
  await expect(
    credentialFor({ type: "ServicePrincipal", ...names, secret: async () => "" }, "Public"),
  ).rejects.toMatchObject({
    name: "StalledError",
    reason: "InvalidIdentity",
  });
});
