// A machine's name is its scenario.
import { describe, expect, test } from "vitest";
import { scenariosOf } from "../../simulator/scenarios.ts";

describe("a machine's name", () => {
  test.each([
    ["web01", []],
    ["web01-slow", ["slow"]],
    ["SQL01-Fails-Cleanup", ["fails-cleanup"]],
    ["sql01-fails-cleanup-always", ["fails-cleanup-always"]],
    ["app-fails-test-failover-once-slow", ["fails-test-failover-once", "slow"]],
    ["slow-web01", []],
    ["web01-slowly", []],
    ["web-critical-high-rpo", ["critical", "high-rpo"]],
  ])("%s asks for %j", (name, scenarios) => {
    expect([...scenariosOf(name)].sort()).toEqual(scenarios);
  });
});
