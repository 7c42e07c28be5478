// The example's second vault over HTTP, as a newcomer with curl meets it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../../simulator/body.ts";
import { classicExampleFleet } from "../../../simulator/classic/example-fleet.ts";
import { exampleFleet } from "../../../simulator/example-fleet.ts";
import { siteName } from "../../../simulator/read-fleet.ts";
import { type Client, rows, SUBSCRIPTION, startClient, VAULT } from "../client.ts";

const CLASSIC = `${SUBSCRIPTION}/resourceGroups/dr-classic-rg/providers/Microsoft.RecoveryServices/vaults/contoso-classic`;

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const get = (path: string) => client.send("GET", path);
const firstId = async (path: string) => textAt(rows(await get(path))[0], "id") ?? "";
const container = async () =>
  firstId(`${await firstId(`${CLASSIC}/replicationFabrics`)}/replicationProtectionContainers`);

/** The protectable items as name and status, of those that a filter lets through. */
async function machines(filter = ""): Promise<unknown[]> {
  const answered = await get(`${await container()}/replicationProtectableItems${filter}`);
  return rows(answered).map((row) => [
    textAt(row, "properties", "friendlyName"),
    textAt(row, "properties", "protectionStatus"),
  ]);
}

test("is told of after the modernized one, which stays as it was", async () => {
  expect(client.simulator.vaultIds).toEqual([VAULT, CLASSIC]);
  expect(rows(await get(`${VAULT}/replicationProtectedItems`))).toEqual([]);
});

describe("a fleet of one's own", () => {
  test("comes without a classic vault", async () => {
    const other = await startClient({ fleet: exampleFleet() });
    expect(other.simulator.vaultIds).toEqual([VAULT]);
    await other.close();
  });
});

describe("the classic vault", () => {
  test("has one fabric of the kind VMware, and no appliance and no site", async () => {
    const [fabric, ...others] = rows(await get(`${CLASSIC}/replicationFabrics`));
    expect(others).toEqual([]);
    const kind = (answer: unknown) => textAt(answer, "properties", "customDetails", "instanceType");
    expect(kind(fabric)).toBe("VMware");
    const whole = (await get(textAt(fabric, "id") ?? "")).body as {
      properties: { customDetails: Record<string, { friendlyName?: string }[]> };
    };
    const { processServers, masterTargetServers, runAsAccounts } = whole.properties.customDetails;
    expect(processServers?.map((each) => each.friendlyName)).toEqual(["config-server-1", "process-server-2"]);
    expect(masterTargetServers).toHaveLength(1);
    expect(runAsAccounts).toEqual([
      { accountId: "1", accountName: "linux-root" },
      { accountId: "2", accountName: "windows-admin" },
    ]);
    expect(rows(await get(`${CLASSIC}/replicationAppliances`))).toEqual([]);
    const site = siteName(classicExampleFleet());
    const group = `${SUBSCRIPTION}/resourceGroups/dr-classic-rg/providers/Microsoft.OffAzure/serverSites`;
    expect(rows(await get(group))).toEqual([]);
    expect((await get(`${group}/${site}/machines`)).status).toBe(404);
  });

  test("lists the machines that its configuration server knows, by their state", async () => {
    expect(await machines()).toEqual([
      ["erp01", "Protected"],
      ["erp02", "Protected"],
      ["file01-needs-resync", "Protected"],
      ["mail01-no-heartbeat", "Protected"],
      ["crm01", "Unprotected"],
    ]);
    expect(await machines("?$filter=State%20eq%20'Unprotected'")).toEqual([["crm01", "Unprotected"]]);
    expect((await get(`${await container()}/replicationProtectableItems?$filter=Name%20eq%20'x'`)).status).toBe(400);
  });

  test("finds what was not discovered when the provider is refreshed", async () => {
    const provider = await firstId(`${CLASSIC}/replicationRecoveryServicesProviders`);
    expect((await client.send("POST", `${provider}/refreshProvider`)).status).toBe(202);
    client.advance(60);
    expect(await machines()).toContainEqual(["print01-undiscovered", "Unprotected"]);
  });

  test("takes a machine, whose operation gives the container back", async () => {
    const path = await container();
    const properties = { friendlyName: "added01", ipAddress: "192.0.2.90", osType: "Windows" };
    const taken = await client.send("POST", `${path}/discoverProtectableItem`, { properties });
    expect(taken.status).toBe(202);
    client.advance(60);
    const result = await client.raw("GET", taken.headers.get("location") ?? "", {
      headers: { authorization: "Bearer any" },
    });
    expect(textAt(result.body, "id")).toBe(path);
    expect(await machines()).not.toContainEqual(["added01", "Unprotected"]);
    client.advance(240);
    expect(await machines()).toContainEqual(["added01", "Unprotected"]);
  });

  test("is drilled and cleaned up from outside Azure, like the other", async () => {
    const drilled = await client.control("POST", "drills", { machine: "erp01", network: "classic-dr-test" });
    expect(drilled.status).toBe(200);
    client.advance(1300);
    const cleaned = await client.control("POST", "cleanups", { machine: "erp01" });
    expect(cleaned.status).toBe(200);
  });

  test("meets the faults of a machine that an enable or an addition names in its body", async () => {
    await client.control("POST", "faults", { kind: "503", machine: "added01" });
    const properties = { friendlyName: "added01", ipAddress: "192.0.2.90", osType: "Windows" };
    const path = `${await container()}/discoverProtectableItem`;
    expect((await client.send("POST", path, { properties })).status).toBe(503);
  });
});

test("a modernized vault has no protectable items, listed or alone", async () => {
  const path = await firstId(`${await firstId(`${VAULT}/replicationFabrics`)}/replicationProtectionContainers`);
  expect(rows(await get(`${path}/replicationProtectableItems`))).toEqual([]);
  expect((await get(`${path}/replicationProtectableItems/web01`)).status).toBe(404);
});
