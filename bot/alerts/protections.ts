// What is wrong with protected machines: health, RPO, replication, and what is stuck. Pure.
import { conditionOf } from "../../crds/conditions.ts";
import type { Condition, PhysicalMachineProtection } from "../../crds/types.ts";
import { portalButton } from "../cards/portal.ts";
import { failureLines } from "../cards/run/failure.ts";
import { button } from "../cards/text.ts";
import { inWords, named, told } from "../cards/told.ts";
import type { Alert, Fleet, Surroundings } from "../notice.ts";
import { type Down, downFor, downs } from "./appliances.ts";
import { alertMessage, conditionKey, type Found, forSoLong, sinceOf, type Words } from "./found.ts";

export function protectionAlerts(fleet: Fleet, around: Surroundings): readonly Found[] {
  const all = downs(fleet);
  return fleet.protections.flatMap((protection) => foundOf(protection, downFor(protection, all), around));
}

type Says = Pick<Words, "emoji" | "title" | "lines">;
type Check = (protection: PhysicalMachineProtection, machine: string) => readonly [Condition, Says] | undefined;

const CHECKS: readonly Check[] = [stuck, notReplicating, critical, behindItsRpo];

function foundOf(
  protection: PhysicalMachineProtection,
  down: Down | undefined,
  around: Surroundings,
): readonly Found[] {
  const machine = named(protection.status?.machine ?? protection.metadata.name);
  return CHECKS.flatMap((check) => {
    const found = check(protection, machine);
    if (found === undefined) return [];
    const alert = alertOf(protection, found, around);
    return down !== undefined && followsFromSilence(found[0]) ? { alert, explainedBy: down.title } : { alert };
  });
}

/** Reasons of Stalled that say no more than that the appliance is not there. */
const APPLIANCE_GONE = new Set(["NotReplicating", "NoProcessServer"]);

function followsFromSilence({ type, reason }: Condition): boolean {
  return type !== "Stalled" || APPLIANCE_GONE.has(reason);
}

function alertOf(
  { metadata, status }: PhysicalMachineProtection,
  [condition, says]: readonly [Condition, Says],
  around: Surroundings,
): Alert {
  const { name, namespace = "", uid } = metadata;
  const since = sinceOf(condition);
  const words: Words = {
    ...says,
    after: forSoLong(since, around),
    buttons: [button("Details", `status ${name} -n ${namespace}`), ...portalButton(status?.portalLink)],
    vault: status?.bound?.vault,
    namespace,
    simulated: status?.simulated,
  };
  return { key: conditionKey(uid, condition), since, title: says.title, message: alertMessage(words, around) };
}

/** As somebody wants it: nothing to be woken for. */
const WANTED = new Set(["ObserveOnly", "Suspended"]);

function stuck(protection: PhysicalMachineProtection, machine: string): ReturnType<Check> {
  const condition = conditionOf(protection, "Stalled");
  if (condition?.status !== "True" || WANTED.has(condition.reason)) return undefined;
  const title = `${machine}: stuck (${inWords(condition.reason)})`;
  return [condition, { emoji: "🟠", title, lines: [told(condition.message, 1800)] }];
}

/** While it is being enabled or disabled it cannot replicate yet, or any more. */
const ON_THE_WAY = new Set(["Enabling", "Disabling", "Released", "Deleted", "WaitingForPolicy"]);
const TOLD_OTHERWISE = new Set(["FailedOver", "NotProtected"]);

function notReplicating(protection: PhysicalMachineProtection, machine: string): ReturnType<Check> {
  const condition = conditionOf(protection, "Replicating");
  if (condition?.status !== "False" || TOLD_OTHERWISE.has(condition.reason)) return undefined;
  const stalled = conditionOf(protection, "Stalled")?.reason === "NotReplicating";
  if (stalled || ON_THE_WAY.has(conditionOf(protection, "Reconciling")?.reason ?? "")) return undefined;
  const next =
    condition.reason === "ResyncRequired" ? "Resynchronise it in the portal." : "The portal shows what keeps it.";
  return [
    condition,
    {
      emoji: "🔴",
      title: `${machine}: does not replicate`,
      lines: [told(condition.message, 900), `Its recovery points grow older meanwhile. ${next}`],
    },
  ];
}

/** "No drill ever succeeded" is told as an overdue drill, not as an illness. */
const NEVER_DRILLED = "161011";

function critical(protection: PhysicalMachineProtection, machine: string): ReturnType<Check> {
  const condition = conditionOf(protection, "Healthy");
  if (condition?.status !== "False" || condition.reason !== "Critical") return undefined;
  const errors = (protection.status?.healthErrors ?? []).filter(({ code }) => code !== NEVER_DRILLED);
  const worst = errors.find(({ severity }) => severity !== "Warning") ?? errors[0];
  const causes = worst?.possibleCauses === undefined ? [] : [`Possible causes: ${told(worst.possibleCauses, 600)}`];
  const lines = worst === undefined ? [told(condition.message, 1200)] : [...failureLines(worst), ...causes];
  const more = errors.length > 1 ? [`And ${errors.length - 1} more: *Details* has them.`] : [];
  return [condition, { emoji: "🔴", title: `${machine}: replication health Critical`, lines: [...lines, ...more] }];
}

function behindItsRpo(protection: PhysicalMachineProtection, machine: string): ReturnType<Check> {
  const condition = conditionOf(protection, "WithinRpo");
  if (condition?.status !== "False") return undefined;
  const threshold = /threshold of ((?:\d+[hms])+)\./.exec(condition.message)?.[1];
  const most = threshold === undefined ? "its policy's threshold" : spaced(threshold);
  const { rpoBand } = protection.status ?? {};
  const now = rpoBand === undefined ? "" : `It is ${BANDS[rpoBand]} now. `;
  const line = `${now}Usually the machine writes faster than the line carries, or the line is slow.`;
  return [condition, { emoji: "🟠", title: `${machine}: RPO over ${most}`, lines: [line] }];
}

/** `1h30m` → `1 h 30 min`. */
function spaced(duration: string): string {
  return duration
    .replace(/(\d+)h/, "$1 h ")
    .replace(/(\d+)m/, "$1 min ")
    .replace(/(\d+)s/, "$1 s ")
    .trim();
}

const BANDS: Readonly<Record<string, string>> = {
  "≤5m": "at most 5 min",
  "≤15m": "between 5 and 15 min",
  "≤1h": "between 15 min and 1 h",
  "≤4h": "between 1 and 4 h",
  ">4h": "over 4 h",
};
