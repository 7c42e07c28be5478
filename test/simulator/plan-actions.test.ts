// Manual actions of recovery plans, which wait for a person; and the runs that are refused.
import { describe, expect, test } from "vitest";
import { stateOf } from "../../simulator/items.ts";
import { planNamed } from "../../simulator/plans.ts";
import { planView } from "../../simulator/view-plan.ts";
import type { World } from "../../simulator/world.ts";
import { item, job, never, protectedWorld, refusal, seconds, send, started } from "./build.ts";
import { boot, cleanUpPlan, createPlan, failOverPlan, manual, plannedWorld, testPlan, viewOf } from "./plan-build.ts";

const HOUR = 3600;

const plan = (world: World) => planView(world, planNamed(world, "shop") ?? never(), true).properties;

describe("a manual action", () => {
  function withAction(...failoverTypes: string[]): World {
    const world = protectedWorld("web01");
    started(createPlan(world, [boot(world, ["web01"], { startGroupActions: [manual("ring", failoverTypes)] })]));
    seconds(world, 1);
    return world;
  }

  test("suspends the job until somebody resumes it, with what they saw", () => {
    const world = withAction("UnplannedFailover");
    const running = started(failOverPlan(world));
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({
      state: "Suspended",
      stateDescription: "WaitingForManualAction",
      allowedActions: ["Cancel", "Resume"],
      operation: "InProgress",
    });
    expect(viewOf(world, running).tasks[1]).toMatchObject({
      friendlyName: "ring",
      state: "Suspended",
      allowedActions: ["Resume"],
      customDetails: { instanceType: "ManualActionTaskDetails", instructions: "Do ring.", observation: "" },
    });
    expect(plan(world).allowedOperations).toEqual([]);
    const resumed = send(world, "ReplicationJobs_Resume", running.name, { properties: { comments: "rang" } });
    expect(resumed).toMatchObject({ at: expect.stringMatching(`/replicationJobs/${running.name}$`) });
    expect(started(resumed).name).toBe(running.name);
    expect(viewOf(world, running).tasks[1]).toMatchObject({
      state: "Succeeded",
      customDetails: { observation: "rang" },
    });
    seconds(world, HOUR);
    expect(job(world, running)).toMatchObject({ state: "Succeeded", operation: "Succeeded" });
  });

  test("may be the end: cancelled, nothing more is done, and what was not done is cancelled", () => {
    const world = withAction("UnplannedFailover");
    const running = started(failOverPlan(world));
    seconds(world, HOUR);
    started(send(world, "ReplicationJobs_Cancel", running.name));
    seconds(world, HOUR);
    expect(job(world, running).state).toBe("Cancelled");
    expect(viewOf(world, running).tasks.map(({ state }) => state)).toEqual(["Succeeded", "Cancelled", "Cancelled"]);
    expect(stateOf(item(world, "web01"), world.now)).toBe("Protected");
    expect(plan(world).allowedOperations).toEqual(["UnplannedFailover", "TestFailover"]);
  });

  test("is for the failovers that it names", () => {
    const world = withAction("UnplannedFailover");
    const running = started(testPlan(world));
    seconds(world, HOUR);
    expect(viewOf(world, running).tasks.map(({ friendlyName }) => friendlyName)).not.toContain("ring");
    expect(job(world, running).stateDescription).toBe("WaitingForStopTestFailover");
  });

  test("cannot be resumed twice, nor a run that waits for nothing", () => {
    const world = withAction("UnplannedFailover");
    const running = started(failOverPlan(world));
    expect(refusal(send(world, "ReplicationJobs_Resume", running.name)).status).toBe(409);
    seconds(world, 60);
    started(send(world, "ReplicationJobs_Resume", running.name));
    expect(refusal(send(world, "ReplicationJobs_Resume", running.name)).status).toBe(409);
  });
});

describe("a plan's run is refused", () => {
  test.each([
    ["in the other direction", { failoverDirection: "RecoveryToPrimary" }, "failoverDirection"],
    ["into no network", { networkId: "/none" }, "networkId"],
    ["without a kind of network", { networkType: undefined }, "networkType"],
    ["with two providers", { providerSpecificDetails: [{}, {}] }, "one entry"],
    ["of another provider", { providerSpecificDetails: [{ instanceType: "A2A" }] }, "instanceType"],
    ["to an unknown point", { providerSpecificDetails: [{ instanceType: "InMageRcm" }] }, "recoveryPointType"],
  ])("%s", (_, properties, where) => {
    const world = plannedWorld("web01");
    const whole = {
      failoverDirection: "PrimaryToRecovery",
      networkType: "VmNetworkAsInput",
      networkId: "/subscriptions/none",
      ...properties,
    };
    const { status, message } = refusal(
      send(world, "ReplicationRecoveryPlans_TestFailover", "shop", { properties: whole }),
    );
    expect([status, message]).toEqual([400, expect.stringContaining(where)]);
  });

  test("while another runs, when there is nothing to clean up or commit, and with long comments", () => {
    const world = plannedWorld("web01");
    expect(refusal(cleanUpPlan(world)).detail?.code).toBe("OperationNotAllowed");
    expect(refusal(send(world, "ReplicationRecoveryPlans_FailoverCommit", "shop")).status).toBe(409);
    expect(refusal(cleanUpPlan(world, "x".repeat(1025))).status).toBe(400);
    started(testPlan(world));
    expect(refusal(failOverPlan(world)).detail?.code).toBe("AnotherOperationInProgress");
  });

  test("without a word on the source site", () => {
    const body = { properties: { failoverDirection: "PrimaryToRecovery" } };
    const result = send(plannedWorld("web01"), "ReplicationRecoveryPlans_UnplannedFailover", "shop", body);
    expect(refusal(result).message).toContain("sourceSiteOperations");
  });
});
