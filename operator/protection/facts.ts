// What a protection's status says about its item: bands and states, nothing that moves while nothing happens. Pure.
import type { HealthError as ReportedError } from "../../crds/types.ts";
import type { Agent, HealthError, ProtectedItem } from "../azure/site-recovery.ts";
import { defined } from "../defined.ts";
import { cut, isoSeconds } from "../operation.ts";
import { stateInWords } from "./item.ts";
import type { Scene, Status } from "./world.ts";

const MOST_ERRORS = 32;
const MOST_TEXT = 4096;
const MOST_CODE = 64;
const MOST_STATE = 256;
/** Azure calls an agent's heartbeat lost after about a quarter of an hour; compared with the moment of the read. */
const HEARTBEAT_MINUTES = 15;

/** Health 161011 "no successful test failover": told by the Drilled condition, no illness (recorded az CLI traffic, 2023). */
export const NEVER_DRILLED = "161011";

export function itemFacts(item: ProtectedItem, readAt: Date): Partial<Status> {
  return defined<Partial<Status>>({
    protectionState: item.protectionState,
    stateDescription: cut(stateInWords(item), MOST_STATE),
    initialReplicationPercentage: percentage(item),
    replicationHealth: item.replicationHealth,
    failoverHealth: item.failoverHealth,
    rpoBand: rpoBand(item.rpoSeconds),
    healthErrors: item.healthErrors.length === 0 ? undefined : item.healthErrors.slice(0, MOST_ERRORS).map(reported),
    agent: item.agent === undefined ? undefined : agentFacts(item.agent, readAt),
    allowedOperations: [...item.allowedOperations].sort(),
    activeLocation: item.activeLocation,
    testFailoverState: item.testFailoverState === "None" ? undefined : item.testFailoverState,
  });
}

function percentage({ initialReplicationPercentage }: ProtectedItem): number | undefined {
  return initialReplicationPercentage === undefined
    ? undefined
    : Math.min(100, Math.max(0, Math.floor(initialReplicationPercentage)));
}

const BANDS = [
  [5 * 60, "≤5m"],
  [15 * 60, "≤15m"],
  [3600, "≤1h"],
  [4 * 3600, "≤4h"],
] as const;

/** The band that an RPO in seconds is in. */
export function rpoBand(seconds: number | undefined): Status["rpoBand"] | undefined {
  if (seconds === undefined) return undefined;
  return BANDS.find(([most]) => seconds <= most)?.[1] ?? ">4h";
}

function reported(error: HealthError): ReportedError {
  const text = (value: string | undefined) => (value === undefined ? undefined : cut(value, MOST_TEXT));
  return defined<ReportedError>({
    code: cut(error.code, MOST_CODE),
    message: cut(error.message, MOST_TEXT),
    possibleCauses: text(error.possibleCauses),
    recommendedAction: text(error.recommendedAction),
    severity: error.severity,
    category: error.category,
    since: undefined,
  });
}

function agentFacts(agent: Agent, readAt: Date): NonNullable<Status["agent"]> {
  const silentMinutes =
    agent.lastHeartbeat === undefined ? undefined : (readAt.getTime() - agent.lastHeartbeat.getTime()) / 60_000;
  const { upgradeBlockedBy } = agent;
  return defined<NonNullable<Status["agent"]>>({
    version: agent.version,
    latestVersion: undefined,
    expiry: agent.expiry === undefined ? undefined : isoSeconds(agent.expiry),
    upgradeable: agent.upgradeable,
    upgradeBlockedBy: upgradeBlockedBy.length === 0 ? undefined : upgradeBlockedBy.slice(0, 16),
    rebootNeeded: upgradeBlockedBy.includes("RebootRequired"),
    heartbeatStale: silentMinutes === undefined ? undefined : silentMinutes > HEARTBEAT_MINUTES,
  });
}

/** The machine's disks, as the appliance sees them now, and which of them replicate. */
export function diskFacts({ machine, item, resource }: Scene): Status["disks"] | undefined {
  if (item === undefined) return undefined;
  if (machine === undefined || machine.disks.length === 0) {
    return item.disks.map((disk) =>
      defined<NonNullable<Status["disks"]>[number]>({
        id: disk.id,
        name: disk.name,
        state: "Protected",
        sizeBytes: disk.capacityBytes,
        osDisk: disk.osDisk,
      }),
    );
  }
  const replicates = (disk: { id: string; name?: string }) =>
    item.disks.some((other) => names(other).some((name) => names(disk).includes(name)));
  const excluded = resource.spec.disks?.exclude?.map((name) => name.toLowerCase()) ?? [];
  const included = resource.spec.disks?.include?.map((name) => name.toLowerCase());
  const asked = (disk: { id: string; name?: string }) =>
    names(disk).some((name) => excluded.includes(name)) ||
    (included !== undefined && !names(disk).some((name) => included.includes(name)));
  return machine.disks.map((disk) =>
    defined<NonNullable<Status["disks"]>[number]>({
      id: disk.id,
      name: disk.name,
      state: replicates(disk) ? "Protected" : asked(disk) ? "Excluded" : "New",
      sizeBytes: disk.sizeBytes,
      osDisk: disk.osDisk,
    }),
  );
}

/** Id and name of a disk, without case: manifests may use either. */
export function names(disk: { readonly id: string; readonly name?: string }): readonly string[] {
  return [disk.id, ...(disk.name === undefined ? [] : [disk.name])].map((name) => name.toLowerCase());
}

/** Where the item is in the portal. */
export function portalLink(itemId: string, cloud: "Public" | "USGovernment"): string {
  const host = cloud === "USGovernment" ? "portal.azure.us" : "portal.azure.com";
  return `https://${host}/#@/resource${encodeURI(itemId)}`;
}
