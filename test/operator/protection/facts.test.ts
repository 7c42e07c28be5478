// What status and the own conditions say about an item.
import { describe, expect, test } from "vitest";
import type { ProtectedItem } from "../../../operator/azure/site-recovery.ts";
import { rpoBand } from "../../../operator/protection/facts.ts";
import { bound, condition, drill, gone, ITEM_ID, look, machine, minutes, NOW, there, vault } from "./builders.ts";

const statusOf = (patch: Partial<ProtectedItem> = {}) => look({ azure: { item: there(patch) } }).status;
const conditionOf = (type: string, patch: Partial<ProtectedItem> = {}, more = {}) =>
  look({ azure: { item: there(patch) }, ...more }).conditions.find((one) => one.type === type);

describe("the RPO", () => {
  test.each([
    [0, "≤5m"],
    [300, "≤5m"],
    [301, "≤15m"],
    [900, "≤15m"],
    [3600, "≤1h"],
    [14_400, "≤4h"],
    [14_401, ">4h"],
    [undefined, undefined],
  ])("of %s seconds is in the band %s", (seconds, band) => expect(rpoBand(seconds)).toBe(band));

  test("is watched against the policy's threshold", () => {
    expect(conditionOf("WithinRpo", { rpoSeconds: 900 })).toMatchObject({ status: "True" });
    expect(conditionOf("WithinRpo", { rpoSeconds: 901 })).toMatchObject({ status: "False", reason: "Exceeded" });
  });
});

describe("the state for people", () => {
  test.each<[string, Partial<ProtectedItem>]>([
    ["Protected", {}],
    ["Initial replication 64 %", { protectionState: "InitialReplicationInProgress", initialReplicationPercentage: 64 }],
    ["Initial replication", { protectionState: "InitialReplicationInProgress" }],
    [
      "Enabling replication",
      { protectionState: "UnprotectedStatesBegin", currentJob: { scenario: "EnableProtection", jobId: "j" } },
    ],
    ["Protected, drill running", { testFailoverState: "WaitingForCompletion" }],
    ["Failed over, not committed", { activeLocation: "Recovery", allowedOperations: ["Commit"] }],
    ["Failed over", { activeLocation: "Recovery", allowedOperations: [] }],
    ["Going away", { protectionState: "DisablingProtection", protectionStateDescription: "Going away" }],
    ["Something new", { protectionState: "SomethingNew" }],
  ])("%s", (words, patch) => expect(statusOf(patch).stateDescription).toBe(words));

  test("before there is an item it is the reason in words", () => {
    expect(look({ azure: { machine: { none: true } } }).status.stateDescription).toBe("Not discovered");
  });
});

describe("health", () => {
  test("Critical is told with Azure's first error, its advice, and how many more there are", () => {
    const healthErrors = [
      { code: "161011", message: "No successful test failover." },
      { code: "95107", message: "Wrong password.", recommendedAction: "Correct it." },
      { code: "1", message: "Other." },
    ];
    const healthy = conditionOf("Healthy", { replicationHealth: "Critical", healthErrors });
    expect(healthy).toMatchObject({ status: "False", reason: "Critical" });
    expect(healthy?.message).toBe(
      "95107: Wrong password. Azure recommends: Correct it. (and 1 more, in status.healthErrors)",
    );
  });

  test("None is not known, and no illness", () => {
    expect(conditionOf("Healthy", { replicationHealth: "None" })?.status).toBe("Unknown");
  });

  test("a resynchronisation that is due means that it does not replicate", () => {
    expect(conditionOf("Replicating", { resyncRequired: true })).toMatchObject({ status: "False" });
  });

  test("conditions of an item that is gone are taken back", () => {
    const conditions = [condition("Replicating", "True", "Protected"), condition("Healthy", "True", "Normal")];
    const verdict = look({ resource: { status: { bound, conditions } }, azure: { item: gone } });
    expect(verdict.conditions.find(({ type }) => type === "Replicating")?.status).toBe("False");
    expect(verdict.conditions.find(({ type }) => type === "Healthy")?.status).toBe("Unknown");
  });
});

