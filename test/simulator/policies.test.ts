// Replication policies and their mappings: what is taken, what fails later, what is refused.
import { describe, expect, test } from "vitest";
import { get, list } from "../../simulator/timeline.ts";
import {
  job,
  mapped,
  mappingBody,
  policyBody,
  protectedWorld,
  refusal,
  seconds,
  send,
  started,
  worldOf,
} from "./build.ts";

describe("creating a policy", () => {
  test("takes a second: before that it is not there", () => {
    const world = worldOf();
    const create = started(send(world, "ReplicationPolicies_Create", "gold", policyBody()));
    expect(get(world.policies, "gold")).toBeUndefined();
    expect(job(world, create)).toMatchObject({ scenario: "AddProtectionProfile", state: "InProgress" });
    seconds(world, 1);
    expect(get(world.policies, "gold")).toMatchObject({ retentionMinutes: 1440, multiVmSync: "false" });
    expect(job(world, create)).toMatchObject({ state: "Succeeded", operation: "Succeeded" });
  });

  test.each([
    ["more than 15 days", { recoveryPointHistoryInMinutes: 21_601 }],
    ["application-consistent points as rare as the retention", { appConsistentFrequencyInMinutes: 1440 }],
    ["application-consistent points without retention", { recoveryPointHistoryInMinutes: 0 }],
    ["application-consistent points every 13 hours", { appConsistentFrequencyInMinutes: 780 }],
  ])("is accepted with %s, and its job fails with 150261", (_, settings) => {
    const world = worldOf();
    const create = started(send(world, "ReplicationPolicies_Create", "gold", policyBody(settings)));
    seconds(world, 5);
    expect(job(world, create)).toMatchObject({ state: "Failed", errors: [{ code: "150261" }] });
    expect(get(world.policies, "gold")).toBeUndefined();
  });

  test.each([
    ["a name with a dot", "gold.1", policyBody()],
    ["a number as text", "gold", policyBody({ recoveryPointHistoryInMinutes: "1440" })],
    ["another provider", "gold", policyBody({ instanceType: "A2A" })],
    ["no body", "gold", undefined],
  ])("is refused with 400 for %s", (_, name, body) => {
    expect(refusal(send(worldOf(), "ReplicationPolicies_Create", name, body))).toMatchObject({ status: 400 });
  });

  test("again with the same settings does nothing, with others it is refused", () => {
    const world = mapped();
    started(send(world, "ReplicationPolicies_Create", "gold", policyBody()));
    const other = send(world, "ReplicationPolicies_Create", "gold", policyBody({ recoveryPointHistoryInMinutes: 60 }));
    expect(refusal(other)).toMatchObject({ status: 409 });
  });
});

describe("changing a policy", () => {
  test("keeps what the request leaves out", () => {
    const world = mapped();
    const body = { properties: { replicationProviderSettings: { recoveryPointHistoryInMinutes: 2880 } } };
    started(send(world, "ReplicationPolicies_Update", "gold", body));
    seconds(world, 2);
    expect(get(world.policies, "gold")).toMatchObject({ retentionMinutes: 2880, appConsistentMinutes: 60 });
  });

  test("that there is not is a 404 with Site Recovery's code inside", () => {
    const { status, detail } = refusal(send(worldOf(), "ReplicationPolicies_Update", "none", {}));
    expect({ status, code: detail?.code }).toEqual({ status: 404, code: "ArmResourceDoesNotExist" });
  });
});

describe("deleting a policy", () => {
  test("is refused while it is mapped, and works after", () => {
    const world = mapped();
    expect(refusal(send(world, "ReplicationPolicies_Delete", "gold"))).toMatchObject({ status: 409 });
    started(send(world, "ReplicationProtectionContainerMappings_Delete", "gold-mapping"));
    seconds(world, 5);
    started(send(world, "ReplicationPolicies_Delete", "gold"));
    seconds(world, 5);
    expect(list(world.policies)).toEqual([]);
  });
});

describe("a mapping", () => {
  test("is there after five seconds, and takes the agent's automatic update at once", () => {
    const world = worldOf();
    send(world, "ReplicationPolicies_Create", "gold", policyBody());
    seconds(world, 2);
    const body = mappingBody({ providerSpecificInput: { instanceType: "InMageRcm", enableAgentAutoUpgrade: "true" } });
    started(send(world, "ReplicationProtectionContainerMappings_Create", "m", body));
    seconds(world, 4);
    expect(list(world.mappings)).toEqual([]);
    seconds(world, 1);
    expect(list(world.mappings)).toMatchObject([{ name: "m", policy: "gold", autoUpgrade: "true" }]);
  });

  test.each([
    ["a policy that there is not", { policyId: "/nowhere/replicationPolicies/none" }],
    ["the right name in another vault", { policyId: "/other/vault/replicationPolicies/gold" }],
    ["another target than Azure", { targetProtectionContainerId: "Site B" }],
  ])("is refused with 400 for %s", (_, properties) => {
    const result = send(mapped(), "ReplicationProtectionContainerMappings_Create", "m", mappingBody(properties));
    expect(refusal(result)).toMatchObject({ status: 400 });
  });

  test("of a policy that has one is refused", () => {
    const result = send(mapped(), "ReplicationProtectionContainerMappings_Create", "second", mappingBody());
    expect(refusal(result)).toMatchObject({ status: 409 });
  });

  test("whose policy protects machines is not removed, but can be purged", () => {
    const world = protectedWorld("web01");
    const removal = send(world, "ReplicationProtectionContainerMappings_Delete", "gold-mapping");
    expect(refusal(removal)).toMatchObject({ status: 409 });
    started(send(world, "ReplicationProtectionContainerMappings_Purge", "gold-mapping"));
    seconds(world, 5);
    expect(list(world.mappings)).toEqual([]);
  });

  test("changes whether agents update themselves by PATCH, as a text", () => {
    const world = mapped();
    const patch = (value: unknown) =>
      send(world, "ReplicationProtectionContainerMappings_Update", "gold-mapping", {
        properties: { providerSpecificInput: { instanceType: "InMageRcm", enableAgentAutoUpgrade: value } },
      });
    expect(refusal(patch(true))).toMatchObject({ status: 400 });
    started(patch("true"));
    seconds(world, 10);
    expect(list(world.mappings)).toMatchObject([{ autoUpgrade: "true" }]);
  });
});
