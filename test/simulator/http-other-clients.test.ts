// What clients that are not ours count on: api-versions, paths in any case, links for their host, Location after the end.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { respond } from "../../simulator/respond.ts";
import { moveClock, startSimulation } from "../../simulator/simulation.ts";
import { drillBody, fleetOf, policyBody, START } from "./build.ts";
import { type Answered, type Client, find, map, rows, SUBSCRIPTION, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf("web01") });
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const GROUP = `${SUBSCRIPTION}/resourceGroups/dr-rg`;
const asked = (path: string, version: string) => client.send("GET", `${path}?api-version=${version}`);

describe("an api-version of Site Recovery", () => {
  test.each(["2023-06-01", "2023-08-01", "2024-04-01", "2025-08-01", "2026-02-01", "2031-01-31"])(
    "that is stable, and %s or later, is answered as every other",
    async (version) => {
      const path = `${VAULT}/replicationFabrics`;
      expect(await asked(path, version)).toMatchObject({ status: 200 });
      expect((await asked(path, version)).body).toEqual((await asked(path, "2024-10-01")).body);
    },
  );

  test.each(["2022-10-01", "2023-05-31", "2024-04-01-preview", "2024-02-30", "latest"])(
    "%s is refused, with those that are supported",
    async (version) => {
      const { status, body } = await asked(`${VAULT}/replicationFabrics`, version);
      expect({ status, code: textAt(body, "error", "code") }).toEqual({
        status: 400,
        code: "NoRegisteredProviderFound",
      });
      expect(textAt(body, "error", "message")).toMatch(
        new RegExp(`'${version}' for type 'vaults/replicationFabrics'.*'2026-02-01, .*2023-06-01'`),
      );
    },
  );

  test("that is refused changes nothing, and is logged as refused", async () => {
    const path = `${VAULT}/replicationPolicies/gold?api-version=2020-01-01`;
    expect((await client.send("PUT", path, policyBody())).status).toBe(400);
    expect(client.simulator.writes()).toMatchObject([{ outcome: "refused", status: 400, jobId: undefined }]);
  });

  test("is passed on in the links of what it asked for", async () => {
    const path = `${VAULT}/replicationPolicies/gold?api-version=2025-08-01`;
    const { headers } = await client.send("PUT", path, policyBody());
    for (const name of ["location", "azure-asyncoperation"]) {
      expect(new URL(headers.get(name) ?? "").searchParams.get("api-version")).toBe("2025-08-01");
    }
  });
});

describe("an api-version of another provider", () => {
  test.each([
    [`${GROUP}/providers/Microsoft.Network/virtualNetworks/dr-test`, "2019-11-01", 200, undefined],
    [`${GROUP}/providers/Microsoft.Network/virtualNetworks/dr-test`, "2024-05-01-preview", 200, undefined],
    [GROUP, "2021-04-01", 200, undefined],
    [GROUP, "newest", 400, "InvalidApiVersionParameter"],
    [`${GROUP}/providers/Microsoft.OffAzure/serverSites`, "2023-06-06", 200, undefined],
    [`${GROUP}/providers/Microsoft.OffAzure/serverSites`, "2020-01-01", 400, "NoRegisteredProviderFound"],
  ])("%s in %s is %i", async (path, version, status, code) => {
    const answered = await asked(path, version);
    expect([answered.status, textAt(answered.body, "error", "code")]).toEqual([status, code]);
  });
});

test("the oldest version that is answered can be set", async () => {
  const newer = await startClient({ oldestApiVersion: "2025-01-01" });
  expect((await newer.send("GET", `${VAULT}?api-version=2024-10-01`)).status).toBe(400);
  expect((await newer.send("GET", `${VAULT}?api-version=2025-01-01`)).status).toBe(200);
  await newer.close();
});

const LINKS = ["location", "azure-asyncoperation"] as const;
const link = (answered: Answered, name: (typeof LINKS)[number]): string => answered.headers.get(name) ?? "";

/** The address in other letters, its query as it is: signatures have their case. */
function shouted(address: string): string {
  const { origin, pathname, search } = new URL(address, client.simulator.url);
  return `${origin}${pathname.toUpperCase()}${search}`;
}

test("a path may be in any case: of a write, of its links, and of the row that it made", async () => {
  const written = await client.send("PUT", shouted(`${VAULT}/replicationPolicies/gold`), policyBody());
  expect(written.status).toBe(202);
  for (const name of LINKS) {
    expect([200, 202]).toContain((await client.send("GET", shouted(link(written, name)))).status);
  }
  client.advance(5);
  expect((await client.send("GET", shouted(link(written, "azure-asyncoperation")))).body).toMatchObject({
    status: "Succeeded",
  });
  expect(await client.send("GET", `${VAULT.toLowerCase()}/replicationpolicies/gold`)).toMatchObject({ status: 200 });
  expect(rows(await client.send("GET", `${VAULT}/replicationPolicies`))).toHaveLength(1);
});

