// The move of a classic item to a replication appliance: what hinders it, how long it lasts, what it leaves.
import { beforeEach, describe, expect, test } from "vitest";
import { vaultId } from "../../../simulator/arm.ts";
import { blockersOf } from "../../../simulator/classic/switch-blockers.ts";
import { secondsToMove } from "../../../simulator/classic/switch-provider.ts";
import { classicItemView } from "../../../simulator/classic/view-item.ts";
import { applianceGuid, fabricPath } from "../../../simulator/fabric.ts";
import { itemPoints } from "../../../simulator/item-points.ts";
import { allowedOperations, stateOf } from "../../../simulator/items.ts";
import { addMachine, connectAppliance } from "../../../simulator/machines.ts";
import { startSimulation } from "../../../simulator/simulation.ts";
import { get, list } from "../../../simulator/timeline.ts";
import { protectMachineInPortal } from "../../../simulator/vault.ts";
import { itemView } from "../../../simulator/view-item.ts";
import { advance, type World } from "../../../simulator/world.ts";
import { fleetOf, item, job, never, refusal, START, started } from "../build.ts";
import { classicFleet, createPolicy, drill, enable, failOver, send } from "./build.ts";

let there: World;
let here: World;

/** Both vaults of one simulation, whose clock is moved by `pass`. */
function open(...names: readonly string[]): void {
  const others = [classicFleet(...names)];
  const settings = { fleet: fleetOf("web01"), others, seed: "test", speed: 0, lagSeconds: 0, pageSize: 100 };
  const simulation = startSimulation({ ...settings, start: START }, () => 0);
  there = simulation.world;
  here = simulation.others[0] ?? never();
}

function pass(count: number): void {
  const to = here.now + count * 1000;
  for (const world of [there, here]) advance(world, to);
}

const itemNamed = (machine: string) => list(here.items).find((each) => each.machineName === machine) ?? never();
const shown = (machine: string) => classicItemView(here, itemNamed(machine), here.now).properties;

const wish = () => ({
  instanceType: "InMageAzureV2",
  targetVaultID: vaultId(there.fleet).toLowerCase(),
  targetFabricID: fabricPath(there.fleet),
  targetApplianceID: applianceGuid(there.fleet, "dr-appliance-1"),
});

const move = (machine: string, details: object = {}, properties: object = {}) =>
  send(here, "ReplicationProtectedItems_SwitchProvider", itemNamed(machine).name, {
    properties: {
      targetInstanceType: "InMageRcm",
      providerSpecificDetails: { ...wish(), ...details },
      ...properties,
    },
  });

beforeEach(() => open("erp01!"));

describe("a move", () => {
  test("is told of while it runs, and leaves failover and the end of protection", () => {
    const moving = started(move("erp01"));
    expect(shown("erp01")).toMatchObject({
      switchProviderState: "InProgress",
      allowedOperations: ["UnplannedFailover", "DisableProtection"],
      providerSpecificDetails: { switchProviderDetails: { targetVaultId: wish().targetVaultID } },
    });
    expect(refusal(drill(here, itemNamed("erp01").name)).detail?.code).toBe("OperationNotAllowed");
    expect(refusal(move("erp01")).message).toContain("'SwitchProvider' is in progress");
    pass(5399);
    expect(job(here, moving).state).toBe("InProgress");
    pass(1);
    expect(job(here, moving)).toMatchObject({ state: "Succeeded", scenario: "SwitchProvider" });
  });

  test("makes the same machine an item of the appliance, Protected, under a copy of its policy", () => {
    started(move("erp01"));
    pass(5400);
    const [moved = never()] = list(there.items);
    expect(stateOf(moved, there.now)).toBe("Protected");
    const { properties } = itemView(there, moved, there.now);
    expect(properties).toMatchObject({
      friendlyName: "erp01",
      policyFriendlyName: "24-hour-retention-policy-old-old-rg",
      allowedOperations: ["UnplannedFailover", "DisableProtection", "TestFailover"],
      providerSpecificDetails: { instanceType: "InMageRcm", processServerName: "dr-appliance-1" },
    });
    expect(itemPoints(there, moved).length).toBeGreaterThan(0);
    expect(get(there.mappings, properties.policyFriendlyName)).toBeDefined();
  });

  test("leaves the old item its points, adds none, and forgets it when they would be gone", () => {
    started(move("erp01"));
    pass(5400);
    const points = itemPoints(here, itemNamed("erp01"));
    pass(3600);
    expect(itemPoints(here, itemNamed("erp01"))).toEqual(points);
    expect(shown("erp01").switchProviderState).toBe("Completed");
    expect(refusal(move("erp01")).detail?.code).toBe("SimulatedMoved");
    pass(1440 * 60 - 3601);
    expect(list(here.items)).toHaveLength(1);
    pass(1);
    expect(list(here.items)).toHaveLength(0);
  });

  test.each([
    ["a failover", () => started(failOver(here, itemNamed("erp01").name))],
    ["the end of protection", () => started(send(here, "ReplicationProtectedItems_Delete", itemNamed("erp01").name))],
    ["a purge", () => started(send(here, "ReplicationProtectedItems_Purge", itemNamed("erp01").name))],
  ])("is stopped by %s", (_, stop) => {
    const moving = started(move("erp01"));
    pass(600);
    stop();
    expect(job(here, moving)).toMatchObject({ state: "Cancelled", operation: "Canceled" });
    pass(6000);
    expect(list(there.items)).toHaveLength(0);
  });

  test("keeps a failed-over machine's old item", () => {
    started(move("erp01"));
    pass(5400);
    started(failOver(here, itemNamed("erp01").name));
    pass(1440 * 60 + 1);
    expect(itemNamed("erp01").failover).toBeDefined();
  });

  test.each([
    ["another type", {}, { targetInstanceType: "InMageAzureV2" }, "targetInstanceType"],
    ["the other provider's details", { instanceType: "InMageRcm" }, {}, "instanceType"],
    ["a vault that there is not", { targetVaultID: "/subscriptions/1/vaults/none" }, {}, "targetVaultID"],
    ["another fabric", { targetFabricID: "none" }, {}, "targetFabricID"],
    ["an appliance that there is not", { targetApplianceID: "none" }, {}, "targetApplianceID"],
  ])("is refused with %s", (...[, details, properties, field]) => {
    expect(refusal(move("erp01", details, properties))).toMatchObject({
      status: 400,
      message: expect.stringContaining(field),
    });
  });

  test("is refused to the classic vault itself", () => {
    expect(refusal(move("erp01", { targetVaultID: vaultId(here.fleet) })).message).toContain("targetVaultID");
  });

  test("is refused while the appliance is not heard", () => {
    connectAppliance(there, "dr-appliance-1", false);
    pass(1200);
    expect(refusal(move("erp01")).detail?.code).toBe("TargetApplianceSilent");
  });

  test("fails when somebody protects the machine there meanwhile; before, it is refused", () => {
    const moving = started(move("erp01"));
    const [erp01 = never()] = here.fleet.machines;
    addMachine(there, { ...erp01, appliance: "dr-appliance-1" });
    expect(protectMachineInPortal(there, "erp01")).toBe(true);
    pass(5400);
    expect(job(here, moving)).toMatchObject({ state: "Failed", errors: [{ code: "SimulatedAlreadyThere" }] });
    expect(shown("erp01").switchProviderState).toBe("None");
    expect(list(there.items)).toHaveLength(1);
    expect(refusal(move("erp01")).detail?.code).toBe("AlreadyThere");
  });

  test("is refused in a modernized vault", () => {
    expect(refusal(send(there, "ReplicationProtectedItems_SwitchProvider", "web01", {})).status).toBe(409);
  });
});

