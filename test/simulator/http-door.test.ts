// What every request meets first: token, api-version, paths, ids, headers.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, find, SUBSCRIPTION, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

describe("a request", () => {
  test("without a token is 401, with any token it is taken", async () => {
    const path = `${VAULT}?api-version=2024-04-01`;
    expect(await client.raw("GET", path)).toMatchObject({
      status: 401,
      body: { error: { code: "AuthenticationFailed" } },
    });
    const any = { headers: { authorization: "Bearer nothing-real" } };
    expect((await client.raw("GET", path, any)).status).toBe(200);
  });

  test("without an api-version is 400", async () => {
    const answered = await client.raw("GET", VAULT, { headers: { authorization: "Bearer any" } });
    expect(answered).toMatchObject({ status: 400, body: { error: { code: "MissingApiVersionParameter" } } });
  });

  test("finds its path in any case", async () => {
    expect((await client.send("GET", VAULT.toLowerCase())).status).toBe(200);
    expect((await client.send("GET", `${VAULT.toUpperCase()}/REPLICATIONPOLICIES`)).status).toBe(200);
  });

  test("is answered at the simulated time, with a request id, its own id, and what is left of its rate", async () => {
    const { headers } = await client.send("GET", VAULT, undefined, { "x-ms-client-request-id": "mine" });
    expect(headers.get("date")).toBe("Mon, 23 Nov 2026 08:00:00 GMT");
    expect(headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{36} /);
    expect(headers.get("x-ms-client-request-id")).toBe("mine");
    expect(headers.get("x-ms-ratelimit-remaining-subscription-reads")).toBe("11999");
  });

  test("whose body is not JSON is 400, and logged as refused", async () => {
    const { container } = await find(client);
    const path = `${container}/replicationProtectedItems/x?api-version=2023-06-01`;
    const answered = await client.raw("PUT", path, { headers: { authorization: "Bearer any" }, body: "{" });
    expect(answered).toMatchObject({ status: 400, body: { error: { code: "InvalidRequestContent" } } });
    expect(client.simulator.writes().at(-1)).toMatchObject({ outcome: "refused", status: 400 });
  });

  test("with a broken escape in its path is a 404, not a crash", async () => {
    expect((await client.send("GET", "/subscriptions/%E0%A4%A")).status).toBe(404);
  });
});

describe("404", () => {
  const other = "/subscriptions/11111111-0000-0000-0000-000000000000";
  test.each([
    ["another subscription", VAULT.replace(SUBSCRIPTION, other), "SubscriptionNotFound"],
    ["another vault", VAULT.replace("contoso-dr", "other"), "ResourceNotFound"],
    ["another group", VAULT.replace("dr-rg", "other"), "ResourceNotFound"],
    ["another fabric", `${VAULT}/replicationFabrics/other`, "NotFound"],
    ["a policy", `${VAULT}/replicationPolicies/none`, "NotFound"],
    ["a job", `${VAULT}/replicationJobs/none`, "NotFound"],
    ["a resource group", `${SUBSCRIPTION}/resourceGroups/none`, "ResourceGroupNotFound"],
    ["a path that the simulator does not know", `${VAULT}/replicationSomethings`, "InvalidResourceType"],
  ])("is told for %s", async (_, path, code) => {
    expect(await client.send("GET", path)).toMatchObject({ status: 404, body: { error: { code } } });
  });

  test("of Site Recovery has ArmResourceDoesNotExist inside, with our request's id", async () => {
    const headers = { "x-ms-client-request-id": "mine" };
    const { body } = await client.send("GET", `${VAULT}/replicationPolicies/none`, undefined, headers);
    expect(body).toMatchObject({ error: { details: [{ code: "ArmResourceDoesNotExist", clientRequestId: "mine" }] } });
  });
});

describe("what a client looks up", () => {
  test.each([
    ["the vault", VAULT, { location: "westeurope", properties: { provisioningState: "Succeeded" } }],
    ["a resource group", `${SUBSCRIPTION}/resourceGroups/DR-target-rg`, { name: "dr-target-rg" }],
    [
      "a network",
      `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Network/virtualNetworks/dr-test`,
      { location: "westeurope", properties: { subnets: [{ name: "web" }, { name: "db" }] } },
    ],
    [
      "a storage account",
      `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Storage/storageAccounts/drcache001`,
      { location: "westeurope", sku: { name: "Standard_LRS" } },
    ],
    [
      "the appliances",
      `${VAULT}/replicationAppliances`,
      { value: [{ properties: { providerSpecificDetails: { appliances: [{ name: "dr-appliance-1" }] } } }] },
    ],
  ])("is there: %s", async (_, path, expected) => {
    expect(await client.send("GET", path)).toMatchObject({ status: 200, body: expected });
  });

  test("has a capital S in Site Recovery's ids, and a small one elsewhere", async () => {
    const { fabric, site } = await find(client);
    expect(fabric).toMatch(/^\/Subscriptions\//);
    expect(site).toMatch(/^\/subscriptions\//);
  });

  test("shows the process server only when one fabric is asked for, as recorded", async () => {
    const { fabric, processServer } = await find(client);
    expect(await client.send("GET", `${VAULT}/replicationFabrics`)).toMatchObject({
      body: { value: [{ properties: { customDetails: { instanceType: "InMageRcm", processServers: [] } } }] },
    });
    expect(await client.send("GET", fabric)).toMatchObject({
      body: { properties: { customDetails: { processServers: [{ id: processServer, health: "Normal" }] } } },
    });
  });
});
