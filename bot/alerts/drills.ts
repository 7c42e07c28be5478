// Drills: those that were started elsewhere and still run, and those that are overdue. Pure.
import { conditionOf } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, RecoveryVault, RecoveryVaultStatusUnmanagedDrill } from "../../crds/types.ts";
import { portalButton } from "../cards/portal.ts";
import { button, count, esc } from "../cards/text.ts";
import { lastPart, named, timeIn } from "../cards/told.ts";
import type { Alert, Fleet, Surroundings } from "../notice.ts";
import { alertMessage, type Found } from "./found.ts";

export function drillAlerts(fleet: Fleet, around: Surroundings): readonly Found[] {
  const elsewhere = fleet.vaults.flatMap((vault) =>
    (vault.status?.unmanagedDrills ?? []).map((drill) => startedElsewhere(drill, vault, fleet, around)),
  );
  return [...elsewhere, ...overdue(fleet, around)].map((alert) => ({ alert }));
}

/** Azure does not say since when: counted from when it is told first, which is at once. */
const KNOWN_FOR_MS = 120_000;

function startedElsewhere(
  { item, machine }: RecoveryVaultStatusUnmanagedDrill,
  { metadata, status }: RecoveryVault,
  { protections }: Fleet,
  around: Surroundings,
): Alert {
  const owner = protections.find(({ status: s }) => s?.bound?.itemId?.toLowerCase() === item.toLowerCase());
  const name = named(machine ?? lastPart(item));
  const title = `${name}: a drill that was started elsewhere`;
  const lines = [
    `Its test machine runs in Azure: it costs money and blocks failover of ${esc(name)}. It is not ours, so it is not touched, and nobody cleans it up by itself.`,
    "Clean it up where it was started, or in the portal.",
  ];
  const buttons = [...details(owner), ...portalButton(owner?.status?.portalLink)];
  const vault = metadata.name;
  const message = alertMessage({ emoji: "🟠", title, lines, buttons, vault, simulated: status?.simulated }, around);
  const since = new Date(around.now.getTime() - KNOWN_FOR_MS);
  return { key: `${metadata.uid}/unmanaged/${lastPart(item)}`, since, title, message };
}

function details(owner: PhysicalMachineProtection | undefined) {
  if (owner === undefined) return [];
  return [button("Details", `status ${owner.metadata.name} -n ${owner.metadata.namespace}`)];
}

const SHOWN = 10;

/** Calm, and one for each namespace: nothing is broken. */
function overdue({ protections }: Fleet, around: Surroundings): readonly Alert[] {
  const late = protections.filter((one) => conditionOf(one, "Drilled")?.reason === "DrillOverdue");
  return [...Map.groupBy(late, ({ metadata }) => metadata.namespace ?? "")].map(([namespace, ones]) =>
    overdueIn(namespace, ones, around),
  );
}

function overdueIn(namespace: string, late: readonly PhysicalMachineProtection[], around: Surroundings): Alert {
  const names = late.map(({ metadata, status }) => esc(named(status?.machine ?? metadata.name))).sort();
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const title = `${named(namespace)}: drills are overdue`;
  const lines = [
    `${count(late.length, "machine")} not rehearsed in time: ${names.slice(0, SHOWN).join(", ")}${more}. Nothing is broken; whether ${late.length === 1 ? "it" : "they"} would come up is just not known.`,
  ];
  const message = alertMessage(
    {
      emoji: "⚪",
      title,
      lines,
      buttons: [button("Show drills", `drills -n ${namespace}`)],
      vault: undefined,
      namespace,
      simulated: late.some(({ status }) => status?.simulated === true),
    },
    around,
  );
  return { key: `${namespace}/Drilled/False/overdue`, since: earliest(late), title, message };
}

function earliest(late: readonly PhysicalMachineProtection[]): Date {
  const times = late.flatMap((one) => timeIn(conditionOf(one, "Drilled")?.lastTransitionTime)?.getTime() ?? []);
  return new Date(times.length === 0 ? 0 : Math.min(...times));
}
