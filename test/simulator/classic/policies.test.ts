// Policies of a classic vault, the twins for the way back, and what maps them.
import { describe, expect, test } from "vitest";
import { containerPath } from "../../../simulator/fabric.ts";
import { get } from "../../../simulator/timeline.ts";
import { mappingView, policyView } from "../../../simulator/view-policy.ts";
import type { World } from "../../../simulator/world.ts";
import { job, never, refusal, seconds, started } from "../build.ts";
import { classicWorld, createMapping, createPolicy, enable, mapped, policyInput, send } from "./build.ts";

const shown = (world: World, name: string) =>
  policyView(world, get(world.policies, name) ?? never(), world.now).properties.providerSpecificDetails;

describe("multi-VM sync", () => {
  test.each([
    ["Enable", "Enabled"],
    ["Disable", "Disabled"],
  ])("is written %s and read %s", (multiVmSyncStatus, read) => {
    const world = classicWorld();
    started(createPolicy(world, "gold", { multiVmSyncStatus }));
    seconds(world, 1);
    expect(shown(world, "gold")).toEqual({ ...policyInput(), multiVmSyncStatus: read });
  });

  test.each(["Enabled", "Disabled", undefined])("is refused as %s", (multiVmSyncStatus) => {
    const refused = refusal(createPolicy(classicWorld(), "gold", { multiVmSyncStatus }));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining("multiVmSyncStatus") });
  });
});

describe("a policy", () => {
  test.each([
    ["of more than 72 hours", { recoveryPointHistory: 4321 }],
    ["whose application-consistent points are as rare as its retention", { appConsistentFrequencyInMinutes: 1440 }],
    ["without a threshold for the RPO", { recoveryPointThresholdInMinutes: 0 }],
    ["without crash-consistent points", { crashConsistentFrequencyInMinutes: 0 }],
  ])("%s is accepted, and its job fails with 150261", (_, settings) => {
    const world = classicWorld();
    const create = started(createPolicy(world, "gold", settings));
    seconds(world, 2);
    expect(job(world, create)).toMatchObject({ state: "Failed", errors: [{ code: "150261" }] });
    expect(get(world.policies, "gold")).toBeUndefined();
  });

  test.each([
    ["of the modernized provider", { instanceType: "InMageRcm" }],
    ["with hours as text", { recoveryPointHistory: "24" }],
    ["without retention", { recoveryPointHistory: undefined }],
  ])("%s is refused", (_, settings) => {
    expect(refusal(createPolicy(classicWorld(), "gold", settings))).toMatchObject({ status: 400 });
  });

  test("may have 72 hours", () => {
    const world = classicWorld();
    const create = started(createPolicy(world, "gold", { recoveryPointHistory: 4320 }));
    seconds(world, 1);
    expect(job(world, create).state).toBe("Succeeded");
  });

  test.each([
    ["keeps what a change leaves out", { recoveryPointHistory: 600 }, 202],
    ["cannot become a twin", { instanceType: "InMage" }, 400],
  ])("%s", (_, settings, status) => {
    const world = mapped();
    const replicationProviderSettings = {
      ...{ instanceType: "InMageAzureV2", multiVmSyncStatus: "Disable" },
      ...settings,
    };
    const result = send(world, "ReplicationPolicies_Update", "gold", { properties: { replicationProviderSettings } });
    expect("accepted" in result ? 202 : result.refused.status).toBe(status);
    seconds(world, 1);
    const read = { recoveryPointHistory: status === 202 ? 600 : 1440, appConsistentFrequencyInMinutes: 60 };
    expect(shown(world, "gold")).toMatchObject(read);
  });
});

describe("a twin for the way back", () => {
  const twin = () => {
    const world = mapped("web01");
    const { crashConsistentFrequencyInMinutes: _, ...settings } = policyInput({ instanceType: "InMage" });
    const body = { properties: { providerSpecificInput: settings } };
    started(send(world, "ReplicationPolicies_Create", "gold-failback", body));
    seconds(world, 1);
    return world;
  };

  test("is made by who asks for it, and by nobody else", () => {
    const world = mapped();
    expect(get(world.policies, "gold-failback")).toBeUndefined();
    expect(Object.keys(shown(twin(), "gold-failback") ?? {})).not.toContain("crashConsistentFrequencyInMinutes");
  });

  test.each(["Microsoft Azure", "the container"])("is mapped to %s, and read with the container", (target) => {
    const world = twin();
    const container = containerPath(world.fleet);
    started(createMapping(world, "gold-failback", target === "the container" ? container : target));
    seconds(world, 10);
    const { properties } = mappingView(world, get(world.mappings, "gold-failback") ?? never());
    expect(properties).toMatchObject({ targetProtectionContainerId: container, state: "Paired" });
    expect(properties).not.toHaveProperty("providerSpecificDetails");
  });

  test("protects no machine", () => {
    const policyId = `${containerPath(twin().fleet).split("/replicationFabrics")[0]}/replicationPolicies/gold-failback`;
    const refused = refusal(enable(twin(), "web01", { properties: { policyId } }));
    expect(refused.message).toContain("for InMageAzureV2");
  });
});

test("the way to Azure is not mapped to the container", () => {
  const world = classicWorld();
  started(createPolicy(world, "gold"));
  seconds(world, 1);
  expect(refusal(createMapping(world, "gold", containerPath(world.fleet)))).toMatchObject({ status: 400 });
});
