// The first call of a run: its intent, its recovery point, and mode Observe.
import { describe, expect, test } from "vitest";
import { decided, ITEM, iso, NOW, type RunFacts, says, TEST_NETWORK, vaultWith } from "./build.ts";

const checking: RunFacts["status"] = { phase: "Checking" };

describe("the start", () => {
  test("writes down what it is about to do, then does it", () => {
    const verdict = decided({ status: checking }, { knownJobs: ["old-1", "old-2"], epoch: 3 });
    expect(verdict.action).toEqual({
      do: "testFailover",
      itemId: ITEM,
      operationId: "operation-1",
      request: { networkId: TEST_NETWORK },
    });
    expect(verdict.status).toMatchObject({
      phase: "Starting",
      network: TEST_NETWORK,
      recoveryPoint: { type: "Latest" },
      startedAt: iso(NOW),
      rpoAtStartSeconds: 180,
      timeline: [{ step: "Checked", time: iso(NOW) }],
      operation: {
        id: "operation-1",
        kind: "TestFailover",
        target: ITEM,
        knownJobs: ["old-1", "old-2"],
        azureDate: iso(NOW),
        epoch: 3,
        attempt: 1,
        outcome: "Pending",
      },
    });
    expect(verdict.hold).toBe(true);
    expect(says(verdict).message).toBe("Azure is asked to start a test failover of web01 into dr-test.");
  });

  test.each([
    ["LatestProcessed", "p3"],
    ["LatestAppConsistent", "p1"],
    ["LatestCrashConsistent", "p2"],
  ] as const)("from the point that the run asks for: %s", (type, name) => {
    const point = (id: string, kind: "AppConsistent" | "CrashConsistent" | "Other") => ({
      id: `${ITEM}/recoveryPoints/${id}`,
      time: NOW,
      type: kind,
    });
    const recoveryPoints = [point("p3", "Other"), point("p2", "CrashConsistent"), point("p1", "AppConsistent")];
    const verdict = decided({ status: checking, spec: { recoveryPoint: { type } } }, { recoveryPoints });
    const recoveryPointId = `${ITEM}/recoveryPoints/${name}`;
    expect(verdict.action).toMatchObject({ request: { networkId: TEST_NETWORK, recoveryPointId } });
    expect(verdict.status.recoveryPoint).toMatchObject({ id: recoveryPointId, time: iso(NOW) });
  });

  test.each(["p1", `${ITEM}/recoveryPoints/P1`])("from the point with that id or name: %s", (id) => {
    const recoveryPoints = [{ id: `${ITEM}/recoveryPoints/p1`, time: NOW, type: "Other" as const }];
    const verdict = decided({ status: checking, spec: { recoveryPoint: { type: "ById", id } } }, { recoveryPoints });
    expect(verdict.action).toMatchObject({ request: { recoveryPointId: `${ITEM}/recoveryPoints/p1` } });
  });

  test("in mode Observe only says what it would do", () => {
    const verdict = decided({ status: checking }, vaultWith({ mode: "Observe" }));
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(false);
    expect(verdict.status).toMatchObject({
      phase: "Checking",
      wouldDo: ["Start a test failover of dr-team-web01 into dr-test from the latest recovery point."],
      result: "Not started: the vault's mode is Observe.",
    });
    expect(verdict.status.operation).toBeUndefined();
    expect(says(verdict)).toEqual({
      type: "Stalled",
      reason: "ObserveOnly",
      message:
        "The vault's mode is Observe, so nothing was written to Azure. In mode Manage: Start a test failover of dr-team-web01 into dr-test from the latest recovery point.",
    });
  });
});