describe("a blocker", () => {
  const codes = (machine: string) => blockersOf(here, itemNamed(machine), here.now).map(({ errorCode }) => errorCode);

  test.each([
    ["a resynchronisation", "a-needs-resync!", "SimulatedResyncRequired"],
    ["an agent that is not heard", "a-no-heartbeat!", "SimulatedAgentSilent"],
    ["an initial replication that is not over", "a-never-replicates!", "SimulatedNotProtected"],
  ])("is %s: shown, and refused", (_, machine, code) => {
    open(machine);
    const name = machine.replace("!", "");
    expect(codes(name)).toEqual([code]);
    expect(shown(name).providerSpecificDetails.switchProviderBlockingErrorDetails).toMatchObject([{ errorCode: code }]);
    expect(refusal(move(name)).detail?.code).toBe(code);
  });

  test("is a test failover, then a failover", () => {
    started(drill(here, itemNamed("erp01").name, { networkType: "NoNetworkAttachAsInput" }));
    pass(1300);
    expect(codes("erp01")).toEqual(["SimulatedTestFailover"]);
    open("erp01!");
    started(failOver(here, itemNamed("erp01").name));
    pass(700);
    expect(codes("erp01")).toEqual(["SimulatedFailedOver"]);
  });

  test("is a configuration server that is not heard", () => {
    connectAppliance(here, "config-server-1", false);
    pass(1200);
    expect(codes("erp01")).toEqual(["SimulatedServerSilent"]);
  });

  test("is nothing for a machine that is well", () => expect(codes("erp01")).toEqual([]));
});

describe("how long it lasts", () => {
  test("is an hour and 45 seconds a GiB once the newest point is 50 minutes old", () => {
    open("erp01-high-rpo!");
    const erp01 = itemNamed("erp01-high-rpo");
    const points = itemPoints(here, erp01);
    const newest = points.at(-1)?.time ?? never();
    expect(secondsToMove(here, erp01, newest + 50 * 60_000 - 1)).toBe(5400);
    expect(secondsToMove(here, erp01, newest + 50 * 60_000)).toBe(3600 + 45 * 80);
  });
});

test("machines of a group move together, and unmanaged disks stay", () => {
  open("a01", "a02", "a03");
  started(createPolicy(here, "gold"));
  pass(2);
  const policyId = `${vaultId(here.fleet)}/replicationPolicies/gold`;
  const mapping = { properties: { policyId, targetProtectionContainerId: "Microsoft Azure" } };
  started(send(here, "ReplicationProtectionContainerMappings_Create", "gold", mapping));
  pass(10);
  const group = { details: { multiVmGroupName: "shop" } };
  for (const name of ["a01", "a02"]) started(enable(here, name, group));
  const unmanaged = { diskType: undefined, logStorageAccountId: undefined };
  const storageAccountId = `/subscriptions/1/storageAccounts/${here.fleet.storageAccounts[0]?.name}`;
  started(enable(here, "a03", { details: { ...unmanaged, storageAccountId } }));
  pass(86_400);
  expect(refusal(move("a03")).detail?.code).toBe("SimulatedUnmanagedDisks");
  started(move("a01"));
  expect(allowedOperations(item(here, "a02"), here.now)).toEqual(["UnplannedFailover", "DisableProtection"]);
  pass(5400);
  const moved = list(there.items);
  expect(moved.map(({ machineName, multiVmGroup }) => [machineName, multiVmGroup])).toEqual([
    ["a01", "shop"],
    ["a02", "shop"],
  ]);
});
