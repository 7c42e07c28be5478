// The Mobility agent of an item: out of date, updated, failing to be, and updating itself.
import { describe, expect, test } from "vitest";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import { item, job, mappingBody, protectedWorld, refusal, seconds, send, started } from "./build.ts";

const DAY = 86_400;

const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;

const details = (world: World, name: string) => properties(world, name).providerSpecificDetails;

describe("a Mobility agent", () => {
  const update = (world: World, name: string, properties: object = { runAsAccountId: "/accounts/root" }) =>
    send(world, "ReplicationProtectedItems_UpdateMobilityService", name, { properties });

  test("that is out of date says until when it is good, and is updated", () => {
    const world = protectedWorld("web01-old-agent");
    expect(details(world, "web01-old-agent").mobilityAgentDetails).toMatchObject({
      version: "9.55.6765.1",
      latestVersion: "9.63.7187.1",
      isUpgradeable: "true",
      reasonsBlockingUpgrade: [],
      agentVersionExpiryDate: expect.stringMatching(/^2026-12/),
    });
    const running = started(update(world, "web01-old-agent"));
    expect(details(world, "web01-old-agent")).toMatchObject({
      agentUpgradeState: "Started",
      agentUpgradeJobId: running.name,
    });
    seconds(world, 300);
    expect(details(world, "web01-old-agent")).toMatchObject({
      agentUpgradeState: "None",
      isLastUpgradeSuccessful: "true",
      mobilityAgentDetails: { version: "9.63.7187.1", isUpgradeable: "false", latestVersion: null },
    });
  });

  test("whose update fails tells why, and is updated the second time", () => {
    const name = "web01-fails-agent-update";
    const world = protectedWorld(name);
    const running = started(update(world, name));
    seconds(world, 300);
    expect(job(world, running).state).toBe("Failed");
    expect(details(world, name)).toMatchObject({
      isLastUpgradeSuccessful: "false",
      lastAgentUpgradeErrorDetails: [{ errorCode: "95117" }],
    });
    started(update(world, name));
    seconds(world, 300);
    expect(details(world, name).lastAgentUpgradeErrorDetails).toEqual([]);
  });

  test.each([
    ["web01", "AlreadyOnLatestVersion"],
    ["web01-needs-reboot", "RebootRequired"],
  ])("of %s cannot be updated: %s", (name, reason) => {
    const world = protectedWorld(name);
    expect(details(world, name).mobilityAgentDetails.reasonsBlockingUpgrade).toEqual([reason]);
    expect(refusal(update(world, name))).toMatchObject({
      status: 409,
      detail: { code: `InMageRcmUpgradeBlocked${reason}` },
    });
  });

  test("needs an account to be updated with", () => {
    expect(refusal(update(protectedWorld("web01-old-agent"), "web01-old-agent", {})).status).toBe(400);
  });

  test("updates itself a day after its policy's mapping says so, unless a restart is needed", () => {
    const names = ["web01-old-agent", "web02-needs-reboot"] as const;
    const world = protectedWorld(...names);
    const body = {
      properties: { providerSpecificInput: { instanceType: "InMageRcm", enableAgentAutoUpgrade: "true" } },
    };
    started(send(world, "ReplicationProtectionContainerMappings_Update", "gold-mapping", body));
    const versions = () => names.map((name) => details(world, name).mobilityAgentDetails.version);
    seconds(world, DAY - 10);
    expect(versions()).toEqual(["9.55.6765.1", "9.55.6765.1"]);
    seconds(world, 10);
    expect(versions()).toEqual(["9.63.7187.1", "9.55.6765.1"]);
    started(send(world, "ReplicationProtectionContainerMappings_Create", "gold-mapping", mappingBody()));
    seconds(world, 10);
    expect(versions()).toEqual(["9.63.7187.1", "9.55.6765.1"]);
  });
});
