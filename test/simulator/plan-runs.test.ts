// Runs of recovery plans: groups in turn, members side by side, what fails, what waits for a person.
import { describe, expect, test } from "vitest";
import { itemPoints } from "../../simulator/item-points.ts";
import { stateOf } from "../../simulator/items.ts";
import { planNamed } from "../../simulator/plans.ts";
import { get, list } from "../../simulator/timeline.ts";
import { planView } from "../../simulator/view-plan.ts";
import type { World } from "../../simulator/world.ts";
import { cleanUp, item, job, never, protectedWorld, refusal, seconds, send, started } from "./build.ts";
import { boot, cleanUpPlan, createPlan, failOverPlan, plannedWorld, testPlan, viewOf } from "./plan-build.ts";

const HOUR = 3600;
const plan = (world: World) => planView(world, planNamed(world, "shop") ?? never(), true).properties;
const jobs = (world: World, scenario: string) => list(world.jobs).filter((each) => each.scenario === scenario);
const machines = (world: World) => list(world.virtualMachines).map(({ name }) => name);

describe("a plan's test failover", () => {
  test("takes its groups one after the other, each machine with a job of its own", () => {
    const world = plannedWorld("web01", "web02");
    const running = started(testPlan(world));
    expect(plan(world)).toMatchObject({ allowedOperations: [], currentScenario: { scenarioName: "TestFailover" } });
    seconds(world, 60);
    expect(jobs(world, "TestFailover").map(({ target }) => target.name)).toEqual(["shop", "web01"]);
    seconds(world, 1200);
    expect(jobs(world, "TestFailover").map(({ target }) => target.name)).toEqual(["shop", "web01", "web02"]);
    expect(job(world, running).state).toBe("InProgress");
  });

  test("takes the machines of one group together", () => {
    const world = protectedWorld("web01", "web02");
    started(createPlan(world, [boot(world, ["web01", "web02"])]));
    seconds(world, 1);
    started(testPlan(world));
    seconds(world, 31);
    expect(jobs(world, "TestFailover")).toHaveLength(3);
  });

  test("then waits for its clean-up, as the official example has it", () => {
    const world = plannedWorld("web01", "web02");
    const running = started(testPlan(world));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({
      state: "Suspended",
      stateDescription: "WaitingForStopTestFailover",
      operation: "Succeeded",
      allowedActions: ["Cancel", "Resume"],
    });
    expect(plan(world)).toMatchObject({
      allowedOperations: ["TestFailoverCleanup"],
      currentScenario: { scenarioName: "TestFailover", jobId: expect.stringContaining(running.name) },
      currentScenarioStatus: "Suspended",
      currentScenarioStatusDescription: "WaitingForStopTestFailover",
    });
    expect(machines(world)).toEqual(["web01-test", "web02-test"]);
  });

  test("shows groups with their machines' jobs inside, and every test machine in its details", () => {
    const world = plannedWorld("web01", "web02");
    const running = started(testPlan(world));
    seconds(world, HOUR);
    const { tasks, customDetails } = viewOf(world, running);
    const [own = never()] = jobs(world, "TestFailover").filter(({ target }) => target.name === "web01");
    expect(tasks.map(({ friendlyName, state }) => [friendlyName, state])).toEqual([
      ["Prerequisites check for test failover", "Succeeded"],
      ["Boot group 3", "Succeeded"],
      ["Boot group 4", "Succeeded"],
    ]);
    expect(tasks[1]).toMatchObject({
      taskType: "GroupTaskDetails",
      groupTaskCustomDetails: {
        instanceType: "RecoveryPlanGroupTaskDetails",
        rpGroupType: "Boot",
        childTasks: [
          {
            friendlyName: "web01",
            state: "Succeeded",
            customDetails: { jobTask: { jobId: own.name, targetObjectName: "web01", jobScenarioName: "TestFailover" } },
          },
        ],
      },
    });
    expect(customDetails).toMatchObject({
      instanceType: "TestFailoverJobDetails",
      networkName: "dr-test",
      protectedItemDetails: [{ testVmName: "web01-test" }, { testVmName: "web02-test" }],
    });
  });

  test("ends with its clean-up, a job of its own that covers every machine and keeps the comments", () => {
    const world = plannedWorld("web01", "web02");
    const drilled = started(testPlan(world));
    const { startTime } = drilled;
    seconds(world, HOUR);
    const cleaning = started(cleanUpPlan(world, "all was well"));
    expect(plan(world).allowedOperations).toEqual([]);
    seconds(world, 400);
    expect(job(world, cleaning)).toMatchObject({ state: "Succeeded", stateDescription: "Completed" });
    expect(viewOf(world, cleaning).customDetails).toMatchObject({ comments: "all was well" });
    expect(job(world, drilled)).toMatchObject({ state: "Succeeded", stateDescription: "Completed" });
    expect(machines(world)).toEqual([]);
    expect(plan(world)).toMatchObject({
      allowedOperations: ["UnplannedFailover", "TestFailover"],
      currentScenario: { scenarioName: "TestFailoverCleanup" },
      currentScenarioStatus: "Succeeded",
      lastTestFailoverTime: new Date(startTime).toISOString().replace("Z", "0000Z"),
    });
  });

  test("ends by itself when its machines are cleaned up one by one", () => {
    const world = plannedWorld("web01", "web02");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    started(cleanUp(world, "web01"));
    seconds(world, 200);
    expect(job(world, drilled).state).toBe("Suspended");
    started(cleanUp(world, "web02"));
    seconds(world, 200);
    expect(job(world, drilled).state).toBe("Succeeded");
    expect(plan(world).allowedOperations).toEqual(["UnplannedFailover", "TestFailover"]);
  });

  test.each(["ReplicationJobs_Resume", "ReplicationJobs_Cancel"] as const)("%s cleans up too", (operation) => {
    const world = plannedWorld("web01");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    expect(started(send(world, operation, drilled.name, { properties: {} })).scenario).toBe("TestFailoverCleanup");
    seconds(world, 300);
    expect(machines(world)).toEqual([]);
    expect(job(world, drilled).state).toBe("Succeeded");
  });

  test("with one machine that fails waits for the others, and ends in part", () => {
    const world = plannedWorld("web01-fails-test-failover", "web02");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    expect(job(world, drilled)).toMatchObject({ state: "Suspended", errors: [{ code: "28031" }] });
    started(cleanUpPlan(world));
    seconds(world, 400);
    expect(job(world, drilled)).toMatchObject({
      state: "Succeeded",
      stateDescription: "PartiallySucceeded",
      errors: [{ code: "28031" }],
    });
  });

  test("with none that comes through fails, and leaves nothing to clean up", () => {
    const world = plannedWorld("web01-fails-test-failover");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    expect(job(world, drilled)).toMatchObject({ state: "Failed", operation: "Failed", errors: [{ code: "28031" }] });
    expect(plan(world).allowedOperations).toEqual(["UnplannedFailover", "TestFailover"]);
  });

  test("that failed late still has a machine to clean up", () => {
    const world = plannedWorld("web01-fails-late");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    expect(plan(world).allowedOperations).toEqual(["TestFailoverCleanup"]);
    started(cleanUpPlan(world));
    seconds(world, 300);
    expect(machines(world)).toEqual([]);
    expect(job(world, drilled)).toMatchObject({ state: "Failed", errors: [{ code: "170010" }] });
  });

  test("whose clean-up fails for one machine can be cleaned up again", () => {
    const world = plannedWorld("web01-fails-cleanup", "web02");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    const first = started(cleanUpPlan(world));
    seconds(world, 400);
    expect(job(world, first)).toMatchObject({ state: "Succeeded", stateDescription: "PartiallySucceeded" });
    expect(plan(world).allowedOperations).toEqual(["TestFailoverCleanup"]);
    const second = started(cleanUpPlan(world));
    seconds(world, 400);
    expect(job(world, second).stateDescription).toBe("Completed");
    expect(job(world, drilled).state).toBe("Succeeded");
  });

  test("takes note of a machine that something else holds", () => {
    const world = plannedWorld("web01", "web02");
    started(send(world, "ReplicationProtectedItems_Delete", "web01", { properties: {} }));
    const drilled = started(testPlan(world));
    seconds(world, 35);
    expect(viewOf(world, drilled).tasks[1]).toMatchObject({ state: "Failed" });
    seconds(world, HOUR);
    expect(job(world, drilled)).toMatchObject({ state: "Suspended", errors: [{ code: "OperationNotAllowed" }] });
  });

  test("ends when its last machine is purged", () => {
    const world = plannedWorld("web01");
    const drilled = started(testPlan(world));
    seconds(world, HOUR);
    started(send(world, "ReplicationProtectedItems_Purge", "web01"));
    seconds(world, 5);
    expect(job(world, drilled).endTime).toBeDefined();
    expect(planNamed(world, "shop")?.drill).toBeUndefined();
  });
});

