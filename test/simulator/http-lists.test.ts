// Lists over HTTP: pages, filters, and falling behind.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { fleetOf, policyBody } from "./build.ts";
import { type Answered, type Client, enable, find, map, rows, startClient, VAULT } from "./client.ts";

let client: Client;
const names = ["web01", "web02", "web03", "web04", "web05"];
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf(...names) });
});
beforeEach(async () => {
  await client.control("POST", "reset");
  await map(client);
});
afterAll(() => client.close());

const next = (answered: Answered): string => textAt(answered.body, "nextLink") ?? "";
const namesIn = (answered: Answered) => rows(answered).map((row) => textAt(row, "name"));
const items = `${VAULT}/replicationProtectedItems`;
const jobs = (filter: string) => client.send("GET", `${VAULT}/replicationJobs?$filter=${encodeURIComponent(filter)}`);

describe("a list in pages", () => {
  test("gives every row once, and ends with a null link", async () => {
    for (const name of names) await enable(client, name);
    await client.control("POST", "pages", { size: 2 });
    const first = await client.send("GET", items);
    const second = await client.send("GET", next(first));
    const third = await client.send("GET", next(second));
    expect([first, second, third].map((page) => rows(page).length)).toEqual([2, 2, 1]);
    expect([first, second, third].flatMap(namesIn)).toEqual(names);
    expect(third.body).toMatchObject({ nextLink: null });
  });

  test("has the machines of the site in pages too", async () => {
    await client.control("POST", "pages", { size: 3 });
    const { site } = await find(client);
    const first = await client.send("GET", `${site}/machines`);
    expect(rows(first)).toHaveLength(3);
    expect(rows(await client.send("GET", next(first)))).toHaveLength(2);
  });
});

describe("the list of jobs", () => {
  test("is newest first, without tasks and details", async () => {
    await enable(client, "web01");
    const list = await client.send("GET", `${VAULT}/replicationJobs`);
    const scenarios = rows(list).map((row) => textAt(row, "properties", "scenarioName"));
    expect(scenarios).toEqual(["EnableDr", "AssociateProtectionProfile", "AddProtectionProfile"]);
    expect(rows(list)[0]).toMatchObject({ properties: { tasks: [], customDetails: null } });
  });

  test("can be asked for states, kinds of objects, and times", async () => {
    await enable(client, "web01");
    expect(rows(await jobs("JobStatus eq 'InProgress'"))).toHaveLength(1);
    expect(rows(await jobs("JobStatus eq 'InProgress,Succeeded'"))).toHaveLength(3);
    expect(rows(await jobs("AffectedObjectTypes eq 'ProtectionEntity'"))).toHaveLength(1);
    expect(rows(await jobs("StartTime eq '2030-01-01T00:00:00Z'"))).toHaveLength(0);
    expect(rows(await jobs("JobStatus eq 'Succeeded' and AffectedObjectTypes eq 'ProtectionProfile'"))).toHaveLength(1);
    expect(rows(await jobs("FabricId eq '/other'"))).toHaveLength(0);
    expect(rows(await jobs("JobOutputType eq 'Json'"))).toHaveLength(3);
  });

  test("takes brackets and alternatives, as PowerShell writes them", async () => {
    await enable(client, "web01");
    const both = "( AffectedObjectTypes eq 'ProtectionEntity' or AffectedObjectTypes eq 'ProtectionProfile' )";
    expect(rows(await jobs(both))).toHaveLength(2);
    expect(rows(await jobs(`(JobStatus eq 'InProgress') and ${both}`))).toHaveLength(1);
  });

  test.each(["Colour eq 'red'", "JobStatus contains 'Failed'", "JobStatus eq 'Failed' or JobName eq 'x'"])(
    "refuses the filter %j rather than answer more than was asked for",
    async (filter) => {
      const refused = await jobs(filter);
      expect(refused.status).toBe(400);
      expect(refused.body).toMatchObject({ error: { code: "InvalidFilter" } });
    },
  );
});

