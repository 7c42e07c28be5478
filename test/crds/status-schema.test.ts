// What a status write relies on: the API server stores what was sent, and adds nothing of its own.
import { expect, test } from "vitest";
import { readKinds, type Schema, walk } from "../../crds/generate/schema.ts";

/** It is written whole, and has no subresource. */
const RECORD = "DiscoveredMachine";

const statuses = readKinds(new URL("../../crds/", import.meta.url)).flatMap(({ kind, schema }) => {
  const status = schema.properties?.status;
  return status === undefined || kind === RECORD ? [] : ([[kind, status]] as const);
});

/** The paths below the status whose schema has one of these keywords. */
const having = (status: Schema, ...keywords: readonly string[]) =>
  [...walk(status)].filter(([path, schema]) => path !== "" && keywords.some((name) => name in schema));

test("the kinds that have a status are those that are reconciled", () => {
  expect(statuses.map(([kind]) => kind).toSorted()).toEqual([
    "PhysicalMachineProtection",
    "RecoveryVault",
    "ReplicationPolicy",
    "TestFailover",
  ]);
});

test.each(statuses)("%s: nothing within its status has a default", (_, status) => {
  expect(having(status, "default").map(([path]) => path)).toEqual([]);
});

test.each(statuses)("%s: of its lists only conditions are merged, by their type", (_, status) => {
  const merged = having(status, "x-kubernetes-list-type");
  expect(merged).toMatchObject([
    ["conditions", { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] }],
  ]);
});
