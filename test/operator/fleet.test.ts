// The fleet in numbers: what is counted under which labels, and that nothing is a gap in a graph.
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import type { Condition } from "../../crds/types.ts";
import * as counts from "../../operator/fleet.ts";
import { createFleetMetrics } from "../../operator/fleet-metrics.ts";
import { condition, runOf, vaultOf } from "../bot/build.ts";
import { protection } from "./protection/builders.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const contoso = vaultOf({
  metadata: { name: "contoso" },
  status: {
    lastContactTime: "2026-11-23T11:59:00Z",
    counts: { discovered: 9, protected: 3 },
    appliances: [{ name: "a" }, { name: "b", heartbeatStale: true }],
    unmanagedDrills: [{ item: "/x" }],
  },
});
const empty: counts.Fleet = { vaults: [contoso], policies: [], protections: [], runs: [] };

/** The samples that are not 0, as `label label: value`. */
const told = (samples: readonly counts.Sample[]): readonly string[] =>
  samples.filter(([, value]) => value !== 0).map(([labels, value]) => `${Object.values(labels).join(" ")}: ${value}`);

const conditions = (...types: readonly string[]): Condition[] =>
  types.map((type) => condition(type.replace("!", ""), type.startsWith("!") ? "False" : "True", ["Any", "Any."]));

const protectionWith = (...types: readonly string[]) =>
  protection({ spec: { vault: "contoso" }, status: { conditions: conditions(...types), rpoBand: "≤15m" } });

const runIn = (status: NonNullable<ReturnType<typeof runOf>["status"]>) =>
  runOf({ status: { target: { protection: "web01", vault: "contoso" }, ...status } });

describe("the state of a resource", () => {
  test.each([
    [["Ready"], "ready"],
    [["!Ready", "Reconciling"], "reconciling"],
    [["!Ready", "Stalled"], "stalled"],
    [["!Ready", "Stalled", "Complete"], "ended"],
    [["Ready", "Complete"], "ended"],
    [[], "unknown"],
    [["!Ready"], "unknown"],
  ])("with %j is %s", (types, state) => {
    expect(counts.stateOf({ status: { conditions: conditions(...types) } })).toBe(state);
  });
});

describe("counted are", () => {
  const fleet: counts.Fleet = {
    ...empty,
    protections: [
      protectionWith("Ready", "Healthy", "!WithinRpo"),
      protectionWith("Stalled", "Healthy"),
      protection(),
    ].map((one) => ({ facts: counts.protectionFacts(one), count: 1 })),
    runs: [
      runIn({ phase: "Running", cleanUpAt: "2026-11-23T11:00:00Z" }),
      runIn({ phase: "CleaningUp", cleanUpAt: "2026-11-23T11:45:00Z", cleanUp: { lastFailure: { message: "No." } } }),
      runIn({ phase: "Succeeded", endedAt: "2026-11-23T10:00:00Z", cleanUpAt: "2026-11-23T09:00:00Z" }),
      runOf(),
    ],
  };

  test("resources, also those without a vault", () => {
    expect(new Set(told(counts.resources(fleet)))).toEqual(
      new Set([
        "RecoveryVault contoso ready: 1",
        "PhysicalMachineProtection contoso ready: 1",
        "PhysicalMachineProtection contoso stalled: 1",
        "TestFailover contoso unknown: 3",
        "PhysicalMachineProtection  unknown: 1",
        "TestFailover  unknown: 1",
      ]),
    );
  });

  test("conditions of protections; one that is not there is Unknown", () => {
    const all = counts.protectionConditions(fleet);
    expect(all).toContainEqual([{ vault: "contoso", condition: "Healthy", status: "True" }, 2]);
    expect(all).toContainEqual([{ vault: "contoso", condition: "WithinRpo", status: "False" }, 1]);
    expect(all).toContainEqual([{ vault: "contoso", condition: "WithinRpo", status: "Unknown" }, 1]);
    expect(all).toContainEqual([{ vault: "contoso", condition: "Drilled", status: "False" }, 0]);
  });

  test("bands of the RPO, where Azure tells it", () => {
    expect(told(counts.rpoBands(fleet))).toEqual(["contoso ≤15m: 2"]);
  });

  test("all protections that have the same facts", () => {
    const many = { ...empty, protections: [{ facts: counts.protectionFacts(protectionWith("Ready")), count: 9999 }] };
    expect(told(counts.resources(many))).toContain("PhysicalMachineProtection contoso ready: 9999");
    expect(counts.protectionConditions(many)).toContainEqual([
      { vault: "contoso", condition: "Healthy", status: "Unknown" },
      9999,
    ]);
    expect(told(counts.rpoBands(many))).toEqual(["contoso ≤15m: 9999"]);
  });

  test("drills that are not over", () => {
    expect(told(counts.drills(fleet))).toEqual(["contoso Running: 1", "contoso CleaningUp: 1", " Pending: 1"]);
  });

  test("the longest overdue test machine, and those whose clean-up failed", () => {
    expect(counts.cleanUpOverdue(fleet, NOW)).toEqual([
      [{ vault: "contoso" }, 3600],
      [{ vault: "" }, 0],
    ]);
    expect(told(counts.cleanUpsFailing(fleet))).toEqual(["contoso: 1"]);
  });

  test("none overdue before its time", () => {
    const early = new Date("2026-11-23T10:59:00Z");
    expect(told(counts.cleanUpOverdue(fleet, early))).toEqual([]);
  });

  test("what the vault itself says", () => {
    expect(told(counts.machines(fleet))).toEqual(["contoso discovered: 9", "contoso protected: 3"]);
    expect(told(counts.appliances(fleet))).toEqual(["contoso fresh: 1", "contoso stale: 1"]);
    expect(told(counts.drillsElsewhere(fleet))).toEqual(["contoso: 1"]);
    expect(counts.lastContacts(fleet)).toEqual([[{ vault: "contoso" }, Date.parse("2026-11-23T11:59:00Z") / 1000]]);
  });
});

test("with nothing in it, everything of a vault is there, with 0", () => {
  const silent = { ...contoso, status: {} };
  const nothing = { ...empty, vaults: [silent] };
  expect(counts.resources(nothing)).toHaveLength(counts.KINDS.length * counts.STATES.length);
  expect(counts.drills(nothing).map(([, value]) => value)).toEqual([0, 0, 0, 0, 0]);
  expect(counts.cleanUpOverdue(nothing, NOW)).toEqual([[{ vault: "contoso" }, 0]]);
  expect(counts.lastContacts(nothing)).toEqual([]);
});

test("a scrape has them as they are by then, and none of a vault that is gone", async () => {
  const registry = new Registry();
  let fleet = empty;
  createFleetMetrics(registry, { fleet: () => fleet, now: () => NOW, version: "1.2.3" });
  expect(await registry.metrics()).toContain('asr_drills_elsewhere{vault="contoso"} 1');
  fleet = { ...empty, vaults: [] };
  const text = await registry.metrics();
  expect(text).not.toContain("contoso");
  expect(text).toContain('asr_operator_info{version="1.2.3"} 1');
});