describe("the list of items", () => {
  const found = async (filter: string) =>
    namesIn(await client.send("GET", `${items}?$filter=${encodeURIComponent(filter)}`));

  test("can be asked for providers, fabrics, process servers, machines, groups and plans", async () => {
    for (const name of names.slice(0, 3)) await enable(client, name);
    const { fabric, container, processServer, site } = await find(client);
    const machine = rows(await client.send("GET", `${site}/machines`))[1];
    await client.send("PUT", `${VAULT}/replicationRecoveryPlans/shop`, {
      properties: {
        primaryFabricId: fabric,
        recoveryFabricId: "Microsoft Azure",
        groups: [
          {
            groupType: "Boot",
            replicationProtectedItems: [{ id: `${container}/replicationProtectedItems/web03` }],
          },
        ],
      },
    });
    client.advance(2);
    const all = ["web01", "web02", "web03"];
    const table: [string, string[]][] = [
      ["InstanceType eq 'InMageRcm'", all],
      ["InstanceType eq 'A2A'", []],
      ["SourceFabricName eq 'contoso-drreplicationfabric'", all],
      ["SourceFabricLocation eq 'westeurope'", all],
      ["SourceFabricLocation eq 'eastus'", []],
      [`ProcessServerId eq '${processServer}'`, all],
      ["ProcessServerId eq 'none'", []],
      [`FabricObjectId eq '${textAt(machine, "id")?.toUpperCase()}'`, ["web02"]],
      ["VCenterName eq 'vc1'", []],
      ["MultiVmGroupCreateOption eq 'AutoCreated'", all],
      ["MultiVmGroupCreateOption eq 'UserSpecified'", []],
      ["RecoveryPlanName eq 'SHOP'", ["web03"]],
      ["RecoveryPlanName eq 'none'", []],
    ];
    for (const [filter, wanted] of table) expect([filter, await found(filter)]).toEqual([filter, wanted]);
  });
});

describe("a list that lags", () => {
  test("does not have a new item until it catches up, while its GET does", async () => {
    await client.control("POST", "lag", { seconds: 120 });
    client.advance(120);
    const { path } = await enable(client, "web01");
    client.advance(119);
    expect(namesIn(await client.send("GET", items))).toEqual([]);
    expect((await client.send("GET", path)).status).toBe(200);
    client.advance(1);
    expect(namesIn(await client.send("GET", items))).toEqual(["web01"]);
  });

  test("shows jobs and states as they were", async () => {
    const { path } = await enable(client, "web01");
    await client.control("POST", "lag", { seconds: 60 });
    client.advance(1650);
    expect(rows(await jobs("AffectedObjectTypes eq 'ProtectionEntity'"))).toMatchObject([
      { properties: { state: "InProgress" } },
    ]);
    expect(rows(await client.send("GET", items))).toMatchObject([
      { properties: { protectionState: "UnprotectedStatesBegin", allowedOperations: [] } },
    ]);
    expect(await client.send("GET", path)).toMatchObject({
      body: { properties: { protectionState: "InitialReplicationInProgress" } },
    });
  });

  test("goes on showing what was deleted", async () => {
    await client.send("PUT", `${VAULT}/replicationPolicies/silver`, policyBody());
    client.advance(200);
    await client.control("POST", "lag", { seconds: 30 });
    await client.send("DELETE", `${VAULT}/replicationPolicies/silver`);
    client.advance(5);
    expect((await client.send("GET", `${VAULT}/replicationPolicies/silver`)).status).toBe(404);
    expect(namesIn(await client.send("GET", `${VAULT}/replicationPolicies`))).toContain("silver");
  });

  test("takes the GET of one item with it when it is told to", async () => {
    await client.control("POST", "lag", { seconds: 60, items: true });
    const { path } = await enable(client, "web01");
    expect((await client.send("GET", path)).status).toBe(404);
    client.advance(60);
    expect((await client.send("GET", path)).status).toBe(200);
  });
});
