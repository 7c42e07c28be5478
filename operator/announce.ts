// Which Events a saved status is worth: one for each transition that a person would want to read about.
import type { Condition } from "../crds/types.ts";
import type { KubeObject } from "../kube/types.ts";

export interface Announcement {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** Records Events without ever failing or delaying its caller. */
export interface Recorder {
  record(event: Announcement & { readonly regarding: KubeObject }): void;
}

interface WithConditions {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Abnormal when True; Ready is the other way round, and says the same as one of these when it is False. */
const ABNORMAL = new Set(["Stalled", "Reconciling"]);
/** True only after something was done for it: as long as they never were True, False is what one expects. */
const COMES_LATER = new Set(["Replicating", "Drilled"]);

/**
 * Conditions whose status or reason changed, in words; a Ready=False is told by Stalled or Reconciling instead, and how
 * a run ended by Ready or Stalled alone: that its machine is not there any more is no bad news then.
 */
export function announcements(before: WithConditions, after: WithConditions): readonly Announcement[] {
  const old = new Map((before.status?.conditions ?? []).map((condition) => [condition.type, condition]));
  const now = after.status?.conditions ?? [];
  const over = now.some(({ type, status }) => type === "Complete" && status === "True");
  return now
    .filter((condition) => changed(old.get(condition.type), condition) && worthTelling(condition))
    .filter((condition) => isKstatus(condition) || isNews(old.get(condition.type), condition))
    .filter(({ type }) => !over || type === "Ready" || type === "Stalled")
    .map((condition) => ({
      type: isBad(condition) ? "Warning" : "Normal",
      reason: condition.reason,
      action: condition.type,
      note: condition.message === "" ? condition.reason : condition.message,
    }));
}

function changed(before: Condition | undefined, after: Condition): boolean {
  return before?.status !== after.status || before.reason !== after.reason;
}

function worthTelling({ type, status }: Condition): boolean {
  if (type === "Complete") return false;
  return type === "Ready" ? status === "True" : status !== "Unknown";
}

function isKstatus({ type }: Condition): boolean {
  return type === "Ready" || ABNORMAL.has(type);
}

/** That all is well from the first look on is no news, nor that it stays so, nor that what comes later is not there. */
function isNews(before: Condition | undefined, { type, status }: Condition): boolean {
  if (status === "True") return before !== undefined && before.status !== "True";
  return !COMES_LATER.has(type) || before?.status === "True";
}

function isBad({ type, status }: Condition): boolean {
  if (type === "Stalled") return true;
  return !ABNORMAL.has(type) && status === "False";
}
