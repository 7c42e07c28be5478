// Enabling protection in a classic vault: what is asked for, what is refused, and how its replication is told of.
import { describe, expect, test } from "vitest";
import { classicItemView } from "../../../simulator/classic/view-item.ts";
import type { World } from "../../../simulator/world.ts";
import { item, job, mapped as modernized, refusal, seconds, send as sendModernized, started } from "../build.ts";
import { CACHE, createMapping, createPolicy, enable, enableBody, GROUP, mapped, NETWORK } from "./build.ts";

const shown = (world: World, name: string) => classicItemView(world, item(world, name), world.now).properties;
const details = (world: World, name: string) => shown(world, name).providerSpecificDetails;

test("a machine's target is what the request asks for", () => {
  const world = mapped("web01");
  const wish = { targetAzureVmName: "web", enableRdpOnTargetOption: "Always", targetVmTags: { team: "shop" } };
  started(enable(world, "web01", { details: wish }));
  expect(details(world, "web01")).toMatchObject({
    recoveryAzureVMName: "web",
    recoveryAzureResourceGroupId: GROUP,
    selectedRecoveryAzureNetworkId: NETWORK("prod-net"),
    selectedTfoAzureNetworkId: "",
    enableRdpOnTargetOption: "Always",
    targetVmTags: { team: "shop" },
    useManagedDisks: "true",
    vmNics: [{ ipConfigs: [{ isPrimary: true, recoverySubnetName: "web" }] }],
  });
});

describe("disks", () => {
  const premium = { diskType: "Premium_LRS", logStorageAccountId: CACHE };

  test.each([
    ["are all, when none is listed", {}, ["/dev/sda", "/dev/sdb"]],
    ["are those that are listed", { disksToInclude: [{ diskId: "/dev/sda", ...premium }] }, ["/dev/sda"]],
    ["are listed by id alone", { disksToInclude: [{ diskId: "/dev/sda" }] }, ["/dev/sda"]],
  ])("%s", (_, wish, ids) => {
    const world = mapped("web01");
    started(enable(world, "web01", { details: wish }));
    const { protectedDisks, protectedManagedDisks } = details(world, "web01");
    expect([protectedDisks, protectedManagedDisks].map((disks) => disks.map(({ diskId }) => diskId))).toEqual([
      ids,
      ids,
    ]);
  });

  test("may be unmanaged, in an account", () => {
    const world = mapped("web01");
    const unmanaged = { diskType: undefined, logStorageAccountId: undefined, storageAccountId: CACHE };
    started(enable(world, "web01", { details: unmanaged }));
    const found = details(world, "web01");
    expect(found).toMatchObject({ useManagedDisks: "false", recoveryAzureStorageAccount: CACHE });
    expect(found.protectedManagedDisks).toEqual([]);
  });
});

