// What is wrong now outside of runs, as alerts: one for each cause, and what is said of one that was told. Pure.
import { conditionOf } from "../crds/conditions.ts";
import type { Condition } from "../crds/types.ts";
import { applianceAlerts } from "./alerts/appliances.ts";
import { drillAlerts } from "./alerts/drills.ts";
import type { Found } from "./alerts/found.ts";
import { protectionAlerts } from "./alerts/protections.ts";
import { silenceAlerts, vaultAlerts } from "./alerts/vaults.ts";
import type { Message } from "./cards/message.ts";
import { esc, lengthOf, say } from "./cards/text.ts";
import type { Alert, Fleet, Surroundings } from "./notice.ts";

/** Those that should be told now. What another alert explains is not among them. */
export function alertsOf(fleet: Fleet, surroundings: Surroundings): readonly Alert[] {
  return everything(fleet, surroundings)
    .filter(({ explainedBy }) => explainedBy === undefined)
    .map(({ alert }) => alert);
}

function everything(fleet: Fleet, surroundings: Surroundings): readonly Found[] {
  return [silenceAlerts, vaultAlerts, applianceAlerts, protectionAlerts, drillAlerts].flatMap((find) =>
    find(fleet, surroundings),
  );
}

/** How a title reads once it is over. The first that fits counts. */
const OVER: readonly (readonly [RegExp, string])[] = [
  [/: RPO over (.+)$/, ": RPO back under $1"],
  [/: replication health Critical$/, ": replication health no longer Critical"],
  [/: does not replicate$/, ": replicates again"],
  [/: no heartbeat$/, ": heartbeat is back"],
  [/: Azure does not answer$/, ": Azure answers again"],
  [/: stuck \(.+\)$/, ": no longer stuck"],
  [/: a drill that was started elsewhere$/, ": the drill that was started elsewhere is over"],
  [/: drills are overdue$/, ": no drill is overdue any more"],
  [/^The operator has not spoken$/, "The operator speaks again"],
];

/** For the edit once it is over: "🟢 sql01: RPO back under 15 min after 22 minutes". */
export function overMessage(title: string, sinceMs: number, untilMs: number): Message {
  const known = OVER.find(([pattern]) => pattern.test(title));
  const words = known === undefined ? `Over: ${title}` : title.replace(...known);
  return say(`🟢 ${esc(words)} after ${lengthOf((untilMs - sinceMs) / 1000)}`);
}

/** An alert that was told. */
export interface Told {
  readonly key: string;
  readonly title: string;
  readonly since: Date;
}

/**
 * For the edit of one that is not among `alertsOf` any more. Green only when it is well: an alert also goes when another
 * one explains it, when its resource is deleted, or when nothing is known of it any more.
 */
export function closingMessage({ key, title, since }: Told, fleet: Fleet, surroundings: Surroundings): Message {
  const explainedBy = everything(fleet, surroundings).find(({ alert }) => alert.key === key)?.explainedBy;
  if (explainedBy !== undefined) return say(`⚪ ${esc(title)}. It is part of this now: ${esc(explainedBy)}.`);
  if (!isWell(key, fleet))
    return say(`⚪ ${esc(title)}. It is not watched any more, so whether it is well is not known.`);
  return overMessage(title, since.getTime(), surroundings.now.getTime());
}

/** Conditions that say that it is well only by being True. */
const GOOD = new Set(["Healthy", "WithinRpo", "Replicating"]);

function isWell(key: string, { vaults, protections }: Fleet): boolean {
  const [uid = "", type = "", name = ""] = key.split("/");
  if (uid === "silence" || key.endsWith("/Drilled/False/overdue")) return true;
  const vault = vaults.find(({ metadata }) => metadata.uid === uid);
  const resource = vault ?? protections.find(({ metadata }) => metadata.uid === uid);
  if (resource === undefined) return false;
  if (type === "appliance") return vault?.status?.appliances?.some((one) => one.name === name) === true;
  return !GOOD.has(type) || isGood(conditionOf(resource, type));
}

/** Health Warning is no longer Critical, which is what was told. */
function isGood(condition: Condition | undefined): boolean {
  return condition?.status === "True" || (condition?.type === "Healthy" && condition.reason === "Warning");
}
