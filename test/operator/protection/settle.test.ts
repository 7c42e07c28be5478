// Crash safety: an intent that was found without a job. Nothing is ever started twice.
import { describe, expect, test } from "vitest";
import type { Operation } from "../../../crds/types.ts";
import type { AzureFacts } from "../../../operator/protection/world.ts";
import {
  bound,
  failedEnable,
  going,
  gone,
  ITEM_ID,
  iso,
  item,
  look,
  message,
  minutes,
  operation,
  there,
  told,
  vault,
} from "./builders.ts";

const enableJob = { scenario: "EnableProtection", jobId: "job-1", startedAt: minutes(0) };
const sighting = { ...enableJob, target: ITEM_ID };

/** The protection whose status carries this intent or job, after so many minutes. */
function later(patch: Partial<Operation>, azure: Partial<AzureFacts>, minute = 0) {
  return look({ resource: { status: { bound, operation: operation(patch) } }, azure, at: minutes(minute) });
}

const firstLookAt = iso(minutes(0));

const found: Readonly<Record<string, [Partial<Operation>, Partial<AzureFacts>, number]>> = {
  "the item shows its job": [{}, { item: there({ currentJob: enableJob }), sightings: [sighting] }, 0],
  "the job list alone shows it": [{}, { item: gone, sightings: [{ ...sighting, scenario: "EnableDr" }] }, 0],
  "the list shows it only after two minutes": [{ firstLookAt }, { item: gone, sightings: [sighting] }, 2],
};

const notFound: Readonly<Record<string, [Partial<Operation>, Partial<AzureFacts>, number]>> = {
  "nothing shows": [{}, { item: gone }, 0],
  "nothing shows after 2:59": [{ firstLookAt }, { item: gone }, 2.98],
  "a job shows that was known before": [{}, { item: gone, sightings: [{ ...sighting, jobId: "old-job" }] }, 0],
  "a job shows that began long before": [{}, { item: gone, sightings: [{ ...sighting, startedAt: minutes(-30) }] }, 0],
  "another machine's job shows": [{}, { item: gone, sightings: [{ ...sighting, target: `${ITEM_ID}-2` }] }, 0],
  "a drill's job shows": [{}, { item: gone, sightings: [{ ...sighting, scenario: "TestFailover" }] }, 0],
  "the item is there and shows no job yet": [{}, { item: failedEnable("UnprotectedStatesBegin") }, 0],
};

