// The site, its machines, and what else in Azure a drill needs to see.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect, list, ok, portTo, SITE_ID, VAULT_ID } from "./port-under-test.ts";
import { machineRow } from "./rows.ts";
import type { ScriptedServer } from "./scripted-server.ts";
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

describe("the site", () => {
  test("fabrics are read one by one, since the list leaves process servers out", async () => {
    const fabric = (processServers: object[]) => ({
      id: `${VAULT_ID}/replicationFabrics/fabric1`,
      name: "fabric1",
      properties: {
        health: "Normal",
        customDetails: { instanceType: "InMageRcm", physicalSiteId: SITE_ID, processServers },
      },
    });
    server.serve(({ path }) => {
      if (path.endsWith("/replicationFabrics")) return list([fabric([])]);
      if (path.endsWith("/replicationFabrics/fabric1"))
        return ok(fabric([{ id: "ps", name: "ps1", health: "Normal" }]));
      if (path.endsWith("/replicationProtectionContainers")) return list([{ id: "c-id", name: "container1" }]);
      return undefined;
    });
    expect(await port.fabrics()).toEqual([
      {
        id: `${VAULT_ID}/replicationFabrics/fabric1`,
        name: "fabric1",
        instanceType: "InMageRcm",
        health: "Normal",
        physicalSiteId: SITE_ID,
        containers: [{ id: "c-id", name: "container1" }],
        processServers: [{ id: "ps", name: "ps1", health: "Normal" }],
      },
    ]);
  });

  test("an appliance is as well as its worst part, and as old as its oldest heartbeat", async () => {
    const part = (health: string, lastHeartbeatUtc: string) => ({ health, lastHeartbeatUtc, version: "9.1" });
    const appliance = {
      id: "a",
      name: "dr-appliance-1",
      processServer: part("Normal", "2026-11-23T09:59:00Z"),
      dra: part("Critical", "2026-11-23T09:50:00Z"),
      rcmProxy: null,
    };
    const providerSpecificDetails = { instanceType: "InMageRcm", appliances: [appliance] };
    server.answer(ok({ value: [{ properties: { providerSpecificDetails } }] }));
    expect(await port.appliances()).toEqual([
      {
        id: "a",
        name: "dr-appliance-1",
        health: "Critical",
        version: "9.1",
        errors: [],
        lastHeartbeat: new Date("2026-11-23T09:50:00Z"),
      },
    ]);
  });

  test("machines leave the deleted ones out", async () => {
    server.answer(list([machineRow("web01"), machineRow("gone", { isDeleted: true })]));
    const [machine, ...others] = await collect(port.machines(SITE_ID));
    expect(others).toEqual([]);
    expect(machine).toMatchObject({
      name: "web01",
      fqdn: "web01.example.com",
      addresses: ["10.0.0.4"],
      operatingSystem: { type: "linuxguest", name: "Debian 12" },
      cores: 4,
      memoryMegabytes: 8192,
      appliance: "dr-appliance-1",
      disks: [
        { id: "disk-0", osDisk: true, sizeBytes: 1000 },
        { id: "disk-1", osDisk: false },
      ],
    });
    expect(server.received[0]?.query.get("api-version")).toBe("2023-06-06");
  });

  test("a refresh asks the appliances to look again", async () => {
    server.answer({ status: 202 });
    await port.refreshSite(SITE_ID);
    expect(server.received[0]).toMatchObject({ method: "POST", path: `${SITE_ID}/refreshSite` });
  });
});

describe("Azure's own resources", () => {
  const rg = "/subscriptions/s/resourceGroups/r/providers";

  test("a machine has its size, power state and private addresses", async () => {
    const nic = `${rg}/Microsoft.Network/networkInterfaces/n1`;
    server.serve(({ path }) =>
      path === nic
        ? ok({ properties: { ipConfigurations: [{ properties: { privateIPAddress: "10.9.1.14" } }] } })
        : ok({
            id: path,
            name: "web01-test",
            properties: {
              hardwareProfile: { vmSize: "Standard_D4s_v5" },
              instanceView: { statuses: [{ code: "ProvisioningState/succeeded" }, { code: "PowerState/running" }] },
              networkProfile: { networkInterfaces: [{ id: nic }] },
            },
          }),
    );
    expect(await port.virtualMachine(`${rg}/Microsoft.Compute/virtualMachines/web01-test`)).toMatchObject({
      name: "web01-test",
      size: "Standard_D4s_v5",
      powerState: "running",
      addresses: ["10.9.1.14"],
    });
    expect(server.received[0]?.query.get("$expand")).toBe("instanceView");
  });

  test("a network has its subnets with the addresses in use", async () => {
    const subnet = { name: "web", properties: { addressPrefix: "10.9.1.0/24", ipConfigurations: [{ id: "1" }] } };
    server.answer(ok({ id: "n", location: "westeurope", properties: { subnets: [subnet] } }));
    expect(await port.virtualNetwork(`${rg}/Microsoft.Network/virtualNetworks/dr-test`)).toEqual({
      id: "n",
      location: "westeurope",
      subnets: [{ name: "web", addressPrefix: "10.9.1.0/24", usedAddresses: 1 }],
    });
  });
});
