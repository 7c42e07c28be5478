// A test failover: acceptance, its job on the way, the test machine, and the ways in which it fails.
import { describe, expect, test } from "vitest";
import { timeText } from "../../simulator/arm.ts";
import { machinesIn } from "../../simulator/azure.ts";
import { allowedOperations, scenarioOf } from "../../simulator/items.ts";
import { pointsOf } from "../../simulator/recovery-points.ts";
import { get, list } from "../../simulator/timeline.ts";
import { drillInPortal } from "../../simulator/vault.ts";
import { itemView } from "../../simulator/view-item.ts";
import { jobView } from "../../simulator/view-job.ts";
import { advance } from "../../simulator/world.ts";
import {
  cleanUp,
  drill,
  drillBody,
  enableOf,
  item,
  job,
  mapped,
  NETWORK,
  never,
  protectedWorld,
  refusal,
  seconds,
  send,
  started,
} from "./build.ts";

const HOUR = 3600;
const properties = (world: ReturnType<typeof mapped>, name: string) =>
  itemView(world, item(world, name), world.now).properties;

describe("a test failover", () => {
  test("holds the item from the moment that it is taken on", () => {
    const world = protectedWorld("web01");
    const running = started(drill(world, "web01"));
    expect(allowedOperations(item(world, "web01"), world.now)).toEqual([]);
    expect(scenarioOf(item(world, "web01"))).toMatchObject({ scenario: "TestFailover", job: running.name });
    expect(list(world.virtualMachines)).toEqual([]);
  });

  test("takes 10 to 20 minutes, and then waits for its clean-up", () => {
    const world = protectedWorld("web01");
    const running = started(drill(world, "web01"));
    seconds(world, 599);
    expect(job(world, running).state).toBe("InProgress");
    seconds(world, 601);
    expect(job(world, running)).toMatchObject({
      state: "Suspended",
      stateDescription: "WaitingForStopTestFailover",
      operation: "Succeeded",
    });
    expect(job(world, running).endTime).toBeUndefined();
    expect(properties(world, "web01")).toMatchObject({
      testFailoverState: "WaitingForCompletion",
      protectionState: "Protected",
      protectionStateDescription: "Cleanup test failover pending",
      allowedOperations: ["TestFailoverCleanup"],
      currentScenario: { scenarioName: "TestFailover", jobId: expect.stringContaining(running.name) },
    });
  });

  test("makes a machine in the wanted network, in the subnet that the item names, with a free address", () => {
    const world = protectedWorld("web01", "web02");
    started(drill(world, "web01"));
    started(drill(world, "web02"));
    seconds(world, HOUR);
    const machines = machinesIn(world, "dr-test", "web");
    expect(machines.map(({ name }) => name).sort()).toEqual(["web01-test", "web02-test"]);
    expect(machines.map(({ address }) => address).sort()).toEqual(["10.9.1.4", "10.9.1.5"]);
  });

  test("puts its facts into the job's details: point, machine, network, subnet", () => {
    const world = protectedWorld("web01");
    const running = started(drill(world, "web01"));
    seconds(world, HOUR);
    const view = jobView(world, job(world, running), world.now, (point) => point.pointId);
    expect(view.properties.tasks.map((task) => task.state)).toEqual(Array(4).fill("Succeeded"));
    expect(view.properties.customDetails).toMatchObject({
      instanceType: "TestFailoverJobDetails",
      testFailoverStatus: "Completed",
      networkName: "dr-test",
      networkType: "VmNetworkAsInput",
      protectedItemDetails: [{ friendlyName: "web01", testVmName: "web01-test", subnet: "web" }],
    });
  });

  test("ends the warning that there was none yet once it is cleaned up, and counts from its start", () => {
    const world = protectedWorld("web01");
    expect(properties(world, "web01")).toMatchObject({
      failoverHealth: "Warning",
      healthErrors: [{ errorCode: "161011" }],
    });
    expect(properties(world, "web01")).not.toHaveProperty("lastSuccessfulTestFailoverTime");
    const { startTime } = started(drill(world, "web01"));
    seconds(world, HOUR);
    expect(properties(world, "web01")).toMatchObject({ failoverHealth: "Warning" });
    started(cleanUp(world, "web01"));
    seconds(world, 300);
    expect(properties(world, "web01")).toMatchObject({
      failoverHealth: "Normal",
      healthErrors: [],
      lastSuccessfulTestFailoverTime: timeText(startTime),
    });
  });

  test("takes the newest point when it was not asked for one", () => {
    const world = protectedWorld("web01");
    const latest = started(drill(world, "web01"));
    expect(world.now - (latest.drill?.pointTime ?? 0)).toBeLessThanOrEqual(5 * 60_000);
    expect(latest.drill?.pointId).toBe(item(world, "web01").drill?.pointId);
  });

  test("takes the point that it was asked for, by id", () => {
    const world = protectedWorld("web01");
    const policy = get(world.policies, "gold") ?? never();
    const [oldest = never()] = pointsOf(item(world, "web01"), policy, world.now);
    const body = drillBody("dr-test", { recoveryPointId: `/anywhere/recoveryPoints/${oldest.name}` });
    const running = started(send(world, "ReplicationProtectedItems_TestFailover", "web01", body));
    expect(running.drill).toMatchObject({ pointId: oldest.name, pointTime: oldest.time });
  });

  test("has no network card when it was asked for none", () => {
    const world = protectedWorld("web01");
    const body = {
      properties: { networkType: "NoNetworkAttachAsInput", providerSpecificDetails: { instanceType: "InMageRcm" } },
    };
    started(send(world, "ReplicationProtectedItems_TestFailover", "web01", body));
    seconds(world, HOUR);
    expect(list(world.virtualMachines)).toMatchObject([{ network: "", address: "" }]);
  });
});

