// Enabling protection: from the PUT to the beginning of replication, and what is refused or fails on the way.
import { describe, expect, test } from "vitest";
import { allowedOperations, scenarioOf, stateOf } from "../../simulator/items.ts";
import { get, list } from "../../simulator/timeline.ts";
import { operationView } from "../../simulator/view-job.ts";
import {
  CACHE,
  enableBody,
  enableOf,
  item,
  job,
  mapped,
  policyBody,
  refusal,
  seconds,
  send,
  started,
  worldOf,
} from "./build.ts";

describe("enabling a machine", () => {
  test("makes its item at once, held by the job, with nothing allowed", () => {
    const world = mapped("web01");
    const enabling = started(enableOf(world, "web01"));
    const made = item(world, "web01");
    expect(stateOf(made, world.now)).toBe("UnprotectedStatesBegin");
    expect(allowedOperations(made, world.now)).toEqual([]);
    expect(scenarioOf(made)).toMatchObject({ scenario: "EnableProtection", job: enabling.name });
    expect(enabling).toMatchObject({ scenario: "EnableDr", target: { name: "web01", type: "ProtectionEntity" } });
  });

  test("takes 27 and a half minutes until replication begins, as recorded", () => {
    const world = mapped("web01");
    const enabling = started(enableOf(world, "web01"));
    seconds(world, 1649);
    expect(job(world, enabling).state).toBe("InProgress");
    seconds(world, 1);
    expect(job(world, enabling)).toMatchObject({ state: "Succeeded", operation: "Succeeded" });
    expect(stateOf(item(world, "web01"), world.now)).toBe("InitialReplicationInProgress");
    expect(allowedOperations(item(world, "web01"), world.now)).toEqual(["DisableProtection"]);
  });

  test("takes six times as long for a slow one", () => {
    const world = mapped("web01-slow");
    const enabling = started(enableOf(world, "web01-slow"));
    seconds(world, 6 * 1650 - 1);
    expect(job(world, enabling).state).toBe("InProgress");
    seconds(world, 1);
    expect(job(world, enabling).state).toBe("Succeeded");
  });

  test("fails half-way when the credentials do not fit, and leaves an item that must be removed", () => {
    const world = mapped("web01-fails-enable");
    const enabling = started(enableOf(world, "web01-fails-enable"));
    seconds(world, 1650);
    expect(job(world, enabling)).toMatchObject({ state: "Failed", errors: [{ code: "95107" }] });
    expect(stateOf(item(world, "web01-fails-enable"), world.now)).toBe("EnablingFailed");
    expect(allowedOperations(item(world, "web01-fails-enable"), world.now)).toEqual(["DisableProtection"]);
  });

  test("fails only the first time for a machine that says once", () => {
    const world = mapped("web01-fails-enable-once");
    started(enableOf(world, "web01-fails-enable-once"));
    seconds(world, 1650);
    started(send(world, "ReplicationProtectedItems_Delete", "web01-fails-enable-once"));
    seconds(world, 100);
    const again = started(enableOf(world, "web01-fails-enable-once"));
    seconds(world, 1650);
    expect(job(world, again).state).toBe("Succeeded");
  });

  test("is accepted without a mapping, and fails with 78253", () => {
    const world = worldOf("web01");
    send(world, "ReplicationPolicies_Create", "gold", policyBody());
    seconds(world, 2);
    const enabling = started(enableOf(world, "web01"));
    seconds(world, 30);
    expect(job(world, enabling)).toMatchObject({ state: "Failed", errors: [{ code: "78253" }] });
  });

  test("warns in the running operation of a name that is taken, and succeeds all the same", () => {
    const world = mapped("web01-name-taken");
    const enabling = started(enableOf(world, "web01-name-taken"));
    expect(operationView(job(world, enabling)).error).toBeNull();
    seconds(world, 1200);
    expect(operationView(job(world, enabling))).toMatchObject({ status: "InProgress", error: { code: "310024" } });
    seconds(world, 500);
    expect(operationView(job(world, enabling))).toMatchObject({ status: "Succeeded", error: { code: "310024" } });
  });

  test("warns of a name that another item's target has, whatever the case", () => {
    const world = mapped("web01", "web02");
    started(enableOf(world, "web01", { targetVmName: "Shop" }));
    const second = started(enableOf(world, "web02", { targetVmName: "shop" }));
    seconds(world, 1200);
    expect(job(world, second).warning).toMatchObject({ code: "310024" });
    expect(list(world.jobs).filter((each) => each.warning !== undefined)).toHaveLength(1);
  });

  test("leaves out the disks that are not listed", () => {
    const world = mapped("web01");
    const disksToInclude = [{ diskId: "/dev/sda", diskType: "StandardSSD_LRS", logStorageAccountId: CACHE }];
    started(enableOf(world, "web01", { disksDefault: undefined, disksToInclude }));
    expect(item(world, "web01").disks).toMatchObject([{ id: "/dev/sda", diskType: "StandardSSD_LRS", os: true }]);
  });
});

