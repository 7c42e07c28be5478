// The conditions that tell how the machine is and never change Ready: Replicating, Healthy, WithinRpo, Drilled. Pure.
import type { ConditionInput } from "../../crds/conditions.ts";
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { drilled } from "./drills.ts";
import { NEVER_DRILLED, rpoBand } from "./facts.ts";
import { isCopying, isFailedOver, isProtected, stateInWords } from "./item.ts";
import { durationSeconds } from "./words.ts";
import type { Scene } from "./world.ts";

/** None before the item is there: nothing is asserted about what is not known. Those once asserted are taken back. */
export function ownConditions(scene: Scene): readonly ConditionInput[] {
  const { item } = scene;
  if (item === undefined) return takenBack(scene);
  return [replicating(item), healthy(item), ...withinRpo(scene, item), drilled(scene)];
}

const OWN = new Set(["Replicating", "Healthy", "WithinRpo"]);

function takenBack({ resource, itemAbsent }: Scene): readonly ConditionInput[] {
  if (!itemAbsent) return [];
  return (resource.status?.conditions ?? [])
    .filter(({ type }) => OWN.has(type))
    .map(({ type }) => ({
      type,
      status: type === "Replicating" ? ("False" as const) : ("Unknown" as const),
      reason: "NotProtected",
      message: "There is no protected item in Azure.",
    }));
}

function replicating(item: ProtectedItem): ConditionInput {
  const say = (status: "True" | "False", reason: string, message: string): ConditionInput => ({
    type: "Replicating",
    status,
    reason,
    message,
  });
  if (isFailedOver(item))
    return say("False", "FailedOver", "The machine runs in Azure, so nothing replicates to Azure.");
  if (item.resyncRequired) {
    return say("False", "ResyncRequired", "Azure asks for a resynchronisation: its copy does not follow the machine.");
  }
  if (isProtected(item)) return say("True", "Protected", "Changes replicate to Azure.");
  if (isCopying(item)) return say("True", "InitialReplication", "The first copy is on its way to Azure.");
  return say("False", "NotReplicating", `Azure's state of it: ${stateInWords(item)}.`);
}

function healthy(item: ProtectedItem): ConditionInput {
  const { replicationHealth } = item;
  if (replicationHealth === "Normal") {
    return { type: "Healthy", status: "True", reason: "Normal", message: "Azure reports nothing wrong." };
  }
  if (replicationHealth !== "Warning" && replicationHealth !== "Critical") {
    return { type: "Healthy", status: "Unknown", reason: "NotReported", message: "Azure does not report its health." };
  }
  const errors = item.healthErrors.filter(({ code }) => code !== NEVER_DRILLED);
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, in status.healthErrors)` : "";
  const remedy = first?.recommendedAction === undefined ? "" : ` Azure recommends: ${first.recommendedAction}`;
  const message =
    first === undefined
      ? `Azure reports ${replicationHealth} and gives no reason.`
      : `${first.code}: ${first.message}${remedy}${more}`;
  return { type: "Healthy", status: "False", reason: replicationHealth, message };
}

/** The policy's threshold, watched here: modernized Site Recovery has no such setting (OpenAPI 2023-06-01). */
function withinRpo({ world }: Scene, item: ProtectedItem): readonly ConditionInput[] {
  const threshold = world.policy?.spec.rpoThreshold;
  const most = threshold === undefined ? undefined : durationSeconds(threshold);
  if (most === undefined || item.rpoSeconds === undefined) return [];
  const band = rpoBand(item.rpoSeconds);
  const within = item.rpoSeconds <= most;
  const message = within
    ? `The RPO is below the policy's threshold of ${threshold}.`
    : `The RPO (${band}) is above the policy's threshold of ${threshold}. Usually the machine writes faster than the network carries.`;
  return [{ type: "WithinRpo", status: within ? "True" : "False", reason: within ? "Within" : "Exceeded", message }];
}
