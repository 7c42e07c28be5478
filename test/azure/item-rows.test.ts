// Rows of the list of items are read without the SDK's deserializer: what they say, and what is no item at all.
import { expect, test } from "vitest";
import { itemOfRow } from "../../operator/azure/arm/item-facts.ts";
import { TransientError } from "../../operator/errors.ts";

const row = (details: object, more: object = {}) => ({
  id: "/subscriptions/s/items/web01",
  name: "web01",
  properties: {
    friendlyName: "WEB01",
    lastSuccessfulTestFailoverTime: "2026-11-01T08:00:00Z",
    allowedOperations: ["TestFailover"],
    providerSpecificDetails: { instanceType: "InMageRcm", ...details },
    ...more,
  },
});

test("moments come as text and are read as such", () => {
  const item = itemOfRow(row({ lastRecoveryPointReceived: "2026-11-28T10:00:00.5Z", lastRpoInSeconds: 60 }));
  expect(item.lastTestFailover).toEqual(new Date("2026-11-01T08:00:00Z"));
  expect(item.lastRecoveryPoint).toEqual(new Date("2026-11-28T10:00:00.5Z"));
  expect(item).toMatchObject({ id: "/subscriptions/s/items/web01", friendlyName: "WEB01", rpoSeconds: 60 });
  expect(item.allowedOperations).toEqual(["TestFailover"]);
});

test("null is nothing, everywhere", () => {
  const item = itemOfRow(
    row({ protectedDisks: null, vmNics: null, mobilityAgentDetails: null }, { healthErrors: null }),
  );
  expect(item).toMatchObject({ disks: [], nics: [], healthErrors: [] });
});

test.each([
  ["a text", "web01"],
  ["nothing", null],
  ["a row without an id", { properties: {} }],
  ["a row without properties", { id: "/subscriptions/s/items/web01", properties: null }],
  ["disks that are no list", row({ protectedDisks: "none" })],
  ["a disk that is nothing", row({ protectedDisks: [null] })],
])("%s is no item, and asked for again", (_, wrong) => {
  expect(() => itemOfRow(wrong)).toThrow(TransientError);
});
