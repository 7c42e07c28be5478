// The vault as a whole over HTTP: events, alerts, health, settings, systems, the site, and what such a vault has none of.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt, valueAt } from "../../simulator/body.ts";
import { fleetOf } from "./build.ts";
import { type Answered, type Client, enable, find, map, rows, SUBSCRIPTION, startClient, VAULT } from "./client.ts";

let client: Client;
const DAY = 86_400;
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf("web01", "web02-fails-enable", "web03-critical") });
});
beforeEach(async () => {
  await client.control("POST", "reset");
  await map(client);
});
afterAll(() => client.close());

const get = (path: string) => client.send("GET", `${VAULT}/${path}`);
const events = (filter = "") => get(`replicationEvents${filter && `?$filter=${encodeURIComponent(filter)}`}`);
const told = (answered: Answered) => rows(answered).map((row) => textAt(row, "properties", "description"));

describe("the feed of events", () => {
  async function aDay(): Promise<void> {
    for (const name of ["web01", "web02-fails-enable", "web03-critical"]) await enable(client, name);
    client.advance(DAY);
  }

  test("has every job that ended and every machine that came to be protected, newest first", async () => {
    await aDay();
    expect(told(await events())).toEqual([
      "Virtual machine health is Critical",
      "Virtual machine health is OK",
      "EnableDr - Succeeded",
      "EnableDr - Succeeded",
      "EnableDr - Failed",
      "AssociateProtectionProfile - Succeeded",
      "AddProtectionProfile - Succeeded",
    ]);
  });

  test("can be asked for kinds, severities, objects, fabrics and times", async () => {
    await aDay();
    const now = client.simulator.now();
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
    const counts = await Promise.all(
      [
        "EventType eq 'VmHealth'",
        "Severity eq 'Critical'",
        "Severity eq 'Critical' and EventType eq 'JobStatus'",
        "AffectedObjectFriendlyName eq 'web01'",
        "FabricName eq 'contoso-drreplicationfabric'",
        "FabricName eq 'other'",
        `StartTime eq '${ago(10)}'`,
        `EndTime eq '${ago(DAY)}'`,
        "EventCode eq 'none'",
      ].map(async (filter) => rows(await events(filter)).length),
    );
    expect(counts).toEqual([2, 2, 1, 2, 7, 0, 0, 2, 0]);
  });

  test("is asked for one item by the id that the item has for that", async () => {
    await aDay();
    const { container } = await find(client);
    const { body } = await client.send("GET", `${container}/replicationProtectedItems/web01`);
    const id = textAt(body, "properties", "eventCorrelationId");
    expect(told(await events(`AffectedObjectCorrelationId eq '${id}'`))).toEqual([
      "Virtual machine health is OK",
      "EnableDr - Succeeded",
    ]);
  });

  test("refuses a filter that it does not know", async () => {
    expect(await events("Colour eq 'red'")).toMatchObject({ status: 400 });
  });

  test("gives one event by its name, with the job and the error inside", async () => {
    await enable(client, "web02-fails-enable");
    client.advance(DAY);
    const [row] = rows(await events("Severity eq 'Critical'"));
    const one = await client.send("GET", textAt(row, "id") ?? "");
    expect(one.body).toEqual(row);
    expect(one.body).toMatchObject({
      name: expect.stringMatching(/^JobStatusMonitoringEvent;\d+_[0-9a-f-]{36}$/),
      properties: {
        affectedObjectFriendlyName: "web02-fails-enable",
        providerSpecificDetails: { instanceType: "InMageRcm" },
        eventSpecificDetails: { instanceType: "JobStatus", jobStatus: "Failed", jobFriendlyName: "Enable replication" },
        healthErrors: [{ errorCode: "95107" }],
      },
    });
    expect(await get("replicationEvents/none")).toMatchObject({ status: 404 });
  });

  test("tells of appliances that go silent and come back, once each", async () => {
    for (const connected of [false, false, true, true]) {
      await client.control("POST", "appliances", { name: "dr-appliance-1", connected });
    }
    expect(told(await events("EventType eq 'ServerHealth'"))).toEqual([
      "The appliance is connected",
      "The appliance is not connected",
    ]);
  });
});

