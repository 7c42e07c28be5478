// Appliances that are not heard: one alert for all machines behind each. Pure.
import type { PhysicalMachineProtection, RecoveryVault, RecoveryVaultStatusAppliance } from "../../crds/types.ts";
import { count } from "../cards/text.ts";
import { named, timeIn } from "../cards/told.ts";
import type { Fleet, Surroundings } from "../notice.ts";
import { alertMessage, type Found, forSoLong } from "./found.ts";

/** An appliance without heartbeat. */
export interface Down {
  readonly vault: RecoveryVault;
  readonly appliance: RecoveryVaultStatusAppliance;
  readonly title: string;
}

export function downs({ vaults }: Fleet): readonly Down[] {
  return vaults.flatMap((vault) =>
    (vault.status?.appliances ?? [])
      .filter(({ heartbeatStale }) => heartbeatStale === true)
      .map((appliance) => ({ vault, appliance, title: `Appliance ${named(appliance.name)}: no heartbeat` })),
  );
}

/** The silent appliance that a machine replicates through. */
export function downFor(protection: PhysicalMachineProtection, all: readonly Down[]): Down | undefined {
  return all.find((down) => isBehind(protection, down));
}

/** By its process server; where the vault has one appliance, everything is behind it. */
function isBehind({ status }: PhysicalMachineProtection, { vault, appliance }: Down): boolean {
  const { bound } = status ?? {};
  if (bound?.itemId === undefined || bound.vault !== vault.metadata.name) return false;
  if (vault.status?.appliances?.length === 1) return true;
  const server = appliance.processServerId?.toLowerCase();
  return server !== undefined && bound.processServerId?.toLowerCase() === server;
}

export function applianceAlerts(fleet: Fleet, around: Surroundings): readonly Found[] {
  return downs(fleet).map((down) => ({ alert: alertOf(down, fleet, around) }));
}

function alertOf(down: Down, { protections }: Fleet, around: Surroundings) {
  const { vault, appliance, title } = down;
  const behind = protections.filter((protection) => isBehind(protection, down)).length;
  const last = timeIn(appliance.lastHeartbeat);
  const since = last ?? timeIn(vault.metadata.creationTimestamp) ?? new Date(0);
  const lines = [
    `${count(behind, "protected machine")} behind it cannot replicate (one message for all of them). Their recovery points stay, and grow older.`,
    "Is it switched on, and does it reach Azure? Its configuration manager says what fails.",
  ];
  const after = last === undefined ? "" : forSoLong(since, around);
  const { name, uid } = vault.metadata;
  const { simulated } = vault.status ?? {};
  const message = alertMessage({ emoji: "🔴", title, after, lines, vault: name, simulated }, around);
  return { key: `${uid}/appliance/${appliance.name}/${since.toISOString()}`, since, title, message };
}
