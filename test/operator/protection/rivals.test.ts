// Which changes of a protection others of the same machine are looked at for: those that they read, and no more.
import { describe, expect, test } from "vitest";
import { readersOf } from "../../../operator/protection/owner.ts";
import type { Protection } from "../../../operator/protection/world.ts";
import { bound, operation, type ProtectionPatch, protection } from "./builders.ts";

const rivalReads = (change: Parameters<typeof readersOf>[0], other: Protection) =>
  readersOf(change, { byIndex: () => [other] }).includes(other);

const OLDER = "2026-08-01T00:00:00Z";
const YOUNGER = "2026-10-01T00:00:00Z";
const made = (creationTimestamp: string) =>
  protection({ metadata: { name: "other", uid: "uid-other", creationTimestamp } });
const younger = made(YOUNGER);
const older = made(OLDER);

const plain = protection({ status: { bound } });
const updated = (patch: ProtectionPatch, previous: Protection = plain) =>
  ({ type: "updated", object: protection({ status: { bound }, ...patch }), previous }) as const;
const told = { initial: false, stale: false };

describe("the younger one looks", () => {
  test.each([
    ["when it comes", { type: "added", object: plain, previous: undefined } as const],
    ["when it goes", { type: "deleted", object: plain, previous: plain } as const],
    ["when it means another machine", updated({ spec: { machine: { name: "web02" } } })],
    ["when it is bound", updated({}, protection())],
    ["when it is bound to another item", updated({ status: { bound: { ...bound, itemId: "/items/other" } } })],
    ["when it means another vault", updated({ spec: { vault: "fabrikam" } })],
    ["when it is bound to another vault", updated({ status: { bound: { ...bound, vault: "fabrikam" } } })],
  ])("%s, and the older one does not", (_, change) => {
    expect(rivalReads({ ...change, ...told }, younger)).toBe(true);
    expect(rivalReads({ ...change, ...told }, older)).toBe(false);
  });
});

describe("whoever is older or younger looks", () => {
  const working = protection({ status: { bound, operation: operation() } });
  test.each([
    ["when it begins a call to Azure", { type: "updated", object: working, previous: plain } as const],
    ["when that is settled", { type: "updated", object: plain, previous: working } as const],
    ["when it goes in the middle of it", { type: "deleted", object: working, previous: working } as const],
    ["when it comes with one, as after a restore", { type: "added", object: working, previous: undefined } as const],
  ])("%s", (_, change) => {
    expect(rivalReads({ ...change, ...told }, younger)).toBe(true);
    expect(rivalReads({ ...change, ...told }, older)).toBe(true);
  });
});

describe("nobody looks", () => {
  test.each([
    ["when another field of its spec changes", updated({ spec: { drillEveryDays: 30 } })],
    [
      "when it says something else",
      updated({ status: { bound, stateDescription: "Protected", observedGeneration: 2 } }),
    ],
    ["when nothing changes", updated({})],
  ])("%s", (_, change) => {
    expect(rivalReads({ ...change, ...told }, younger)).toBe(false);
    expect(rivalReads({ ...change, ...told }, older)).toBe(false);
  });
});

test("of the same second the smaller uid is the older one", () => {
  const twin = { ...plain, metadata: { ...plain.metadata, uid: "uid-a" } };
  expect(rivalReads({ type: "deleted", object: plain, previous: plain, ...told }, twin)).toBe(false);
  expect(rivalReads({ type: "deleted", object: twin, previous: twin, ...told }, plain)).toBe(true);
});

test("a protection is no rival of itself", () => {
  expect(rivalReads({ type: "deleted", object: plain, previous: plain, ...told }, plain)).toBe(false);
});
