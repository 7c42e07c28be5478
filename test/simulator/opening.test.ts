// How a vault opens: what is there before anybody asks, and that a seed makes it the same each time.
import { describe, expect, test } from "vitest";
import { allowedOperations, stateOf } from "../../simulator/items.ts";
import { readFleet } from "../../simulator/read-fleet.ts";
import { list } from "../../simulator/timeline.ts";
import { openVault } from "../../simulator/vault.ts";
import { listedAt } from "../../simulator/world.ts";
import { drill, fleetOf, job, protectedWorld, START, seconds, started } from "./build.ts";

describe("a vault", () => {
  test("opens with its machines discovered a day ago, and nothing protected", () => {
    const world = openVault(fleetOf("web01", "web02"), "test", START);
    expect(list(world.machines).map((machine) => machine.name)).toEqual(["web01", "web02"]);
    expect(list(world.machines)[0]?.discoveredAt).toBe(START - 86_400_000);
    expect([list(world.items), list(world.jobs), list(world.policies)]).toEqual([[], [], []]);
  });

  test("opens with machines that the portal has long since protected, in lists that lag too", () => {
    const fleet = readFleet({ storageAccounts: [{ name: "cache1" }], machines: [{ name: "old01", protected: true }] });
    const world = openVault(fleet, "test", START);
    world.lagSeconds = 120;
    const [item] = list(world.items, listedAt(world));
    expect(item && [stateOf(item, START), allowedOperations(item, START)]).toEqual([
      "Protected",
      ["UnplannedFailover", "DisableProtection", "TestFailover"],
    ]);
    expect(list(world.mappings)).toHaveLength(1);
  });

  test("does not open when a machine that is called protected cannot be, and says why", () => {
    const fleet = readFleet({ machines: [{ name: "old01", protected: true }] });
    expect(() => openVault(fleet, "test", START)).toThrow(/^old01 cannot be protected: .*logStorageAccountId/);
  });

  test("goes the same way twice for the same requests and seed", () => {
    const play = () => {
      const world = protectedWorld("web01");
      const drilled = started(drill(world, "web01"));
      seconds(world, 3600);
      return JSON.stringify([job(world, drilled), list(world.virtualMachines)]);
    };
    expect(play()).toBe(play());
  });

  test("gives its jobs other ids for another seed", () => {
    const first = (seed: string) => {
      const fleet = readFleet({
        storageAccounts: [{ name: "cache1" }],
        machines: [{ name: "old01", protected: true }],
      });
      return list(openVault(fleet, seed, START).jobs)[0]?.name;
    };
    expect(first("one")).not.toBe(first("two"));
  });
});