describe("a request is refused with", () => {
  test.each([
    ["another provider", { instanceType: "InMageRcm" }, "instanceType"],
    ["an unknown process server", { processServerId: "none" }, "processServerId"],
    ["an unknown master target", { masterTargetId: "none" }, "masterTargetId"],
    ["an unknown account", { runAsAccountId: "7" }, "runAsAccountId"],
    ["no resource group", { targetAzureV2ResourceGroupId: undefined }, "targetAzureV2ResourceGroupId"],
    ["an unknown network", { targetAzureNetworkId: NETWORK("none") }, "targetAzureNetworkId"],
    ["an unknown subnet", { targetAzureSubnetId: "none" }, "targetAzureSubnetId"],
    ["a name that Azure does not take", { targetAzureVmName: "web_01" }, "targetAzureVmName"],
    ["an unknown type of disk", { diskType: "UltraSSD_LRS" }, "diskType"],
    ["managed disks and no account for their log", { logStorageAccountId: undefined }, "logStorageAccountId"],
    ["neither a type nor an account", { diskType: undefined }, "storageAccountId"],
    ["an account that there is not", { logStorageAccountId: `${CACHE}x` }, "logStorageAccountId"],
    ["disks that the machine has not", { disksToInclude: [{ diskId: "/dev/sdz" }] }, "disksToInclude"],
    ["the system's disk left out", { disksToInclude: [{ diskId: "/dev/sdb" }] }, "disksToInclude"],
  ])("%s", (_, wish, field) => {
    const refused = refusal(enable(mapped("web01"), "web01", { details: wish }));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(`${field} must be`) });
  });

  test.each([
    ["no protectable item", { protectableItemId: undefined }, "protectableItemId"],
    ["a protectable item of another vault", { protectableItemId: "/subscriptions/1/x" }, "protectableItemId"],
    ["no policy", { policyId: undefined }, "policyId"],
  ])("%s", (_, properties, field) => {
    const refused = refusal(enable(mapped("web01"), "web01", { properties }));
    expect(refused.message).toContain(`properties.${field} must be`);
  });

  test("premium disks and points of more than 24 hours", () => {
    const world = mapped("web01");
    started(createPolicy(world, "long", { recoveryPointHistory: 1441, multiVmSyncStatus: "Disable" }));
    seconds(world, 1);
    started(createMapping(world, "long"));
    seconds(world, 10);
    const policyId = enableBody(world, "web01").properties.policyId.replace("gold", "long");
    const wish = { properties: { policyId } };
    expect(refusal(enable(world, "web01", wish)).message).toContain("another than Premium_LRS");
    const group = { details: { diskType: "Standard_LRS", multiVmGroupName: "shop" }, ...wish };
    expect(refusal(enable(world, "web01", group)).message).toContain("multiVmGroupName must be left out");
    started(enable(world, "web01", { details: { diskType: "Standard_LRS" }, ...wish }));
  });

  test("45031 when the machine is protected already", () => {
    const world = mapped("web01");
    started(enable(world, "web01"));
    seconds(world, 1700);
    expect(refusal(enable(world, "web01")).detail?.code).toBe("45031");
  });

  test("a classic body, in a modernized vault", () => {
    const body = enableBody(mapped("web01"), "web01");
    const refused = refusal(sendModernized(modernized("web01"), "ReplicationProtectedItems_Create", "web01", body));
    expect(refused.status).toBe(400);
  });
});

describe("replication is told of", () => {
  /** Seconds from the enable's start on; its job ends at 1650. */
  const MOMENTS = [
    ["while it is enabled", 1, "UnprotectedStatesBegin", undefined, "None"],
    ["before its first report", 1700, "InitialReplicationInProgress", undefined, "None"],
    ["at its first report", 1650 + 130, "InitialReplicationInProgress", 0, "InProgress"],
    ["on its way", 1650 + 1100, "InitialReplicationInProgress", 64, "InProgress"],
    ["before its first point", 1650 + 1500, "InitialReplicationRecoveryCompletionPending", 64, "InProgress"],
    ["once protected", 1650 + 3300, "Protected", undefined, "None"],
  ] as const;

  test.each(MOMENTS)("%s", (...[, at, protectionState, percent, health]) => {
    const world = mapped("web01");
    started(enable(world, "web01"));
    seconds(world, at);
    const found = shown(world, "web01");
    const { resyncProgressPercentage, totalProgressHealth, protectedDisks } = found.providerSpecificDetails;
    expect(found.protectionState).toBe(protectionState);
    expect({ resyncProgressPercentage, totalProgressHealth }).toEqual({
      resyncProgressPercentage: percent,
      totalProgressHealth: health,
    });
    expect(protectedDisks.map((disk) => disk.progressStatus)).toEqual([health, health]);
  });

  test("by an RPO and a newest point, once there is one", () => {
    const world = mapped("web01");
    started(enable(world, "web01"));
    seconds(world, 2000);
    expect(details(world, "web01").rpoInSeconds).toBeUndefined();
    seconds(world, 5000);
    expect(details(world, "web01").rpoInSeconds).toBeLessThan(300);
    expect(details(world, "web01").lastRecoveryPointReceived).toMatch(/^2026-11-23T/);
  });
});

test("without a mapping the job fails with 78253", () => {
  const world = mapped("web01");
  started(createPolicy(world, "loose"));
  seconds(world, 1);
  const policyId = enableBody(world, "web01").properties.policyId.replace("gold", "loose");
  const enabling = started(enable(world, "web01", { properties: { policyId } }));
  seconds(world, 60);
  expect(job(world, enabling)).toMatchObject({ state: "Failed", errors: [{ code: "78253" }] });
});
