// What a watch tells of a lease, in time or late, and what it means for when the lease is free.
import { expect, test } from "vitest";
import { clientOver } from "../../kube/client.ts";
import { createLeaseRecord, type Lease } from "../../kube/lease-record.ts";
import { heldByOther, newWorld, seconds } from "./lease-under-test.ts";

const signal = new AbortController().signal;

function recordIn({ server, clock }: ReturnType<typeof newWorld>) {
  const client = clientOver(server.http, "test");
  const named = { namespace: "asr", name: "bot", identity: "a", leaseSeconds: 15, timeoutSeconds: 5 };
  return createLeaseRecord({ client, clock, ...named });
}

const told = (resourceVersion: string, spec: NonNullable<Lease["spec"]>): Lease => ({
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { namespace: "asr", name: "bot", resourceVersion },
  spec,
});

test("each change that is told counts as a sign of life, a repetition does not", async () => {
  const world = newWorld();
  const record = recordIn(world);
  record.heard(told("1", heldByOther));
  await world.clock.advance(seconds(2));
  record.heard(told("1", heldByOther));
  expect(record.freeAtMs()).toBe(seconds(15));
  record.heard(told("2", { ...heldByOther, renewTime: "1999-01-01T00:00:02.000000Z" }));
  expect(record.freeAtMs()).toBe(seconds(17));
});

test("what is told late does not undo what was written since", async () => {
  const world = newWorld();
  const record = recordIn(world);
  world.server.write({ ...heldByOther, holderIdentity: "" });
  expect(await record.claim(signal)).toHaveProperty("heldSince");
  record.heard(told("101", { ...heldByOther, holderIdentity: "" }));
  expect([record.holder, record.mayBeOurs]).toEqual(["a", true]);
});

test("a lease that is gone is free, and nobody holds it, until one is seen again", () => {
  const record = recordIn(newWorld());
  record.heard(told("1", heldByOther));
  record.heard(undefined);
  expect([record.freeAtMs(), record.holder]).toEqual([-Infinity, undefined]);
  record.heard(told("2", heldByOther));
  expect([record.freeAtMs(), record.holder]).toEqual([seconds(15), "other"]);
});
