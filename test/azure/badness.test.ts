// What counts as having turned bad, and answers of GETs that overtake each other.
import { describe, expect, test } from "vitest";
import { isBad, turnedBad } from "../../operator/azure/badness.ts";
import { createItemStore } from "../../operator/azure/item-store.ts";
import type { ProtectedItem } from "../../operator/azure/site-recovery.ts";

const item = (fields: Partial<ProtectedItem> = {}): ProtectedItem => ({
  id: "/items/web01",
  name: "web01",
  friendlyName: "web01",
  instanceType: "InMageRcm",
  protectionState: "Protected",
  activeLocation: "Primary",
  testFailoverState: "None",
  replicationHealth: "Normal",
  failoverHealth: "Normal",
  allowedOperations: [],
  healthErrors: [],
  resyncRequired: false,
  disks: [],
  nics: [],
  target: {},
  ...fields,
});

const neverDrilled = { code: "161011", message: "No successful test failover." };
const realTrouble = { code: "95117", message: "Something else." };
const at = new Date("2026-11-23T10:00:00Z");

describe("an item is bad", () => {
  test.each<[string, Partial<ProtectedItem>, boolean]>([
    ["not when all is normal", {}, false],
    ["when its replication is", { replicationHealth: "Critical" }, true],
    ["when its failover is", { failoverHealth: "Warning" }, true],
    ["not when it was only never drilled", { failoverHealth: "Warning", healthErrors: [neverDrilled] }, false],
    ["when there is more", { failoverHealth: "Warning", healthErrors: [neverDrilled, realTrouble] }, true],
    [
      "when replication is bad and it was never drilled",
      { replicationHealth: "Warning", healthErrors: [neverDrilled] },
      true,
    ],
    ["not when nothing is known of it yet", { replicationHealth: "None", failoverHealth: "None" }, false],
  ])("%s", (_, fields, bad) => {
    expect(isBad(item(fields))).toBe(bad);
  });
});

test("an item turns bad only from a state that was seen and well", () => {
  const bad = item({ replicationHealth: "Critical" });
  expect(turnedBad({ state: "present", value: item(), at }, bad)).toBe(true);
  expect(turnedBad({ state: "present", value: bad, at }, bad)).toBe(false);
  expect(turnedBad({ state: "present", value: bad, at }, item())).toBe(false);
  expect(turnedBad(undefined, bad)).toBe(false);
});

test("a GET that was asked earlier and answers later does not win", () => {
  const store = createItemStore();
  store.takeGet("/items/web01", item({ protectionStateDescription: "new" }), { ms: 2, at });
  expect(store.takeGet("/items/web01", undefined, { ms: 1, at })).toBe(false);
  expect(store.get("/ITEMS/WEB01")).toMatchObject({ value: { protectionStateDescription: "new" } });
});
