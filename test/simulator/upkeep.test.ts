// The smaller works on an item: resynchronisation, health errors, another appliance, more disks.
import { describe, expect, test } from "vitest";
import { applianceGuid } from "../../simulator/fabric.ts";
import { readFleet } from "../../simulator/read-fleet.ts";
import { openVault } from "../../simulator/vault.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import {
  CACHE,
  drill,
  enableOf,
  fleetOf,
  item,
  mapped,
  mappingBody,
  never,
  policyBody,
  protectedWorld,
  refusal,
  START,
  seconds,
  send,
  started,
} from "./build.ts";

const DAY = 86_400;
const properties = (world: World, name: string) => itemView(world, item(world, name), world.now).properties;
const details = (world: World, name: string) => properties(world, name).providerSpecificDetails;

describe("a machine that needs a resynchronisation", () => {
  const name = "web01-needs-resync";
  const repair = (world: World) => send(world, "ReplicationProtectedItems_RepairReplication", name);

  test("says so, and may be repaired", () => {
    const world = protectedWorld(name);
    expect(properties(world, name)).toMatchObject({
      replicationHealth: "Critical",
      allowedOperations: ["RepairReplication", "UnplannedFailover", "DisableProtection", "TestFailover"],
      providerSpecificDetails: { resyncRequired: "true", resyncState: "None", resyncProgressPercentage: null },
    });
  });

  test("is resynchronised in twenty minutes, with its progress, once it is told to", () => {
    const world = protectedWorld(name);
    started(repair(world));
    seconds(world, 30);
    const seen = [0, 300, 500, 300].map((step) => {
      seconds(world, step);
      return details(world, name).resyncProgressPercentage;
    });
    expect(seen).toEqual([0, 20, 60, 80]);
    expect(details(world, name)).toMatchObject({
      resyncRequired: "true",
      resyncState: "StartedResynchronization",
      resyncProgressHealth: "InProgress",
    });
    seconds(world, 100);
    expect(details(world, name)).toMatchObject({
      resyncRequired: "false",
      resyncState: "None",
      resyncProgressPercentage: null,
    });
    expect(properties(world, name)).toMatchObject({ replicationHealth: "Normal" });
  });

  test("may not be repaired twice, nor may one that needs nothing", () => {
    const world = protectedWorld(name);
    started(repair(world));
    seconds(world, 60);
    expect(refusal(repair(world)).detail?.code).toBe("OperationNotAllowed");
    const other = protectedWorld("web01");
    expect(refusal(send(other, "ReplicationProtectedItems_RepairReplication", "web01")).status).toBe(409);
  });
});

describe("health errors", () => {
  const name = "web01-resolvable-error";
  const resolve = (world: World, ...ids: readonly string[]) =>
    send(world, "ReplicationProtectedItems_ResolveHealthErrors", name, {
      properties: { healthErrors: ids.map((healthErrorId) => ({ healthErrorId })) },
    });
  const idOf = (world: World, code: string): string =>
    properties(world, name).healthErrors.find(({ errorCode }) => errorCode === code)?.errorId ?? never();

  test("that a person may resolve go when they are resolved", () => {
    const world = protectedWorld(name);
    expect(properties(world, name).healthErrors).toMatchObject([
      { errorCode: "SimulatedResolvable", customerResolvability: "Allowed" },
      { errorCode: "161011", customerResolvability: "NotAllowed" },
    ]);
    started(resolve(world, idOf(world, "SimulatedResolvable")));
    seconds(world, 5);
    expect(properties(world, name).healthErrors).toMatchObject([{ errorCode: "161011" }]);
  });

  test("of other kinds, and ones that are not there, cannot be resolved", () => {
    const world = protectedWorld(name);
    expect(refusal(resolve(world, idOf(world, "161011"))).detail?.code).toBe("ErrorNotResolvable");
    expect(refusal(resolve(world, "3:8020")).detail?.code).toBe("ErrorNotResolvable");
    expect(refusal(resolve(world)).status).toBe(400);
  });
});

/** Two appliances, and one machine with two disks of which one is replicated. */
function twoAppliances(): World {
  const fleet = {
    ...fleetOf("web01"),
    ...readFleet({
      appliances: [{ name: "dr-appliance-1" }, { name: "dr-appliance-2" }],
      networks: fleetOf().networks,
      storageAccounts: [{ name: "drcache001" }],
      machines: [
        {
          name: "web01",
          disks: [
            { name: "/dev/sda", sizeGiB: 40 },
            { name: "/dev/sdb", sizeGiB: 10 },
          ],
        },
      ],
    }),
  };
  const world = openVault(fleet, "test", START);
  send(world, "ReplicationPolicies_Create", "gold", policyBody());
  seconds(world, 2);
  send(world, "ReplicationProtectionContainerMappings_Create", "gold-mapping", mappingBody());
  seconds(world, 10);
  const disk = { diskId: "/dev/sda", diskType: "Premium_LRS", logStorageAccountId: CACHE };
  started(enableOf(world, "web01", { disksDefault: undefined, disksToInclude: [disk] }));
  seconds(world, DAY);
  return world;
}

