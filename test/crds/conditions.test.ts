// Conditions: what a merge keeps, adds and drops, and how people read the result.
import { describe, expect, test } from "vitest";
import {
  type ConditionInput,
  conditionOf,
  conditionTime,
  isReady,
  isTrue,
  mergeConditions,
  ready,
  reconciling,
  stalled,
  why,
} from "../../crds/conditions.ts";
import type { Condition } from "../../crds/types.ts";

const first = new Date("2026-11-23T10:00:00.750Z");
const later = new Date("2026-11-23T10:05:00.000Z");
const healthy: ConditionInput = { type: "Healthy", status: "False", reason: "Critical", message: "RPO over 4 h" };

const merged = (before: readonly Condition[] | undefined, inputs: readonly ConditionInput[], generation = 1) =>
  mergeConditions(before, inputs, generation, later);
const start = (...inputs: readonly ConditionInput[]) => mergeConditions(undefined, inputs, 1, first);
const states = (conditions: readonly Condition[]) => conditions.map(({ type, status }) => `${type}=${status}`);

describe("merging conditions", () => {
  test("stamps the time in whole seconds and the generation", () => {
    expect(start(...ready("Protected", "All disks replicate."))).toEqual([
      {
        type: "Ready",
        status: "True",
        reason: "Protected",
        message: "All disks replicate.",
        lastTransitionTime: "2026-11-23T10:00:00Z",
        observedGeneration: 1,
      },
    ]);
  });

  test("keeps the time while the status stays, though reason, message and generation change", () => {
    const [condition] = merged(start(...ready("Protected", "")), ready("Adopted", "Found in Azure."), 2);
    expect(condition).toMatchObject({
      reason: "Adopted",
      message: "Found in Azure.",
      observedGeneration: 2,
      lastTransitionTime: conditionTime(first),
    });
  });

  test("moves the time when the status changes", () => {
    const [condition] = merged(start(...ready("Protected", "")), stalled("NotAllowed", ""));
    expect(condition?.lastTransitionTime).toBe(conditionTime(later));
  });

  test("gives an equal list when nothing changed, whatever the order of the inputs", () => {
    const before = start(...reconciling("Enabling", "64 %"), healthy);
    expect(merged(before, [healthy, ...reconciling("Enabling", "64 %")])).toEqual(before);
  });

  const moves: readonly (readonly [what: string, from: ConditionInput[], to: ConditionInput[], states: string[]])[] = [
    ["working becomes done", reconciling("A", ""), ready("B", ""), ["Ready=True"]],
    ["working becomes stuck", reconciling("A", ""), stalled("B", ""), ["Ready=False", "Stalled=True"]],
    ["stuck becomes working", stalled("A", ""), reconciling("B", ""), ["Ready=False", "Reconciling=True"]],
    ["done becomes working", ready("A", ""), reconciling("B", ""), ["Ready=False", "Reconciling=True"]],
    ["stuck becomes done", stalled("A", ""), ready("B", ""), ["Ready=True"]],
  ];
  test.each(moves)("never has Reconciling and Stalled together, nor either as False: %s", (_, from, to, expected) => {
    expect(states(merged(start(...from), to))).toEqual(expected);
  });

  test("drops an abnormal condition that is asked for as False", () => {
    const calm: ConditionInput = { type: "Stalled", status: "False", reason: "Fine", message: "" };
    expect(states(merged(start(...stalled("A", "")), [calm]))).toEqual(["Ready=False"]);
  });

  test("leaves other conditions as they are until they are asked for", () => {
    const before = start(...ready("Protected", ""), healthy);
    expect(conditionOf({ status: { conditions: merged(before, stalled("NotAllowed", "")) } }, "Healthy")).toEqual(
      before[1],
    );
  });

  test("leaves Reconciling and Stalled alone when Ready is not asked for", () => {
    const before = start(...stalled("NotAllowed", ""));
    expect(states(merged(before, [healthy]))).toEqual(["Ready=False", "Stalled=True", "Healthy=False"]);
  });

  test("cuts a message that is far too long on a character's boundary, and mends broken text", () => {
    const [long] = start(...ready("Long", "😀".repeat(9000)));
    expect(long?.message.endsWith("😀…")).toBe(true);
    expect(Array.from(long?.message ?? "")).toHaveLength(8192);
    const [broken] = start(...ready("Broken", "half \ud83d of a pair"));
    expect(broken?.message).toBe("half \ufffd of a pair");
  });
});

describe("reading conditions", () => {
  const object = (generation: number, ...inputs: ConditionInput[]) => ({
    metadata: { generation },
    status: { conditions: start(...inputs) },
  });

  test("an object without a status is not ready and says nothing", () => {
    const unseen = { metadata: { generation: 1 }, status: {} };
    expect(isReady(unseen)).toBe(false);
    expect(why(unseen)).toBeUndefined();
  });

  test("ready counts for the spec that was looked at, not for a newer one", () => {
    expect(isReady(object(1, ...ready("Protected", "")))).toBe(true);
    expect(isReady(object(2, ...ready("Protected", "")))).toBe(false);
  });

  test("a condition that is False is there and not true", () => {
    expect(conditionOf(object(1, healthy), "Healthy")?.reason).toBe("Critical");
    expect(isTrue(object(1, healthy), "Healthy")).toBe(false);
  });

  test("why tells what is stuck before what is under way, and that before readiness", () => {
    expect(why(object(1, ...ready("Protected", "All is well.")))).toEqual({
      reason: "Protected",
      message: "All is well.",
    });
    const [notReady, stuck] = stalled("NotAllowed", "Namespace shop may not use vault contoso.");
    const other: ConditionInput = { type: "Ready", status: "False", reason: "Other", message: "" };
    expect(notReady?.type).toBe("Ready");
    expect(why(object(1, other, stuck ?? healthy))?.reason).toBe("NotAllowed");
  });
});
