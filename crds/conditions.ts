// Owns conditions: how they are made, merged and read. Pure. Meaning as in kstatus: Reconciling and Stalled are there
// only while true, never both, and a condition's lastTransitionTime moves only when its status changes.
import type { Condition } from "./types.ts";

/** A condition that a decision asks for; time and generation are added when it is merged. */
export interface ConditionInput {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  /** One word, `[A-Za-z][A-Za-z0-9_,:]*`. */
  readonly reason: string;
  /** Sentences for people. */
  readonly message: string;
}

/** What has conditions: any object of ours, and any of somebody else's. */
export interface Conditioned {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** The types that kstatus reads as "something is not normal": never stored as False. */
const ABNORMAL = new Set(["Reconciling", "Stalled"]);
const KSTATUS = new Set(["Ready", ...ABNORMAL]);
const MAX_MESSAGE_CHARACTERS = 8192;

/** As wanted, nothing to do: Ready=True alone. */
export function ready(reason: string, message: string): ConditionInput[] {
  return [{ type: "Ready", status: "True", reason, message }];
}

/** Under way or waiting for something that comes by itself: Ready=False, Reconciling=True. */
export function reconciling(reason: string, message: string): ConditionInput[] {
  return [
    { type: "Ready", status: "False", reason, message },
    { type: "Reconciling", status: "True", reason, message },
  ];
}

/** A person must act: Ready=False, Stalled=True. */
export function stalled(reason: string, message: string): ConditionInput[] {
  return [
    { type: "Ready", status: "False", reason, message },
    { type: "Stalled", status: "True", reason, message },
  ];
}

/** The time as conditions hold it: UTC, whole seconds. */
export function conditionTime(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

function cut(message: string): string {
  if (message.length <= MAX_MESSAGE_CHARACTERS) return message.toWellFormed();
  const points = Array.from(message.toWellFormed());
  return points.length <= MAX_MESSAGE_CHARACTERS
    ? points.join("")
    : `${points.slice(0, MAX_MESSAGE_CHARACTERS - 1).join("")}…`;
}

function stamp(before: Condition | undefined, input: ConditionInput, generation: number, now: Date): Condition {
  return {
    type: input.type,
    status: input.status,
    reason: input.reason,
    message: cut(input.message),
    lastTransitionTime: before?.status === input.status ? before.lastTransitionTime : conditionTime(now),
    observedGeneration: generation,
  };
}

/**
 * The conditions after `inputs`: of each type the last input counts. Reconciling and Stalled that are False or not asked
 * for go away once Ready is asked for; other conditions stay as they are. The order is that of first appearance, so equal
 * conditions make an equal list.
 */
export function mergeConditions(
  before: readonly Condition[] | undefined,
  inputs: readonly ConditionInput[],
  generation: number,
  now: Date,
): Condition[] {
  const known = before ?? [];
  const wanted = new Map(inputs.map((input) => [input.type, input]));
  const replacesAll = wanted.has("Ready");
  const kept = known.filter((old) => !wanted.has(old.type) && !(replacesAll && KSTATUS.has(old.type)));
  const stamped = [...wanted.values()]
    .filter((input) => !(ABNORMAL.has(input.type) && input.status !== "True"))
    .map((input) => stamp(find(known, input.type), input, generation, now));
  return inOrder(known, [...kept, ...stamped]);
}

function inOrder(before: readonly Condition[], after: readonly Condition[]): Condition[] {
  const stayed = before.flatMap(({ type }) => find(after, type) ?? []);
  return [...stayed, ...after.filter(({ type }) => find(before, type) === undefined)];
}

function find(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The condition of that type, if the object has it. */
export function conditionOf(object: Conditioned, type: string): Condition | undefined {
  return find(object.status?.conditions, type);
}

/** Whether the object has this condition and it is True. */
export function isTrue(object: Conditioned, type: string): boolean {
  return conditionOf(object, type)?.status === "True";
}

/** Whether Ready is True, for the spec as it is now: a status that answers an older generation does not count. */
export function isReady(object: Conditioned & { readonly metadata: { readonly generation?: number } }): boolean {
  const condition = conditionOf(object, "Ready");
  const seen = condition?.observedGeneration ?? 0;
  return condition?.status === "True" && seen >= (object.metadata.generation ?? 0);
}

/** Why the object is as it is, for people: the message of Stalled, else Reconciling, else Ready. */
export function why(object: Conditioned): { readonly reason: string; readonly message: string } | undefined {
  const found = ["Stalled", "Reconciling", "Ready"].map((type) => conditionOf(object, type)).find((one) => one);
  return found === undefined ? undefined : { reason: found.reason, message: found.message };
}
