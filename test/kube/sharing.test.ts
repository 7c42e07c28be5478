// Equal parts become one, which only memory can tell: here by whether it is the same object.
import { describe, expect, test } from "vitest";
import { createSharing } from "../../kube/sharing.ts";

type Status = Record<string, unknown>;

/** The objects after their parts were shared. */
function shared(objects: readonly Status[], most?: number): readonly Status[] {
  const share = createSharing(most);
  for (const object of objects) share(object);
  return objects;
}

const made = (name: string) => ({
  id: `/subscriptions/one/machines/${name}`,
  agent: { version: "9.63.7187.1", upgradeBlockedBy: ["AlreadyOnLatestVersion"] },
  conditions: [
    { type: "Ready", message: `${name} is protected.` },
    { type: "Healthy", message: "Azure reports nothing wrong." },
  ],
  rpo: 180,
  at: null,
});

test("an object says the same afterwards, at every depth", () => {
  expect(shared([made("web01"), made("web02")])).toEqual([made("web01"), made("web02")]);
});

test("parts that are equal are the same, whatever is around them", () => {
  const [one, other] = shared([made("web01"), made("web02")]) as ReturnType<typeof made>[];
  expect(other?.agent).toBe(one?.agent);
  expect(other?.conditions[1]).toBe(one?.conditions[1]);
  expect(other?.conditions[0]).not.toBe(one?.conditions[0]);
});

describe("never taken for the same are", () => {
  test.each<[string, unknown, unknown]>([
    ["a moment and its text", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a list and an object", ["a"], { 0: "a" }],
    ["a number and its text", { n: 1 }, { n: "1" }],
    ["nothing and null", {}, { n: null }],
  ])("%s", (_, one, other) => {
    const [first, second] = shared([{ part: one }, { part: other }]);
    expect(first).toStrictEqual({ part: one });
    expect(second).toStrictEqual({ part: other });
    expect(second?.part).not.toBe(first?.part);
  });
});

test("parts are frozen, since others have them too, and the object is not", () => {
  const [one] = shared([made("web01")]) as ReturnType<typeof made>[];
  expect([one, one?.agent, one?.agent.upgradeBlockedBy, one?.conditions].map(Object.isFrozen)).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

const fields = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`field${at}`, at]));

test.each<[string, object]>([
  ["of many characters", { long: "x".repeat(400) }],
  ["of many fields", fields],
])("a large part %s stays its own, and what is in it is shared", (_, more) => {
  const large = () => ({ status: { ...more, agent: { version: "9.63" } } });
  const [one, other] = shared([large(), large()]) as ReturnType<typeof large>[];
  expect(other?.status).not.toBe(one?.status);
  expect(other?.status.agent).toBe(one?.status.agent);
});

test("dates of an object stay dates", () => {
  const at = new Date(0);
  expect(shared([{ at }])[0]?.at).toBe(at);
});

test("lists of texts are shared, and of lists of objects the objects", () => {
  const part = () => ({ operations: ["TestFailover"], disks: [{ name: "sda" }] });
  const [one, other] = shared([part(), part()]) as ReturnType<typeof part>[];
  expect(other?.operations).toBe(one?.operations);
  expect(other?.disks).not.toBe(one?.disks);
  expect(other?.disks[0]).toBe(one?.disks[0]);
});

test("when there is too much to know it begins anew and goes on", () => {
  const names = ["web01", "web02", "web03", "web01"];
  expect(shared(names.map(made), 2)).toEqual(names.map(made));
});

test("what is frozen is left as it is", () => {
  const status = Object.freeze({ agent: { version: "9.63" } });
  const [one, other] = shared([{ status }, status]);
  expect([one?.status, other]).toEqual([status, status]);
  expect(one?.status).toBe(status);
});
