// `/_simulator/`: looking in and changing things from outside Azure.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { type Client, enable, find, map, rows, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const machineNames = async () => {
  const { site } = await find(client);
  return rows(await client.send("GET", `${site}/machines`)).map((row) => textAt(row, "properties", "displayName"));
};

describe("machines", () => {
  test("can be added as in a fleet file, and appear in the site", async () => {
    const added = await client.control("POST", "machines", { name: "new01", os: "Windows", ipAddress: "192.0.2.99" });
    expect(added).toMatchObject({ status: 200, body: { name: "new01" } });
    expect(await machineNames()).toContain("new01");
  });

  test("that are not as a fleet file has them are refused with the field", async () => {
    const refused = await client.control("POST", "machines", { name: "new02", cores: -1 });
    expect(refused).toMatchObject({ status: 400, body: { error: "machine.cores must be a number above 0" } });
  });

  test("can be removed: they vanish, or stay listed as deleted", async () => {
    await client.control("POST", "machines/remove", { name: "web01" });
    await client.control("POST", "machines/remove", { name: "web02", keepAsDeleted: true });
    expect(await machineNames()).not.toContain("web01");
    const { site } = await find(client);
    const deleted = rows(await client.send("GET", `${site}/machines`)).filter(
      (row) => textAt(row, "properties", "displayName") === "web02",
    );
    expect(deleted).toMatchObject([{ properties: { isDeleted: true } }]);
  });

  test("that the appliance has not listed appear a minute after the site is refreshed", async () => {
    await client.control("POST", "machines", { name: "new03-undiscovered" });
    expect(await machineNames()).not.toContain("new03-undiscovered");
    const { site } = await find(client);
    expect((await client.send("POST", `${site}/refreshSite`)).status).toBe(202);
    client.advance(59);
    expect(await machineNames()).not.toContain("new03-undiscovered");
    client.advance(1);
    expect(await machineNames()).toContain("new03-undiscovered");
  });
});

describe("an appliance", () => {
  test("that is disconnected is Critical after a quarter of an hour, and well again when it is back", async () => {
    const health = async () => {
      const [provider] = rows(await client.send("GET", `${VAULT}/replicationRecoveryServicesProviders`));
      const { fabric } = await find(client);
      const status = textAt(provider, "properties", "connectionStatus");
      return [status, textAt((await client.send("GET", fabric)).body, "properties", "health")];
    };
    await client.control("POST", "appliances", { connected: false });
    client.advance(600);
    expect(await health()).toEqual(["Connected", "Normal"]);
    client.advance(600);
    expect(await health()).toEqual(["Disconnected", "Critical"]);
    await client.control("POST", "appliances", { connected: true });
    expect(await health()).toEqual(["Connected", "Normal"]);
  });
});

describe("somebody in the portal", () => {
  test("drills and cleans up, and the log of writes knows nothing of it", async () => {
    await map(client);
    await enable(client, "web01");
    client.advance(86_400);
    const before = client.simulator.writes().length;
    const drilled = await client.control("POST", "drills", { machine: "web01", network: "dr-test" });
    expect(drilled).toMatchObject({ status: 200, body: { jobId: expect.any(String) } });
    client.advance(1200);
    const cleaned = await client.control("POST", "cleanups", { machine: "web01" });
    expect(cleaned.status).toBe(200);
    expect(client.simulator.writes()).toHaveLength(before);
    const state = (await client.control("GET", "state")).body;
    expect(state).toMatchObject({
      jobs: expect.arrayContaining([expect.objectContaining({ scenario: "TestFailover", source: "portal" })]),
    });
  });

  test("is told no by the vault as anybody is", async () => {
    expect((await client.control("POST", "drills", { machine: "web01" })).status).toBe(400);
    await map(client);
    await enable(client, "web01");
    expect((await client.control("POST", "drills", { machine: "web01" })).status).toBe(409);
  });
});

describe("items", () => {
  const items = async () => rows(await client.send("GET", `${VAULT}/replicationProtectedItems`));

  test("can be there since yesterday, Protected, with policy and mapping of the portal's", async () => {
    expect((await client.control("POST", "items", { machine: "web01" })).status).toBe(200);
    expect(await items()).toMatchObject([{ properties: { friendlyName: "web01", protectionState: "Protected" } }]);
    expect(rows(await client.send("GET", `${VAULT}/replicationProtectionContainerMappings`))).toHaveLength(1);
    expect((await client.control("POST", "items", { machine: "web02" })).status).toBe(200);
    expect(await items()).toHaveLength(2);
  });

  test("cannot be there twice for one machine, nor for one that is not discovered", async () => {
    await client.control("POST", "items", { machine: "web01" });
    expect(await client.control("POST", "items", { machine: "web01" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("already enabled") },
    });
    expect((await client.control("POST", "items", { machine: "none" })).status).toBe(400);
  });

  test("can vanish at once, whatever runs", async () => {
    await map(client);
    await enable(client, "web01");
    expect((await client.control("POST", "items/remove", { machine: "web01" })).status).toBe(200);
    expect(await items()).toEqual([]);
    expect((await client.control("POST", "items/remove", { machine: "web01" })).status).toBe(400);
  });
});

describe("the state", () => {
  test("has everything, with times that people read", async () => {
    await map(client);
    await enable(client, "web04-slow");
    expect((await client.control("GET", "state")).body).toMatchObject({
      vault: expect.stringMatching(/vaults\/contoso-dr$/),
      policies: [{ name: "gold" }],
      mappings: [{ name: "gold", policy: "gold" }],
      items: [
        {
          machineName: "web04-slow",
          scenarios: ["slow"],
          protectionState: "UnprotectedStatesBegin",
          allowedOperations: [],
          busy: { scenario: "EnableProtection", startTime: expect.stringMatching(/^20\d\d-/) },
        },
      ],
      toCome: [{ what: "enable web04-slow", at: expect.stringMatching(/Z$/) }],
    });
  });
});

describe("reset", () => {
  test("empties vault and log, forgets faults, keeps the time, and gives no job an old id", async () => {
    const id = async () => {
      await map(client);
      return client.simulator.writes().map((write) => write.jobId);
    };
    const first = await id();
    await client.control("POST", "faults", { kind: "409" });
    const before = client.simulator.now();
    await client.control("POST", "reset");
    expect(client.simulator.writes()).toEqual([]);
    expect(client.simulator.now()).toEqual(before);
    expect((await client.send("GET", `${VAULT}/replicationPolicies/gold`)).status).toBe(404);
    const second = await id();
    expect(second.filter((each) => first.includes(each))).toEqual([]);
  });
});

describe("the door of the simulator itself", () => {
  test("lists what there is, and names what there is not", async () => {
    expect(await client.raw("GET", "/_simulator")).toMatchObject({
      status: 200,
      body: { "GET clock": expect.any(String) },
    });
    const wrong = await client.control("POST", "nothing");
    expect(wrong).toMatchObject({ status: 404, body: { error: "There is no POST /_simulator/nothing." } });
  });

  test.each([
    ["clock", {}, /^advanceSeconds or speed/],
    ["clock", { advanceSeconds: -1 }, /^advanceSeconds or speed/],
    ["lag", { seconds: "60" }, /^seconds must/],
    ["pages", { size: 0 }, /^size must/],
    ["appliances", { name: "none" }, /^name must/],
    ["machines/remove", { name: "none" }, /^name must/],
  ])("refuses a bad %s with a sentence", async (path, body, sentence) => {
    expect(await client.control("POST", path, body)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(sentence) },
    });
  });
});