describe("a plan's failover", () => {
  test("fails every machine over, and its commit commits them", () => {
    const world = plannedWorld("web01", "web02");
    const running = started(failOverPlan(world));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({ state: "Succeeded", stateDescription: "Completed" });
    expect(viewOf(world, running).customDetails).toMatchObject({
      instanceType: "FailoverJobDetails",
      protectedItemDetails: [{ friendlyName: "web01" }, { friendlyName: "web02" }],
    });
    expect(plan(world)).toMatchObject({ allowedOperations: ["Commit"], lastUnplannedFailoverTime: expect.any(String) });
    const committing = started(send(world, "ReplicationRecoveryPlans_FailoverCommit", "shop"));
    expect(committing.scenario).toBe("CommitFailover");
    seconds(world, 200);
    expect(job(world, committing).state).toBe("Succeeded");
    expect(stateOf(item(world, "web02"), world.now)).toBe("UnplannedFailoverCommitted");
    expect(plan(world).allowedOperations).toEqual([]);
  });

  test("with one machine that fails ends in part, and its commit takes the other", () => {
    const world = plannedWorld("web01-fails-failover", "web02");
    const running = started(failOverPlan(world));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({ state: "Succeeded", stateDescription: "PartiallySucceeded" });
    const committing = started(send(world, "ReplicationRecoveryPlans_FailoverCommit", "shop"));
    seconds(world, 200);
    expect(job(world, committing).stateDescription).toBe("Completed");
    expect(stateOf(item(world, "web01-fails-failover"), world.now)).toBe("Protected");
  });

  test("is cancelled for the machines that allow it", () => {
    const world = plannedWorld("web01-cancellable-failover");
    started(failOverPlan(world));
    seconds(world, HOUR);
    started(send(world, "ReplicationRecoveryPlans_FailoverCancel", "shop"));
    seconds(world, 300);
    expect(stateOf(item(world, "web01-cancellable-failover"), world.now)).toBe("Protected");
  });

  test.each([
    ["Latest", undefined],
    ["LatestProcessed", undefined],
    ["LatestApplicationConsistent", "ApplicationConsistent"],
    ["LatestCrashConsistent", "CrashConsistent"],
  ])("to %s takes the newest such point of each machine", (recoveryPointType, type) => {
    const world = plannedWorld("web01");
    started(failOverPlan(world, [{ instanceType: "InMageRcm", recoveryPointType }]));
    seconds(world, 31);
    const found = jobs(world, "UnplannedFailover").find(({ target }) => target.name === "web01")?.failover;
    const points = itemPoints(world, item(world, "web01"));
    const newest = points.findLast((point) => type === undefined || point.type === type);
    expect(found?.pointId).toBe(newest?.name);
  });

  test.each(["PlannedFailover", "Reprotect"] as const)("has no %s", (what) => {
    const world = plannedWorld("web01");
    expect(refusal(send(world, `ReplicationRecoveryPlans_${what}`, "shop")).detail?.code).toBe("OperationNotSupported");
  });
});

test("runs are forgotten by nobody: no watcher is left when all is over", () => {
  const world = plannedWorld("web01", "web02");
  started(testPlan(world));
  seconds(world, HOUR);
  started(cleanUpPlan(world));
  seconds(world, HOUR);
  expect([...world.whenSettled.keys()]).toEqual([]);
  expect(get(world.plans, "shop")?.drill).toBeUndefined();
});
