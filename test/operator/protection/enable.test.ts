// The enable request, its intent, and what is bound with it.
import { describe, expect, test } from "vitest";
import {
  bound,
  CACHE,
  ITEM_ID,
  look,
  MACHINE_ID,
  machine,
  PROD_NETWORK,
  TARGET_GROUP,
  TEST_NETWORK,
} from "./builders.ts";

describe("an enable", () => {
  test("says everything that Azure needs, from the manifest first and then the vault's defaults", () => {
    const { action } = look({ resource: { spec: { target: { vmName: "web01-dr" } } } });
    expect(action).toMatchObject({
      do: "Enable",
      itemId: ITEM_ID,
      operationId: "new-operation",
      request: {
        itemName: "dr-team-web01",
        machineId: MACHINE_ID,
        processServerId: "ps-1",
        runAsAccountId: "run-as-1",
        cacheStorageAccountId: CACHE,
        diskType: "Premium_LRS",
        target: {
          vmName: "web01-dr",
          resourceGroupId: TARGET_GROUP,
          networkId: PROD_NETWORK,
          subnet: "web",
          testNetworkId: TEST_NETWORK,
          testSubnet: "web",
        },
      },
    });
  });

  test.each([
    ["exclude", { exclude: ["SDB"] }, ["disk-1"]],
    ["include by id", { include: ["disk-1"] }, ["disk-1"]],
    ["no choice: all of them", undefined, undefined],
  ])("names the disks that replicate: %s", (_, disks, expected) => {
    const two = machine({
      disks: [
        { id: "disk-1", name: "sda", osDisk: true },
        { id: "disk-2", name: "sdb", osDisk: false },
      ],
    });
    const spec = disks === undefined ? {} : { disks };
    const { action } = look({ resource: { spec }, azure: { machine: { found: two } } });
    expect(action?.do === "Enable" ? action.request.includeDisks : "no enable").toEqual(expected);
  });

  test("carries tags and boot diagnostics, and binds what it sent", () => {
    const bootDiagnosticsStorageAccount = CACHE.replace("drcache001", "drdiag001");
    const { action, status } = look({
      resource: { spec: { target: { tags: { owner: "shop" }, bootDiagnosticsStorageAccount } } },
    });
    expect(action).toMatchObject({
      request: { tags: { owner: "shop" }, target: { bootDiagnosticsStorageAccountId: bootDiagnosticsStorageAccount } },
    });
    expect(status.bound?.target).toMatchObject({ tags: { owner: "shop" }, bootDiagnosticsStorageAccount });
  });

  test("without tags, or with an empty list of them, says nothing of them and forgets those of an earlier try", () => {
    const { itemCreatedByUs: _, ...fresh } = bound;
    const before = { ...fresh, target: { ...bound.target, tags: { owner: "shop" } } };
    for (const target of [{}, { tags: {} }]) {
      const { action, status } = look({ resource: { spec: { target }, status: { bound: before } } });
      expect(action?.do).toBe("Enable");
      expect(action?.do === "Enable" ? action.request : {}).not.toHaveProperty("tags");
      expect(status.bound?.target).not.toHaveProperty("tags");
    }
  });

  test("is durable before the call: the intent knows the jobs that were there, and Azure's clock", () => {
    const verdict = look({ azure: { knownJobs: ["job-0"] } });
    expect(verdict.status.operation).toMatchObject({
      id: "new-operation",
      kind: "Enable",
      target: ITEM_ID,
      knownJobs: ["job-0"],
      azureDate: "2026-11-23T10:00:00Z",
      attempt: 1,
    });
    expect(verdict.hold).toBe(true);
  });

  test("binds machine, item and the values of the defaults in the same write", () => {
    expect(look().status.bound).toMatchObject({
      vault: "contoso",
      machineId: MACHINE_ID,
      itemId: ITEM_ID,
      cacheStorageAccount: CACHE,
      target: { resourceGroup: TARGET_GROUP, network: PROD_NETWORK, vmName: "web01", diskType: "Premium_LRS" },
      testNetwork: { network: TEST_NETWORK },
    });
  });

  test("keeps preflight warnings in the status and goes on", () => {
    const verdict = look({ azure: { machine: { found: machine({ firmware: "UEFI" }) } } });
    expect(verdict.action?.do).toBe("Enable");
    expect(verdict.status.preflight?.map(({ id }) => id)).toContain("SecureBootUnknown");
  });
});