describe("the agent", () => {
  const agent = {
    version: "9.62",
    upgradeable: false,
    upgradeBlockedBy: ["RebootRequired"],
    lastHeartbeat: minutes(-16),
  };

  test("is silent when it was not heard for a quarter of an hour before the item was read, however long ago that is", () => {
    expect(statusOf({ agent }).agent).toMatchObject({ heartbeatStale: true, rebootNeeded: true });
    const heard = { ...agent, lastHeartbeat: minutes(-14) };
    expect(look({ azure: { item: there({ agent: heard }) }, at: minutes(60) }).status.agent?.heartbeatStale).toBe(
      false,
    );
  });
});

describe("disks", () => {
  const disks = [
    { id: "disk-1", name: "sda", osDisk: true },
    { id: "disk-2", name: "sdb", osDisk: false },
    { id: "disk-3", name: "sdc", osDisk: false },
  ];

  test("replicate, are excluded as asked, or are new and do not replicate", () => {
    const { status } = look({
      resource: { spec: { disks: { exclude: ["sdb"] } } },
      azure: { item: there(), machine: { found: machine({ disks }) } },
    });
    expect(status.disks?.map(({ name, state }) => [name, state])).toEqual([
      ["sda", "Protected"],
      ["sdb", "Excluded"],
      ["sdc", "New"],
    ]);
  });

  test("come from the item when no appliance sees the machine", () => {
    const { status } = look({ azure: { item: there(), machine: { none: true } } });
    expect(status.disks).toEqual([
      { id: "disk-1", name: "sda", state: "Protected", sizeBytes: 40 * 2 ** 30, osDisk: true },
    ]);
  });
});

describe("drills", () => {
  const lastTestFailover = new Date("2026-10-13T09:00:00Z");
  const every = (drillEveryDays: number) => ({ resource: { spec: { drillEveryDays } } });

  test.each([
    ["never drilled", {}, {}, ["never", "NeverDrilled"]],
    ["drilled, and no rhythm asked for", {}, { lastTestFailover }, ["2026-10-13", "Drilled"]],
    ["drilled within the rhythm", every(90), { lastTestFailover }, ["2026-10-13", "Drilled"]],
    ["drilled too long ago", every(30), { lastTestFailover }, ["overdue", "DrillOverdue"]],
  ])("%s", (_, facts, patch, [summary, reason]) => {
    const verdict = look({ ...facts, azure: { item: there(patch) } });
    expect(verdict.status.lastDrillSummary).toBe(summary);
    expect(verdict.conditions.find(({ type }) => type === "Drilled")?.reason).toBe(reason);
    expect(verdict.conditions.find(({ type }) => type === "Ready")?.status).toBe("True");
  });

  test("the next look is when the drill becomes due", () => {
    const dayBefore = new Date(NOW.getTime() - 86_400_000 + 600_000);
    expect(look({ ...every(1), azure: { item: there({ lastTestFailover: dayBefore }) } }).next).toEqual({
      afterSeconds: 600,
    });
  });

  test("the newest run that ended is told, with its verdict", () => {
    const run = drill(
      { phase: "Succeeded", startedAt: "2026-10-13T08:00:00Z", endedAt: "2026-10-13T09:01:00Z" },
      { verdict: { result: "Failed", by: "anna" } },
    );
    const verdict = look({ world: { drills: [run] } });
    expect(verdict.status.lastDrill).toEqual({
      time: "2026-10-13T09:01:00Z",
      run: "web01-drill",
      phase: "Succeeded",
      verdict: "Failed",
      by: "anna",
    });
  });

  test("a run that was deleted stays in the record, and one made elsewhere later replaces it", () => {
    const before = { time: "2026-10-01T00:00:00Z", run: "old" };
    const told = (patch: Partial<ProtectedItem>) =>
      look({ resource: { status: { bound, lastDrill: before } }, azure: { item: there(patch) } }).status.lastDrill;
    expect(told({})).toEqual(before);
    expect(told({ lastTestFailover })).toEqual({ time: "2026-10-13T09:00:00Z" });
  });
});

test("the portal link is the cloud's own", () => {
  expect(statusOf().portalLink).toBe(`https://portal.azure.com/#@/resource${ITEM_ID}`);
  const government = look({
    world: { binding: { vault: vault({ cloud: "USGovernment" }) } },
    azure: { item: there() },
  });
  expect(government.status.portalLink).toContain("https://portal.azure.us/");
});
