// Changing a protected item: Azure may forget what a PATCH leaves out, so everything goes out again.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCEPTED, itemId, JOB, list, ok, portTo, WRITE } from "./port-under-test.ts";
import { itemRow } from "./rows.ts";
import type { Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
let port: ReturnType<typeof portTo>;

beforeAll(async () => {
  server = await startScriptedServer();
  port = portTo(server.url);
});
afterAll(async () => {
  port.close();
  await server.close();
});

const change = (before: Reply | undefined, request: Parameters<typeof port.update>[2]) => {
  server.serve(({ method }) => (method === "GET" ? before : ACCEPTED));
  return port.update(WRITE, itemId("web01"), request);
};
const patched = () => JSON.parse(server.received.find(({ method }) => method === "PATCH")?.body ?? "{}").properties;

test("one field changes, all others go out as Azure has them", async () => {
  expect(await change(ok(itemRow("web01")), { target: { vmSize: "Standard_D8s_v5" }, nics: [] })).toEqual({
    started: JOB,
  });
  expect(patched()).toEqual({
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      targetVmName: "web01",
      targetVmSize: "Standard_D8s_v5",
      licenseType: "NotSpecified",
      targetBootDiagnosticsStorageAccountId: "/subscriptions/s/diagnostics",
      vmNics: [
        {
          nicId: "00:50:56:93:78:90",
          isPrimaryNic: "true",
          isSelectedForFailover: "true",
          targetSubnetName: "web",
          testStaticIPAddress: "10.9.1.14",
        },
      ],
    },
  });
});

test("another storage account for boot diagnostics replaces the one that was there", async () => {
  await change(ok(itemRow("web01")), { target: { bootDiagnosticsStorageAccountId: "/new" }, nics: [] });
  expect(patched().providerSpecificDetails).toMatchObject({ targetBootDiagnosticsStorageAccountId: "/new" });
});

test("tags and what else the newer version of the API has go out again, with that version", async () => {
  const newer = {
    targetVmTags: [{ tagName: "owner", tagValue: "shop" }],
    targetManagedDiskTags: [{ tagName: "cost", tagValue: "42" }],
    sqlServerLicenseType: "AHUB",
  };
  const before = itemRow("web01", {}, { ...newer, targetNicTags: [], seedManagedDiskTags: newer.targetVmTags });
  expect(await change(ok(before), { target: { vmSize: "Standard_D8s_v5" }, nics: [] })).toEqual({ started: JOB });
  const { targetNicTags, seedManagedDiskTags, ...rest } = patched().providerSpecificDetails;
  expect(rest).toMatchObject({ ...newer, targetVmSize: "Standard_D8s_v5", targetVmName: "web01" });
  expect([targetNicTags, seedManagedDiskTags]).toEqual([undefined, undefined]);
  expect(server.received.map(({ method, query }) => [method, query.get("api-version")])).toEqual([
    ["GET", "2024-04-01"],
    ["PATCH", "2024-04-01"],
  ]);
});

test("an item without any of those is changed with the SDK's version", async () => {
  await change(ok(itemRow("web01")), { target: {}, nics: [] });
  expect(server.received.at(-1)?.query.get("api-version")).toBe("2023-06-01");
});

test("NICs that are given replace those that were there", async () => {
  const nics = [{ nicId: "n", primary: true, include: false, staticIp: "10.0.0.9" }];
  await change(ok(itemRow("web01")), { target: {}, nics });
  expect(patched().providerSpecificDetails.vmNics).toEqual([
    { nicId: "n", isPrimaryNic: "true", isSelectedForFailover: "false", targetStaticIPAddress: "10.0.0.9" },
  ]);
});

test.each<[string, Reply | undefined]>([
  ["cannot be read", "reset"],
  ["is gone", undefined],
  ["is of another architecture", ok(itemRow("web01", { providerSpecificDetails: { instanceType: "InMageAzureV2" } }))],
  ["is none", list([])],
])("nothing is sent when the item %s", async (_, before) => {
  expect(await change(before, { target: {}, nics: [] })).toMatchObject({ code: "NotSent" });
  expect(server.received.map(({ method }) => method)).toEqual(["GET"]);
});