describe("a test failover fails", () => {
  test("half-way for want of cores (28031), and leaves the item as it was", () => {
    const name = "app02-fails-test-failover";
    const world = protectedWorld(name);
    const running = started(drill(world, name));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({ state: "Failed", operation: "Failed", errors: [{ code: "28031" }] });
    expect(properties(world, name)).toMatchObject({ testFailoverState: "None" });
    expect(allowedOperations(item(world, name), world.now)).toContain("TestFailover");
    expect(list(world.virtualMachines)).toEqual([]);
  });

  test("only the first time for a machine that says once", () => {
    const name = "app-fails-test-failover-once";
    const world = protectedWorld(name);
    started(drill(world, name));
    seconds(world, HOUR);
    const second = started(drill(world, name));
    seconds(world, HOUR);
    expect(job(world, second).state).toBe("Suspended");
  });

  test("late, with a machine that must be cleaned up", () => {
    const world = protectedWorld("web01-fails-late");
    const running = started(drill(world, "web01-fails-late"));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({ state: "Failed", errors: [{ code: "170010" }] });
    expect(allowedOperations(item(world, "web01-fails-late"), world.now)).toEqual(["TestFailoverCleanup"]);
    started(cleanUp(world, "web01-fails-late"));
    seconds(world, 300);
    expect(list(world.virtualMachines)).toEqual([]);
    expect(job(world, running).state).toBe("Failed");
    expect(properties(world, "web01-fails-late")).not.toHaveProperty("lastSuccessfulTestFailoverTime");
  });

  test("when the subnet has no free address (28092)", () => {
    const names = ["a1", "a2", "a3", "a4"];
    const world = protectedWorld(...names);
    const jobs = names.map((name) => started(drill(world, name, "tiny")));
    seconds(world, HOUR);
    const ended = jobs.map((each) => job(world, each)).filter((each) => each.state === "Failed");
    expect(ended).toMatchObject([{ errors: [{ code: "28092" }] }]);
  });

  test("never for a machine that stalls: it goes on until it is cancelled", () => {
    const world = protectedWorld("web01-stalls");
    const running = started(drill(world, "web01-stalls"));
    seconds(world, 10 * HOUR);
    expect(job(world, running)).toMatchObject({ state: "InProgress", allowedActions: ["Cancel"] });
    started(send(world, "ReplicationJobs_Cancel", running.name));
    expect(job(world, running).state).toBe("Cancelling");
    seconds(world, 60);
    expect(job(world, running)).toMatchObject({ state: "Cancelled", operation: "Canceled" });
    expect(allowedOperations(item(world, "web01-stalls"), world.now)).toContain("TestFailover");
  });
});

describe("a test failover is refused", () => {
  test("with 409 while one runs, and while its machine waits", () => {
    const world = protectedWorld("web01");
    started(drill(world, "web01"));
    expect(refusal(drill(world, "web01"))).toMatchObject({ status: 409 });
    seconds(world, HOUR);
    expect(refusal(drill(world, "web01"))).toMatchObject({ status: 409, detail: { code: "OperationNotAllowed" } });
    expect(list(world.jobs).filter((each) => each.scenario === "TestFailover")).toHaveLength(1);
  });

  test("with 409 before the machine is Protected", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01"));
    seconds(world, 2000);
    expect(refusal(drill(world, "web01"))).toMatchObject({ status: 409 });
  });

  test("with 404 for an item that there is not", () => {
    expect(refusal(drill(protectedWorld(), "none"))).toMatchObject({ status: 404 });
  });

  test.each([
    ["instanceType", drillBody("dr-test", { instanceType: "A2A" })],
    ["networkId", drillBody("none")],
    ["the same", drillBody("dr-test", { networkId: NETWORK("prod-net") })],
    ["recoveryPointId", drillBody("dr-test", { recoveryPointId: "/nowhere/recoveryPoints/none" })],
  ])("with 400 for a request whose %s is wrong", (word, body) => {
    const refused = refusal(send(protectedWorld("web01"), "ReplicationProtectedItems_TestFailover", "web01", body));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(word) });
  });

  test("with 403 for a machine that refuses drills, which can be enabled all the same", () => {
    const world = protectedWorld("web01-refuses-test-failover");
    expect(refusal(drill(world, "web01-refuses-test-failover"))).toMatchObject({ status: 403 });
  });
});

describe("a test failover in the portal", () => {
  test("is one like any other, with its source", () => {
    const world = protectedWorld("web01-refuses-test-failover");
    const running = drillInPortal(world, "web01-refuses-test-failover", undefined);
    expect(running).toMatchObject({ accepted: { source: "portal", drill: { networkName: "dr-test" } } });
    advance(world, world.now + HOUR * 1000);
    expect(list(world.virtualMachines)).toHaveLength(1);
  });
});