test("links are built from the Host header alone, whatever a proxy adds: pages and operations", () => {
  const settings = { fleet: fleetOf("a", "b"), seed: "test", speed: 0, lagSeconds: 0, pageSize: 1, start: START };
  const simulation = startSimulation(settings, () => 0);
  const headers = {
    host: "asr.lab.example:8443",
    authorization: "Bearer any",
    "x-forwarded-host": "elsewhere.example",
    "x-forwarded-proto": "gopher",
  };
  const ask = (method: string, path: string, body: unknown = undefined, encrypted = false) =>
    respond(simulation, {
      method,
      target: `${path}?api-version=2023-06-01`,
      headers,
      body: body === undefined ? "" : JSON.stringify(body),
      encrypted,
    });
  for (const name of ["gold", "silver"]) ask("PUT", `${VAULT}/replicationPolicies/${name}`, policyBody());
  moveClock(simulation, 5);
  const listed = JSON.parse(ask("GET", `${VAULT}/replicationPolicies`).body);
  expect(listed.nextLink).toMatch(/^http:\/\/asr\.lab\.example:8443\/subscriptions\/.*skipToken=1/);
  const deleted = ask("DELETE", `${VAULT}/replicationPolicies/gold`, undefined, true);
  expect(deleted.headers.Location).toMatch(/^https:\/\/asr\.lab\.example:8443\//);
  expect(deleted.headers["Azure-AsyncOperation"]).toMatch(/^https:\/\/asr\.lab\.example:8443\//);
});

describe("Location", () => {
  /** Sends a write, and asks its Location while it runs and after its end. */
  async function around(method: string, path: string, body?: unknown): Promise<readonly number[]> {
    const written = await client.send(method, path, body);
    const ask = async () => (await client.send("GET", link(written, "location"))).status;
    const during = await ask();
    client.advance(86_400);
    return [written.status, during, await ask(), await ask()];
  }

  test("is 202 while the operation runs, then 200 with what there is or 204 without, and never 404", async () => {
    await map(client);
    await client.control("POST", "items", { machine: "web01" });
    const { container, fabric } = await find(client);
    const [item] = rows(await client.send("GET", `${VAULT}/replicationProtectedItems`));
    const path = textAt(item, "id") ?? "";
    const plan = `${VAULT}/replicationRecoveryPlans/shop`;
    const groups = [{ groupType: "Boot", replicationProtectedItems: [{ id: path }] }];
    const details = { instanceType: "InMageRcm", targetVmSize: "Standard_D8s_v5" };
    const resized = { properties: { providerSpecificDetails: details } };
    const planned = { properties: { primaryFabricId: fabric, recoveryFabricId: "Microsoft Azure", groups } };
    const table: readonly (readonly [string, string, unknown, number])[] = [
      ["PUT", `${VAULT}/replicationPolicies/silver`, policyBody(), 200],
      ["POST", `${path}/testFailover`, drillBody(), 200],
      ["POST", `${path}/testFailoverCleanup`, { properties: { comments: "" } }, 200],
      ["PATCH", path, resized, 200],
      ["PUT", plan, planned, 200],
      ["DELETE", plan, undefined, 204],
      ["POST", `${VAULT}/replicationVaultHealth/default/refresh`, undefined, 200],
      ["POST", `${path}/remove`, { properties: {} }, 204],
      ["POST", `${container}/replicationProtectionContainerMappings/gold/remove`, {}, 204],
      ["DELETE", `${VAULT}/replicationPolicies/silver`, undefined, 204],
    ];
    for (const [method, target, body, end] of table) {
      expect([method, target, await around(method, target, body)]).toEqual([method, target, [202, 202, end, end]]);
    }
  });

  test("of a drill is 204 once the item is gone", async () => {
    await client.control("POST", "items", { machine: "web01" });
    const [item] = rows(await client.send("GET", `${VAULT}/replicationProtectedItems`));
    const drilled = await client.send("POST", `${textAt(item, "id")}/testFailover`, drillBody());
    client.advance(3600);
    expect((await client.send("GET", link(drilled, "location"))).status).toBe(200);
    await client.control("POST", "items/remove", { machine: "web01" });
    expect((await client.send("GET", link(drilled, "location"))).status).toBe(204);
  });

  test("of an operation that failed is its error, and of a cancelled one no 404 either", async () => {
    await client.control("POST", "faults", { kind: "job-fails" });
    const failed = await client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
    client.advance(60);
    expect(await client.send("GET", link(failed, "location"))).toMatchObject({
      status: 409,
      body: { error: { code: "SimulatedFault" } },
    });
    await client.control("POST", "items", { machine: "web01" });
    const [item] = rows(await client.send("GET", `${VAULT}/replicationProtectedItems`));
    const drilled = await client.send("POST", `${textAt(item, "id")}/testFailover`, drillBody());
    const [job] = /[^/]+(?=\?)/.exec(link(drilled, "azure-asyncoperation")) ?? [];
    expect((await client.send("POST", `${VAULT}/replicationJobs/${job}/cancel`)).status).toBe(202);
    client.advance(3600);
    expect((await client.send("GET", link(drilled, "location"))).status).toBe(200);
  });
});