describe("alert settings", () => {
  const put = (name: string, properties: object) =>
    client.send("PUT", `${VAULT}/replicationAlertSettings/${name}`, { properties });

  test("are there from the start, and kept as they are set", async () => {
    expect(rows(await get("replicationAlertSettings"))).toMatchObject([
      { name: "defaultAlertSetting", properties: { sendToOwners: "DoNotSend", customEmailAddresses: [] } },
    ]);
    const wish = { sendToOwners: "Send", customEmailAddresses: ["ops@contoso.example"], locale: "" };
    expect(await put("DEFAULTalertSetting", wish)).toMatchObject({
      status: 200,
      body: { name: "defaultAlertSetting", properties: { ...wish, locale: "en-US" } },
    });
    expect(rows(await get("replicationAlertSettings"))).toHaveLength(1);
    expect((await get("replicationAlertSettings/defaultAlertSetting")).body).toMatchObject({
      properties: { sendToOwners: "Send" },
    });
  });

  test("of another name stand beside the default ones", async () => {
    expect(await get("replicationAlertSettings/other")).toMatchObject({ status: 404 });
    await put("other", {});
    expect(rows(await get("replicationAlertSettings")).map((row) => textAt(row, "name"))).toEqual([
      "defaultAlertSetting",
      "other",
    ]);
  });

  test("are refused with an unknown wish", async () => {
    expect(await put("defaultAlertSetting", { sendToOwners: "Perhaps" })).toMatchObject({ status: 400 });
  });
});

describe("the vault's health", () => {
  const health = async () => (await get("replicationVaultHealth")).body;

  test("counts items by their health, and gathers what is wrong with them", async () => {
    for (const name of ["web01", "web03-critical"]) await enable(client, name);
    client.advance(DAY);
    expect(await health()).toMatchObject({
      name: "Default",
      properties: {
        vaultErrors: [],
        protectedItemsHealth: {
          resourceCount: 2,
          categorizedResourceCounts: { Normal: 1, Warning: 0, Critical: 1 },
          issues: [
            { summaryCode: "161011", category: "TestFailover", severity: "Warning" },
            { summaryCode: "SimulatedCritical", category: "Replication", severity: "Error" },
          ],
        },
        fabricsHealth: { resourceCount: 1, issues: [] },
      },
    });
  });

  test("is a picture that stands for a quarter of an hour, unless it is refreshed", async () => {
    await client.control("POST", "items", { machine: "web01" });
    const count = async () => valueAt(await health(), "properties", "protectedItemsHealth", "resourceCount");
    expect(await count()).toBe(1);
    await client.control("POST", "items", { machine: "web03-critical" });
    client.advance(300);
    expect(await count()).toBe(1);
    const refreshed = await client.send("POST", `${VAULT}/replicationVaultHealth/default/refresh`);
    expect(refreshed.status).toBe(202);
    client.advance(5);
    expect(await count()).toBe(2);
    const result = await client.send("GET", refreshed.headers.get("location") ?? "");
    expect(result.body).toEqual(await health());
    await client.control("POST", "items/remove", { machine: "web01" });
    client.advance(900);
    expect(await count()).toBe(1);
  });

  test("names an appliance that is silent", async () => {
    await client.control("POST", "appliances", { name: "dr-appliance-1", connected: false });
    client.advance(1800);
    expect(await health()).toMatchObject({
      properties: { fabricsHealth: { issues: [{ category: "FabricInfrastructure" }] } },
    });
  });
});

