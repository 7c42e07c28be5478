// One machine's way through the simulator over HTTP, against what was recorded of the service.
import { afterAll, beforeAll, expect, test } from "vitest";
import { textAt, valueAt } from "../../simulator/body.ts";
import { drillBody, policyBody } from "./build.ts";
import { type Answered, type Client, enable, map, SUBSCRIPTION, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.close());

const link = (answered: Answered, name: string): string => answered.headers.get(name) ?? "";
const operationId = (answered: Answered): string =>
  /replicationOperationStatus\/([^?]+)/.exec(link(answered, "azure-asyncoperation"))?.[1] ?? "";
const status = async (answered: Answered) => (await client.send("GET", link(answered, "azure-asyncoperation"))).body;
const jobOf = async (answered: Answered) =>
  (await client.send("GET", `${VAULT}/replicationJobs/${operationId(answered)}`)).body;

test("a write is 202 with an empty body, and two links that carry the same id, a version and a signature", async () => {
  const answered = await client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
  expect(answered).toMatchObject({ status: 202, body: undefined });
  const operation = new URL(link(answered, "azure-asyncoperation"));
  const result = new URL(link(answered, "location"));
  expect(operation.origin).toBe(client.simulator.url);
  expect(result.pathname.split("/").at(-1)).toBe(operationId(answered));
  expect(result.pathname).toMatch(/^\/Subscriptions\/.*\/replicationPolicies\/gold\/operationresults\//);
  for (const url of [operation, result]) {
    expect([...url.searchParams.keys()]).toEqual(["api-version", "t", "c", "s", "h"]);
  }
  expect(link(answered, "retry-after")).toBe("");
});

test("its links follow the Host header of the request", async () => {
  const path = "/replicationPolicies/silver";
  const answered = await client.send("PUT", `${VAULT}${path}`, policyBody());
  expect(link(answered, "location")).toContain(`${client.simulator.url}/`);
  client.advance(5);
});

test("its operation is InProgress, then Succeeded, and its result is the resource", async () => {
  const answered = await client.send("PUT", `${VAULT}/replicationPolicies/bronze`, policyBody());
  expect(await status(answered)).toEqual({
    error: null,
    id: null,
    name: operationId(answered),
    properties: null,
    status: "InProgress",
    startTime: expect.stringMatching(/^2026-11-23T08:00:\d\d\.\d{7}Z$/),
    endTime: null,
    percentComplete: null,
  });
  expect((await client.send("GET", link(answered, "location"))).status).toBe(202);
  client.advance(1);
  expect(await status(answered)).toMatchObject({ status: "Succeeded", endTime: expect.any(String) });
  const result = await client.send("GET", link(answered, "location"));
  expect(result).toMatchObject({ status: 200, body: { name: "bronze" } });
});

test("the operation's id is the job's name, and the job's answer carries the job's id as the request's", async () => {
  const answered = await client.send("DELETE", `${VAULT}/replicationPolicies/bronze`);
  const job = await client.send("GET", `${VAULT}/replicationJobs/${operationId(answered)}`);
  expect(job.body).toMatchObject({
    name: operationId(answered),
    properties: { scenarioName: "RemoveProtectionProfile" },
  });
  expect(link(job, "x-ms-request-id")).toBe(textAt(job.body, "id"));
  client.advance(5);
  expect((await client.send("GET", link(answered, "location"))).status).toBe(204);
});

test("a machine is enabled, drilled and cleaned up", async () => {
  await map(client);
  const { path, answered } = await enable(client, "web01");
  expect(answered.status).toBe(202);
  expect(await jobOf(answered)).toMatchObject({
    properties: { state: "InProgress", tasks: [{ state: "InProgress", endTime: "0001-01-01T00:00:00" }, {}, {}] },
  });
  client.advance(1650 + 3240);
  const idle = await client.send("GET", path);
  expect(idle.body).toMatchObject({
    properties: {
      protectionState: "Protected",
      currentScenario: {
        scenarioName: "None",
        jobId: expect.stringMatching(/\/replicationJobs\/None$/),
        startTime: "1753-01-01T01:01:01Z",
      },
    },
  });
  const drilled = await client.send("POST", `${path}/testFailover`, drillBody());
  expect(drilled.status).toBe(202);
  client.advance(1200);
  expect(await status(drilled)).toMatchObject({ status: "Succeeded" });
  expect(await jobOf(drilled)).toMatchObject({ properties: { state: "Suspended", endTime: null } });
  const cleaned = await client.send("POST", `${path}/testFailoverCleanup`, { properties: { comments: "well" } });
  client.advance(106);
  expect(await status(cleaned)).toMatchObject({ status: "Succeeded" });
  expect(await jobOf(drilled)).toMatchObject({ properties: { state: "Succeeded", endTime: expect.any(String) } });
});

test("a drill's machine can be looked at while it is there: power, card, address", async () => {
  const path = (await enable(client, "web02")).path;
  client.advance(86_400);
  await client.send("POST", `${path}/testFailover`, drillBody());
  client.advance(1200);
  const vm = `${SUBSCRIPTION}/resourceGroups/dr-target-rg/providers/Microsoft.Compute/virtualMachines/web02-test`;
  const seen = await client.send("GET", `${vm}?$expand=instanceView`);
  expect(seen.body).toMatchObject({
    properties: {
      instanceView: { statuses: [{ code: "ProvisioningState/succeeded" }, { code: "PowerState/running" }] },
    },
  });
  expect(valueAt((await client.send("GET", vm)).body, "properties", "instanceView")).toBeUndefined();
  const [card] = (valueAt(seen.body, "properties", "networkProfile", "networkInterfaces") as unknown[]) ?? [];
  expect(await client.send("GET", textAt(card, "id") ?? "")).toMatchObject({
    body: {
      properties: { ipConfigurations: [{ properties: { privateIPAddress: expect.stringMatching(/^10\.9\./) } }] },
    },
  });
  await client.send("POST", `${path}/testFailoverCleanup`, { properties: {} });
  client.advance(200);
  expect((await client.send("GET", vm)).status).toBe(404);
});

test("the log has every write, in order, with what became of it", async () => {
  const { body } = await client.control("GET", "writes");
  expect(body).toEqual({ writes: JSON.parse(JSON.stringify(client.simulator.writes())) });
  expect(client.simulator.writes().map(({ operation, outcome }) => `${outcome} ${operation}`)).toEqual([
    "accepted ReplicationPolicies_Create",
    "accepted ReplicationPolicies_Create",
    "accepted ReplicationPolicies_Create",
    "accepted ReplicationPolicies_Delete",
    "accepted ReplicationPolicies_Create",
    "accepted ReplicationProtectionContainerMappings_Create",
    "accepted ReplicationProtectedItems_Create",
    "accepted ReplicationProtectedItems_TestFailover",
    "accepted ReplicationProtectedItems_TestFailoverCleanup",
    "accepted ReplicationProtectedItems_Create",
    "accepted ReplicationProtectedItems_TestFailover",
    "accepted ReplicationProtectedItems_TestFailoverCleanup",
  ]);
});
