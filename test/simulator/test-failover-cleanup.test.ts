// The clean-up of a test failover: what it takes away, what it leaves, and how it fails.
import { describe, expect, test } from "vitest";
import { allowedOperations } from "../../simulator/items.ts";
import { list } from "../../simulator/timeline.ts";
import { cleanUpInPortal } from "../../simulator/vault.ts";
import { itemView } from "../../simulator/view-item.ts";
import { jobView } from "../../simulator/view-job.ts";
import { cleanUp, drill, item, job, protectedWorld, refusal, seconds, send, started } from "./build.ts";

/** A vault whose machine has been drilled and waits. */
function waiting(name: string) {
  const world = protectedWorld(name);
  const drilled = started(drill(world, name));
  seconds(world, 3600);
  return { world, drilled };
}

const testState = (world: ReturnType<typeof protectedWorld>, name: string) =>
  itemView(world, item(world, name), world.now).properties.testFailoverState;

describe("a clean-up", () => {
  test("takes the test machine away and ends the test failover's job", () => {
    const { world, drilled } = waiting("web01");
    const cleaning = started(cleanUp(world, "web01"));
    expect(list(world.virtualMachines)).toHaveLength(1);
    seconds(world, 106);
    expect(list(world.virtualMachines)).toEqual([]);
    expect(job(world, cleaning).state).toBe("Succeeded");
    expect(job(world, drilled)).toMatchObject({ state: "Succeeded", stateDescription: "Completed" });
    expect(allowedOperations(item(world, "web01"), world.now)).toContain("TestFailover");
  });

  test("is seen as MarkedForDeletion, which stays for two minutes after its end", () => {
    const { world } = waiting("web01");
    started(cleanUp(world, "web01"));
    expect(testState(world, "web01")).toBe("MarkedForDeletion");
    seconds(world, 106 + 119);
    expect(testState(world, "web01")).toBe("MarkedForDeletion");
    seconds(world, 1);
    expect(testState(world, "web01")).toBe("None");
  });

  test("keeps the comments, and has the three tasks that were recorded", () => {
    const { world } = waiting("web01");
    const cleaning = started(cleanUp(world, "web01", "testing done"));
    const view = jobView(world, job(world, cleaning), world.now, () => "");
    expect(view.properties.customDetails).toMatchObject({ comments: "testing done" });
    expect(view.properties.tasks.map((task) => task.name)).toEqual([
      "TestFailoverCleanupPreflightChecksTask",
      "EndTestFailoverTask",
      "CleanupTestProtectedEntitiesTask",
    ]);
  });

  test("fails the first time and works the second for a machine that says so", () => {
    const { world } = waiting("app03-fails-cleanup");
    const first = started(cleanUp(world, "app03-fails-cleanup"));
    seconds(world, 200);
    expect(job(world, first).state).toBe("Failed");
    expect(testState(world, "app03-fails-cleanup")).toBe("WaitingForCompletion");
    const second = started(cleanUp(world, "app03-fails-cleanup"));
    seconds(world, 200);
    expect(job(world, second).state).toBe("Succeeded");
  });

  test("fails again and again for one that always fails", () => {
    const { world } = waiting("web01-fails-cleanup-always");
    for (let attempt = 1; attempt <= 3; attempt++) {
      const cleaning = started(cleanUp(world, "web01-fails-cleanup-always"));
      seconds(world, 200);
      expect(job(world, cleaning).state).toBe("Failed");
    }
    expect(list(world.virtualMachines)).toHaveLength(1);
  });

  test("may be done in the portal", () => {
    const { world } = waiting("web01");
    expect(cleanUpInPortal(world, "WEB01", {})).toMatchObject({ accepted: { source: "portal" } });
    seconds(world, 200);
    expect(list(world.virtualMachines)).toEqual([]);
  });

  test("is followed by another test failover, with a machine of the same name", () => {
    const { world } = waiting("web01");
    started(cleanUp(world, "web01"));
    seconds(world, 200);
    started(drill(world, "web01"));
    seconds(world, 3600);
    expect(list(world.virtualMachines)).toMatchObject([{ name: "web01-test" }]);
  });
});

describe("a clean-up is refused", () => {
  test("when there is nothing to clean up", () => {
    expect(refusal(cleanUp(protectedWorld("web01"), "web01"))).toMatchObject({ status: 409 });
  });

  test("while one runs", () => {
    const { world } = waiting("web01");
    started(cleanUp(world, "web01"));
    expect(refusal(cleanUp(world, "web01"))).toMatchObject({ status: 409 });
  });

  test("while the test failover is still starting", () => {
    const world = protectedWorld("web01");
    started(drill(world, "web01"));
    expect(refusal(cleanUp(world, "web01"))).toMatchObject({ status: 409 });
  });

  test("with comments of 1,025 characters, and taken with 1,024", () => {
    const { world } = waiting("web01");
    expect(refusal(cleanUp(world, "web01", "x".repeat(1025)))).toMatchObject({ status: 400 });
    started(cleanUp(world, "web01", "x".repeat(1024)));
  });
});

describe("while a test machine waits", () => {
  test.each(["ReplicationProtectedItems_Delete", "ReplicationProtectedItems_Update"] as const)(
    "%s is refused",
    (operation) => {
      const { world } = waiting("web01");
      expect(refusal(send(world, operation, "web01", { properties: {} }))).toMatchObject({ status: 409 });
    },
  );

  test("a purge takes the item, and leaves the test machine running", () => {
    const { world, drilled } = waiting("web01");
    started(send(world, "ReplicationProtectedItems_Purge", "web01"));
    seconds(world, 5);
    expect(list(world.items)).toEqual([]);
    expect(list(world.virtualMachines)).toHaveLength(1);
    expect(job(world, drilled).state).toBe("Cancelled");
  });
});

describe("the job of a test failover that waits", () => {
  test.each([
    ["resumed, with comments", "ReplicationJobs_Resume", { properties: { comments: "seen" } }, "seen"],
    ["cancelled", "ReplicationJobs_Cancel", undefined, ""],
  ] as const)("may be %s: its machine is cleaned up", (_, operation, body, comments) => {
    const { world, drilled } = waiting("web01");
    expect(job(world, drilled).allowedActions).toEqual(["Cancel", "Resume"]);
    const cleaning = started(send(world, operation, drilled.name, body));
    expect(cleaning).toMatchObject({ scenario: "TestFailoverCleanup", comments });
    seconds(world, 106);
    expect(list(world.virtualMachines)).toEqual([]);
    expect(job(world, drilled).state).toBe("Succeeded");
  });

  test("may not be resumed while it runs, nor when it is over", () => {
    const world = protectedWorld("web01");
    const running = started(drill(world, "web01"));
    expect(refusal(send(world, "ReplicationJobs_Resume", running.name)).status).toBe(409);
    seconds(world, 3600);
    started(cleanUp(world, "web01"));
    seconds(world, 300);
    expect(refusal(send(world, "ReplicationJobs_Resume", running.name)).status).toBe(409);
  });
});