describe("the vault's settings", () => {
  test("are what was put there", async () => {
    expect(rows(await get("replicationVaultSettings"))).toEqual([]);
    expect(await get("replicationVaultSettings/default")).toMatchObject({ status: 404 });
    const properties = { migrationSolutionId: "/subscriptions/1/solutions/s", vmwareToAzureProviderType: "InMageRcm" };
    const put = await client.send("PUT", `${VAULT}/replicationVaultSettings/default`, { properties });
    expect(put).toMatchObject({ status: 200, body: { name: "default", properties } });
    expect((await get("replicationVaultSettings/DEFAULT")).body).toEqual(put.body);
    expect(rows(await get("replicationVaultSettings"))).toEqual([put.body]);
  });
});

test("supported operating systems are listed for the vault's provider, and none for another", async () => {
  const lists = await Promise.all(
    ["", "?instanceType=InMageRcm", "?instanceType=A2A"].map(async (query) => {
      const { body } = await get(`replicationSupportedOperatingSystems${query}`);
      return valueAt(body, "properties", "supportedOsList");
    }),
  );
  expect(lists[0]).toEqual(lists[1]);
  expect(lists[0]).toMatchObject([
    { instanceType: "InMageRcm", supportedOs: expect.arrayContaining([expect.anything()]) },
  ]);
  expect(lists[2]).toEqual([{ instanceType: "A2A", supportedOs: [] }]);
});

test("what other providers have is an empty list", async () => {
  const { container, fabric } = await find(client);
  const paths = [
    `${container}/replicationProtectableItems`,
    `${VAULT}/replicationNetworks`,
    `${fabric}/replicationvCenters`,
    `${VAULT}/replicationProtectionIntents`,
  ];
  for (const path of paths) {
    expect(await client.send("GET", path)).toMatchObject({ status: 200, body: { value: [], nextLink: null } });
  }
});

describe("the physical site", () => {
  test("is found in its group and by its name", async () => {
    const { site } = await find(client);
    const [listed] = rows(
      await client.send("GET", `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.OffAzure/serverSites`),
    );
    expect(textAt(listed, "id")).toBe(site);
    expect((await client.send("GET", site)).body).toEqual(listed);
    expect(rows(await client.send("GET", `${SUBSCRIPTION}/providers/Microsoft.OffAzure/serverSites`))).toEqual([
      listed,
    ]);
    expect(rows(await client.send("GET", site.replace("dr-rg", "other").replace(/\/[^/]+$/, "")))).toEqual([]);
    expect(await client.send("GET", `${site}x`)).toMatchObject({ status: 404 });
  });

  test("lets a machine's account be chosen, and a machine be taken off the list", async () => {
    const { site } = await find(client);
    const [machine] = rows(await client.send("GET", `${site}/machines`));
    const path = textAt(machine, "id") ?? "";
    expect(await client.send("PATCH", path, { properties: { runAsAccountId: "none" } })).toMatchObject({ status: 400 });
    expect(await client.send("PATCH", path, { properties: {} })).toMatchObject({ status: 200, body: machine });
    expect(await client.send("DELETE", path)).toMatchObject({ status: 200 });
    expect(await client.send("DELETE", path)).toMatchObject({ status: 204 });
    expect(await client.send("PATCH", path, { properties: {} })).toMatchObject({ status: 404 });
    expect(rows(await client.send("GET", `${site}/machines`))).toHaveLength(2);
  });

  test("is refreshed through a provider too, with a job", async () => {
    const { fabric } = await find(client);
    const [provider] = rows(await client.send("GET", `${fabric}/replicationRecoveryServicesProviders`));
    const path = `${textAt(provider, "id")}/refreshProvider`;
    const refreshed = await client.send("POST", path);
    expect(refreshed.status).toBe(202);
    client.advance(60);
    expect((await client.send("GET", refreshed.headers.get("location") ?? "")).body).toMatchObject({
      name: textAt(provider, "name"),
    });
    expect(await client.send("POST", path.replace(/\/[^/]+\/refresh/, "/none/refresh"))).toMatchObject({ status: 404 });
  });
});
