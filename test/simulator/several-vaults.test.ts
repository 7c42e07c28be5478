// Several vaults in one process: each with its own machines, jobs and ids; one clock, and one subscription's machines.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { readFleet } from "../../simulator/read-fleet.ts";
import { startSimulator } from "../../simulator/server.ts";
import { policyBody } from "./build.ts";
import { type Client, rows, SUBSCRIPTION, startClient, VAULT } from "./client.ts";

const fleet = (vaultName: string, resourceGroup: string, ...names: readonly string[]) =>
  readFleet({
    vaultName,
    resourceGroup,
    networks: [{ name: `${vaultName}-net`, subnets: [{ name: "web", addressPrefix: "10.9.1.0/24" }] }],
    storageAccounts: [{ name: "drcache001" }],
    machines: names.map((name) => ({ name, protected: true })),
  });

const OTHER = VAULT.replace("dr-rg", "north-rg").replace("contoso-dr", "contoso-north");

let client: Client;
beforeAll(async () => {
  client = await startClient({
    fleet: fleet("contoso-dr", "dr-rg", "web01", "shared"),
    others: [fleet("contoso-north", "north-rg", "sql01", "shared")],
  });
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const itemsOf = async (vault: string) => rows(await client.send("GET", `${vault}/replicationProtectedItems`));
const machinesOf = async (vault: string) =>
  (await itemsOf(vault)).map((row) => textAt(row, "properties", "friendlyName"));

describe("each vault", () => {
  test("is told of at the start, in the order of the fleets", () => {
    expect(client.simulator.vaultIds).toEqual([VAULT, OTHER]);
  });

  test("has its own items, whose ids begin with it", async () => {
    expect(await machinesOf(VAULT)).toEqual(["web01", "shared"]);
    expect(await machinesOf(OTHER)).toEqual(["sql01", "shared"]);
    const ids = [...(await itemsOf(VAULT)), ...(await itemsOf(OTHER))].map((row) => textAt(row, "id"));
    expect(new Set(ids).size).toBe(4);
    expect(ids.filter((id) => id?.includes("/vaults/contoso-north/"))).toHaveLength(2);
  });

  test("takes its writes alone, and no job is both vaults'", async () => {
    await client.send("PUT", `${OTHER}/replicationPolicies/gold`, policyBody());
    await client.send("PUT", `${VAULT}/replicationPolicies/silver`, policyBody());
    client.advance(5);
    const status = async (vault: string, name: string) =>
      (await client.send("GET", `${vault}/replicationPolicies/${name}`)).status;
    expect([await status(OTHER, "gold"), await status(VAULT, "gold"), await status(OTHER, "silver")]).toEqual([
      200, 404, 404,
    ]);
    const jobs = async (vault: string) =>
      rows(await client.send("GET", `${vault}/replicationJobs`)).map((row) => textAt(row, "name"));
    const [mine, others] = [await jobs(VAULT), await jobs(OTHER)];
    expect(mine.filter((name) => others.includes(name))).toEqual([]);
  });

  test("has networks and groups of its own, found whichever vault's they are", async () => {
    const network = (name: string, group: string) =>
      `${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${name}`;
    for (const path of [network("contoso-dr-net", "dr-rg"), network("contoso-north-net", "north-rg")]) {
      expect((await client.send("GET", path)).status).toBe(200);
    }
    expect((await client.send("GET", network("contoso-north-net", "dr-rg"))).status).toBe(404);
    expect((await client.send("GET", `${SUBSCRIPTION}/resourceGroups/north-rg`)).status).toBe(200);
  });
});

describe("`?vault=`", () => {
  test("says whose machine is meant when both have one of the name; else the first vault's", async () => {
    await client.control("POST", "items/remove?vault=contoso-north", { machine: "shared" });
    expect([await machinesOf(VAULT), await machinesOf(OTHER)]).toEqual([["web01", "shared"], ["sql01"]]);
    await client.control("POST", "items/remove", { machine: "shared" });
    expect(await machinesOf(VAULT)).toEqual(["web01"]);
  });

  test("is not needed for a machine that only one has", async () => {
    expect((await client.control("POST", "items/remove", { machine: "sql01" })).status).toBe(200);
    expect(await machinesOf(OTHER)).toEqual(["shared"]);
  });

  test("lets one vault lag behind, and shows the state of one", async () => {
    await client.control("POST", "lag?vault=contoso-north", { seconds: 60 });
    client.advance(60);
    for (const vault of [VAULT, OTHER]) await client.send("PUT", `${vault}/replicationPolicies/gold`, policyBody());
    client.advance(5);
    const count = async (vault: string) => rows(await client.send("GET", `${vault}/replicationPolicies`)).length;
    expect([await count(VAULT), await count(OTHER)]).toEqual([2, 1]);
    expect(await client.control("GET", "state?vault=contoso-north")).toMatchObject({
      body: { vault: expect.stringContaining("contoso-north"), lag: { seconds: 60 } },
    });
    expect(await client.control("GET", "state")).toMatchObject({
      body: { vault: expect.stringContaining("contoso-dr"), others: [{ vault: expect.stringContaining("north") }] },
    });
  });

  test("takes the vault's ARM id too, and refuses a name that none has", async () => {
    expect((await client.control("GET", `state?vault=${OTHER}`)).status).toBe(200);
    expect(await client.control("GET", "state?vault=none")).toMatchObject({
      status: 400,
      body: { error: 'vault must be one of contoso-dr, contoso-north, not "none"' },
    });
  });
});

test("a fault meets a machine in whichever vault it is", async () => {
  const [item] = await itemsOf(OTHER);
  await client.control("POST", "faults", { kind: "503", machine: "sql01" });
  expect((await client.send("GET", textAt((await itemsOf(VAULT))[0], "id") ?? "")).status).toBe(200);
  expect((await client.send("GET", textAt(item, "id") ?? "")).status).toBe(503);
});

test("two vaults of one id cannot be", async () => {
  const twice = { fleet: fleet("contoso-dr", "dr-rg"), others: [fleet("CONTOSO-DR", "DR-RG")] };
  await expect(startSimulator(twice)).rejects.toThrow(/is there twice/);
});
