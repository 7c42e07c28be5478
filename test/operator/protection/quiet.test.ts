// The finalizer, and statuses that stay as they are.
import { describe, expect, test } from "vitest";
import {
  azure,
  bound,
  condition,
  going,
  look,
  message,
  minutes,
  operation,
  protection,
  there,
  vault,
} from "./builders.ts";

const other = protection({ metadata: { name: "older", uid: "uid-older", creationTimestamp: "2026-01-01T00:00:00Z" } });
describe("the finalizer", () => {
  test.each([
    ["Retain and nothing under way: none", {}, { item: there() }, false],
    ["StopReplication and an item: ours", { deletionPolicy: "StopReplication" }, { item: there() }, true],
    ["Retain and an intent: ours", {}, {}, true],
  ] as const)("%s", (_, spec, facts, held) => {
    expect(look({ resource: { spec }, azure: facts }).hold).toBe(held);
  });

  test("is not on a protection that another one outranks", () => {
    const verdict = look({
      resource: { spec: { deletionPolicy: "StopReplication" } },
      world: { rivals: [other] },
      azure: { item: there() },
    });
    expect(verdict.hold).toBe(false);
  });

  test("is not put on in Observe", () => {
    const verdict = look({
      resource: { spec: { deletionPolicy: "StopReplication" } },
      world: { binding: { vault: vault({ mode: "Observe" }) }, azure: azure({ item: there() }) },
    });
    expect(verdict.hold).toBe(false);
  });
});

describe("a status when nothing happened", () => {
  test("is the same a minute later", () => {
    const facts = { azure: { item: there() } };
    expect(look({ ...facts, at: minutes(1) }).status).toEqual(look(facts).status);
    expect(look({ ...facts, at: minutes(1) }).conditions).toEqual(look(facts).conditions);
  });

  test("is not touched while the vault is not read after a restart", () => {
    const status = { observedGeneration: 1, bound, stateDescription: "Protected", rpoBand: "≤5m" } as const;
    const verdict = look({ resource: { status }, azure: { infrastructure: { state: "unknown", why: "Not yet." } } });
    expect(verdict.conditions).toEqual([]);
    expect(verdict.status).toEqual({ bound, stateDescription: "Protected", rpoBand: "≤5m" });
  });

  test.each([
    ["being read for the first time", { azure: { reading: true, item: there() } }],
    ["only being opened", { world: { azure: undefined } }],
  ])("is not written at all while the vault is %s", (_, facts) => {
    expect(look(facts).silent).toBe(true);
    expect(look({ resource: { status: { observedGeneration: 1, bound } }, ...facts }).silent).toBe(true);
  });

  test("tells of a call under way also while the vault is being read for the first time", () => {
    const status = { bound, operation: operation() };
    expect(look({ resource: { status }, azure: { reading: true, item: there() } }).silent).toBeUndefined();
  });

  test("no longer says why it was not bound once it is, though the vault is not read", () => {
    const status = { observedGeneration: 1, conditions: [condition("Stalled", "True", "NotAllowed")] };
    const verdict = look({ resource: { status }, azure: { infrastructure: { state: "unknown", why: "Not yet." } } });
    expect(message(verdict)).toContain("was not read yet");
  });

  test("tells once an hour when the appliances looked for a machine that they do not see", () => {
    const before = look({ azure: { machine: { none: true } } });
    const told = before.conditions.map((one) => ({ ...one, lastTransitionTime: "2026-11-23T10:00:00Z" }));
    const later = (discoveredAt: Date, asked?: Date) =>
      message(
        look({
          resource: { status: { conditions: told } },
          world: {
            binding: {
              vault: vault({}, asked === undefined ? {} : { "asr-chatops.io/refresh": asked.toISOString() }),
            },
            azure: azure({ machine: { none: true }, discoveredAt }),
          },
        }),
      );
    expect(later(minutes(9))).toBe(message(before));
    expect(later(minutes(55))).toContain("10:55:00Z");
    expect(later(minutes(9), minutes(5))).toContain("10:09:00Z");
  });

  test("a machine that is deleted with Retain is let go at once", () => {
    const verdict = look({ resource: { metadata: going, status: { bound } }, azure: { item: there() } });
    expect(verdict.hold).toBe(false);
    expect(verdict.action).toBeUndefined();
  });
});