describe("enabling is refused", () => {
  test.each([
    ["instanceType", { instanceType: "InMageAzureV2" }],
    ["fabricDiscoveryMachineId", { fabricDiscoveryMachineId: "/nowhere/machines/none" }],
    ["processServerId", { processServerId: "dr-appliance-1" }],
    ["targetResourceGroupId", { targetResourceGroupId: undefined }],
    ["targetNetworkId", { targetNetworkId: "/nowhere/virtualNetworks/none" }],
    ["targetSubnetName", { targetSubnetName: "none" }],
    ["testSubnetName", { testSubnetName: "none" }],
    ["targetVmName", { targetVmName: "-web01" }],
    ["disksDefault", { disksDefault: undefined }],
    ["disksDefault.diskType", { disksDefault: { diskType: "Fast", logStorageAccountId: CACHE } }],
    ["disksDefault.logStorageAccountId", { disksDefault: { diskType: "Premium_LRS" } }],
    ["disksToInclude", { disksDefault: undefined, disksToInclude: [] }],
    [
      "disksToInclude",
      {
        disksDefault: undefined,
        disksToInclude: [{ diskId: "sdz", diskType: "Premium_LRS", logStorageAccountId: CACHE }],
      },
    ],
  ])("with 400 and the field's name: %s", (field, details) => {
    const { status, message } = refusal(enableOf(mapped("web01"), "web01", details));
    expect(status).toBe(400);
    expect(message).toContain(`providerSpecificDetails.${field} must be`);
  });

  test("with 409 while another operation holds the machine's item", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01"));
    expect(refusal(enableOf(world, "web01"))).toMatchObject({ status: 409 });
  });

  test("with 45031 when the machine has an item, under whatever name", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01"));
    seconds(world, 1650);
    const again = send(world, "ReplicationProtectedItems_Create", "another-name", enableBody(world, "web01"));
    expect(refusal(again)).toMatchObject({ status: 400, detail: { code: "45031" } });
    expect(list(world.items)).toHaveLength(1);
  });

  test("for a machine that no appliance has listed yet", () => {
    const world = mapped("web01-undiscovered");
    expect(refusal(enableOf(world, "web01-undiscovered")).message).toContain("fabricDiscoveryMachineId");
  });

  test.each([
    ["web01-busy", 409],
    ["web01-throttled", 429],
  ])("twice for %s with %i, and then taken", (name, status) => {
    const world = mapped(name);
    expect(refusal(enableOf(world, name))).toMatchObject({ status });
    expect(refusal(enableOf(world, name))).toMatchObject({ status });
    started(enableOf(world, name));
  });

  test("always for a machine that refuses, with the action's name", () => {
    const world = mapped("web01-refuses");
    expect(refusal(enableOf(world, "web01-refuses"))).toMatchObject({
      status: 403,
      code: "AuthorizationFailed",
      message: expect.stringContaining("replicationProtectedItems/write"),
    });
    expect(get(world.items, "web01-refuses")).toBeUndefined();
  });
});