describe("an intent to enable, found without a job", () => {
  test.each(Object.entries(found))("%s: it is followed", (_, [patch, azure, minute]) => {
    const verdict = later(patch, azure, minute);
    expect(told(verdict)).toBe("Reconciling: Enabling");
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toMatchObject({ id: "op-1", jobId: "job-1" });
    expect(verdict.hold).toBe(true);
  });

  test.each(Object.entries(notFound))("%s: Azure is looked at again, and nothing sent", (_, [patch, azure, minute]) => {
    const verdict = later(patch, azure, minute);
    expect(told(verdict)).toBe("Reconciling: Settling");
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation?.id).toBe("op-1");
    expect(verdict.status.operation?.jobId).toBeUndefined();
    expect(verdict.hold).toBe(true);
  });

  test("the first look starts the settling time", () => {
    expect(later({}, { item: gone }).status.operation?.firstLookAt).toBe(firstLookAt);
    expect(message(later({}, { item: gone }))).toContain("not sent again before 10:03 UTC");
  });

  test("nothing shows after three minutes: the same intent is called once more", () => {
    const { itemCreatedByUs: _, ...fresh } = bound;
    const status = { bound: fresh, operation: operation({ firstLookAt, outcome: "Unknown" }) };
    const verdict = look({ resource: { status }, azure: { item: gone }, at: minutes(3) });
    expect(verdict.action).toMatchObject({ do: "Enable", operationId: "op-1" });
    expect(verdict.status.operation).toMatchObject({ id: "op-1", attempt: 2, knownJobs: ["old-job"] });
    expect(verdict.status.operation?.firstLookAt).toBeUndefined();
  });

  test.each([
    ["suspended", { spec: { suspend: true } }, {}, "Stalled: Suspended"],
    ["in Observe", {}, { binding: { vault: vault({ mode: "Observe" }) } }, "Stalled: ObserveOnly"],
    ["without its policy", {}, { policy: undefined }, "Stalled: PolicyNotFound"],
  ] as const)("nothing shows after three minutes, %s: it is not called again", (_, resource, world, expected) => {
    const { itemCreatedByUs: __, ...fresh } = bound;
    const status = { bound: fresh, operation: operation({ firstLookAt }) };
    const verdict = look({ resource: { ...resource, status }, azure: { item: gone }, world, at: minutes(3) });
    expect(told(verdict)).toBe(expected);
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toBeUndefined();
  });

  test.each([
    ["nothing may be written", { writesBarred: "Azure asked to wait." }, "WaitingForAzure"],
    ["somebody else has the machine", { claim: { held: false, by: "A drill" } }, "WaitingForOtherRun"],
  ] as const)("nothing shows after three minutes, and %s: the intent waits to be repeated", (_, azure, reason) => {
    const { itemCreatedByUs: __, ...fresh } = bound;
    const status = { bound: fresh, operation: operation({ firstLookAt, outcome: "Unknown" }) };
    const verdict = look({ resource: { status }, azure: { item: gone, ...azure }, at: minutes(3) });
    expect(told(verdict)).toBe(`Reconciling: ${reason}`);
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toMatchObject({ id: "op-1", firstLookAt, outcome: "Unknown", attempt: 1 });
    const later = look({ resource: { status: verdict.status }, azure: { item: gone }, at: minutes(4) });
    expect(later.action).toMatchObject({ do: "Enable", operationId: "op-1" });
  });

  test("the item is there and never shows a job: it counts as enabled, and is not enabled again", () => {
    const verdict = later({ firstLookAt }, { item: failedEnable("UnprotectedStatesBegin") }, 3);
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toBeUndefined();
  });

  test.each([
    ["copies already", there({ protectionState: "InitialReplicationInProgress" }), "Reconciling: InitialReplication"],
    ["is protected already", there(), "Ready: Protected"],
  ])("the item %s: the intent is done", (_, seen, expected) => {
    const verdict = later({ outcome: "Unknown" }, { item: seen });
    expect(told(verdict)).toBe(expected);
    expect(verdict.status.operation).toBeUndefined();
  });

  test("an item under another name protects the machine (45031): it is adopted, not made", () => {
    const elsewhere = item({ id: `${ITEM_ID}-by-hand`, name: "by-hand" });
    const status = { operation: operation({ outcome: "Unknown" }) };
    const facts: Partial<AzureFacts> = {
      itemId: elsewhere.id,
      item: { state: "present", value: elsewhere, at: minutes(0) },
    };
    const verdict = look({ resource: { status }, azure: facts });
    expect(told(verdict)).toBe("Ready: Protected");
    expect(verdict.status.bound).toMatchObject({ itemId: elsewhere.id, itemName: "by-hand", itemCreatedByUs: false });
  });

  test("after a deletion with Retain the intent is settled first, so that nothing is forgotten", () => {
    const status = { bound, operation: operation() };
    const verdict = look({ resource: { status, metadata: going }, azure: { item: gone } });
    expect(told(verdict)).toBe("Reconciling: Settling");
    expect(verdict.hold).toBe(true);
  });

  test("a vault that is not read keeps the intent", () => {
    const status = { bound, operation: operation(), observedGeneration: 1 };
    const verdict = look({
      resource: { status, metadata: going },
      azure: { infrastructure: { state: "unknown", why: "No." } },
    });
    expect(verdict.status.operation?.id).toBe("op-1");
  });
});

describe("an intent to update, found without a job", () => {
  const spec = { target: { vmSize: "Standard_D8s_v5" } };
  const asWanted = there({ target: { ...item().target, vmSize: "Standard_D8s_v5" } });
  const update = operation({ kind: "Update", firstLookAt });

  test("Azure has what it asked for: it is done", () => {
    const verdict = look({ resource: { spec, status: { bound, operation: update } }, azure: { item: asWanted } });
    expect(told(verdict)).toBe("Ready: Protected");
  });

  test("Azure does not have it after three minutes: the same intent is called once more", () => {
    const facts = { resource: { spec, status: { bound, operation: update } }, azure: { item: there() } };
    expect(look({ ...facts, at: minutes(2) }).action).toBeUndefined();
    expect(look({ ...facts, at: minutes(3) }).action).toMatchObject({ do: "Update", operationId: "op-1" });
  });

  test("the manifest no longer asks for it after three minutes: it is dropped", () => {
    const verdict = look({
      resource: { status: { bound, operation: update } },
      azure: { item: there() },
      at: minutes(3),
    });
    expect(told(verdict)).toBe("Ready: Protected");
    expect(verdict.status.operation).toBeUndefined();
  });
});