describe("another appliance", () => {
  const move = (world: World, targetApplianceId: string, properties: object = { instanceType: "InMageRcm" }) =>
    send(world, "ReplicationProtectedItems_UpdateAppliance", "web01", {
      properties: { targetApplianceId, providerSpecificDetails: properties },
    });

  test("takes the machine over, with the account given", () => {
    const world = twoAppliances();
    const id = applianceGuid(world.fleet, "dr-appliance-2");
    started(move(world, id, { instanceType: "InMageRcm", runAsAccountId: "/accounts/root" }));
    seconds(world, 180);
    expect(details(world, "web01")).toMatchObject({
      processServerId: id,
      processServerName: "dr-appliance-2",
      runAsAccountId: "/accounts/root",
    });
  });

  test("must be another, be there, and be of the right provider", () => {
    const world = twoAppliances();
    const [first, second] = ["dr-appliance-1", "dr-appliance-2"].map((name) => applianceGuid(world.fleet, name));
    expect(refusal(move(world, first ?? never())).status).toBe(409);
    expect(refusal(move(world, "none")).status).toBe(400);
    expect(refusal(move(world, second ?? never(), { instanceType: "A2A" })).status).toBe(400);
  });
});

describe("disks", () => {
  const add = (world: World, ...diskIds: readonly string[]) =>
    send(world, "ReplicationProtectedItems_AddDisks", "web01", {
      properties: {
        providerSpecificDetails: {
          instanceType: "InMageRcm",
          disks: diskIds.map((diskId) => ({ diskId, diskType: "Standard_LRS", logStorageAccountId: CACHE })),
        },
      },
    });
  const ids = (world: World) => details(world, "web01").protectedDisks.map(({ diskId }) => diskId);

  test("that were left out can be added", () => {
    const world = twoAppliances();
    expect(ids(world)).toEqual(["/dev/sda"]);
    started(add(world, "/dev/sdb"));
    seconds(world, 120);
    expect(ids(world)).toEqual(["/dev/sda", "/dev/sdb"]);
  });

  test.each([[], ["/dev/sda"], ["/dev/sdz"]])("are refused as a whole: %s", (...diskIds) => {
    expect(refusal(add(twoAppliances(), ...diskIds)).status).toBe(400);
  });

  test("keep the encryption set that they were enabled with", () => {
    const world = mapped("web01");
    const diskEncryptionSetId = "/subscriptions/1/diskEncryptionSets/des";
    const disksDefault = { diskType: "Premium_LRS", logStorageAccountId: CACHE, diskEncryptionSetId };
    started(enableOf(world, "web01", { disksDefault }));
    expect(details(world, "web01").protectedDisks).toMatchObject([{ diskEncryptionSetId }]);
  });
});

test("much churn leaves data waiting, and a warning", () => {
  const world = protectedWorld("web01-high-churn");
  const [disk] = details(world, "web01-high-churn").protectedDisks;
  expect(disk?.dataPendingAtSourceAgentInMB).toBeGreaterThan(1000);
  expect(properties(world, "web01-high-churn").replicationHealth).toBe("Warning");
});

describe("works on an item are refused", () => {
  const OPERATIONS = [
    ["ReplicationProtectedItems_UpdateMobilityService", { runAsAccountId: "root" }],
    ["ReplicationProtectedItems_UpdateAppliance", { targetApplianceId: "any" }],
    ["ReplicationProtectedItems_AddDisks", {}],
    ["ReplicationProtectedItems_ResolveHealthErrors", { healthErrors: [{ healthErrorId: "any" }] }],
    ["ReplicationProtectedItems_RepairReplication", {}],
  ] as const;

  test.each(OPERATIONS)("%s of what is not there", (operation, given) => {
    expect(refusal(send(mapped(), operation, "none", { properties: given })).status).toBe(404);
  });

  test.each(OPERATIONS)("%s while something else runs", (operation, given) => {
    const world = protectedWorld("web01");
    started(drill(world, "web01"));
    expect(refusal(send(world, operation, "web01", { properties: given }))).toMatchObject({
      status: 409,
      detail: { code: "AnotherOperationInProgress" },
    });
  });

  test.each(OPERATIONS.slice(0, 3))("%s while a test machine waits", (operation, given) => {
    const world = protectedWorld("web01");
    started(drill(world, "web01"));
    seconds(world, 3600);
    expect(refusal(send(world, operation, "web01", { properties: given })).detail?.code).toBe("OperationNotAllowed");
  });
});
