// What a RecoveryVault's status tells of the vault in Azure. Pure.
import type {
  RecoveryVaultStatusAppliance,
  RecoveryVaultStatusCounts,
  RecoveryVaultStatusUnmanagedDrill,
} from "../../crds/types.ts";
import type { Appliance, ProtectedItem } from "../azure/site-recovery.ts";
import type { Infrastructure } from "../azure/view.ts";
import { defined } from "../defined.ts";
import { isoSeconds } from "../operation.ts";
import type { AzureFacts, Status, Vault, World } from "./world.ts";

/** Appliances are read every five minutes and report every few: younger than this, silence may be our own. */
const STALE_SECONDS = 900;
const CONTACT_SECONDS = 60;

const MOST_APPLIANCES = 64;
const MOST_ACCOUNTS = 256;
const MOST_DRILLS = 64;

/** The whole status but conditions. What was not read stays as it was. */
export function statusOf(vault: Vault, { azure, simulated, clusterNow }: World): Status {
  const { conditions: _, observedGeneration: __, simulated: ___, wouldDo: ____, ...before } = vault.status ?? {};
  return defined<Status>({
    ...before,
    simulated: simulated ? true : undefined,
    ...(azure === undefined ? {} : { ...infrastructureFacts(vault, azure), ...itemFacts(vault, azure) }),
    lastContactTime: lastContact(before.lastContactTime, azure?.lastAnswerAt, clusterNow),
    arm: throttling(azure?.throttledUntil),
  });
}

function infrastructureFacts(vault: Vault, { infrastructure, now }: AzureFacts): Partial<Status> {
  if (infrastructure.state !== "present") return {};
  const { vault: record, fabric, container, siteId, appliances, runAsAccounts } = infrastructure.value;
  const [processServer] = fabric.processServers;
  return {
    vaultId: record.id,
    location: record.location,
    architecture: fabric.instanceType === "InMageRcm" ? "Modernized" : "Classic",
    fabric: fabric.name,
    container: container.container,
    ...(siteId === undefined ? {} : { serverSite: siteId }),
    ...(processServer === undefined ? {} : { processServerId: processServer.id }),
    appliances: appliances
      .slice(0, MOST_APPLIANCES)
      .map((appliance) => applianceFacts(appliance, { vault, now, of: infrastructure.value })),
    runAsAccounts: [...runAsAccounts]
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .slice(0, MOST_ACCOUNTS)
      .map(({ name, id }) => ({ name, id })),
  };
}

interface Around {
  readonly vault: Vault;
  readonly now: Date;
  readonly of: Infrastructure;
}

function applianceFacts(appliance: Appliance, { vault, now, of }: Around): RecoveryVaultStatusAppliance {
  const before = vault.status?.appliances?.find(({ name }) => name === appliance.name);
  return defined<RecoveryVaultStatusAppliance>({
    name: appliance.name,
    id: appliance.id === "" ? undefined : appliance.id,
    processServerId: processServerOf(appliance, of),
    health: appliance.health,
    version: appliance.version,
    ...heartbeat(appliance.lastHeartbeat, before, now),
  });
}

/** Azure names the process server after its appliance; where there is one of each, they belong together. */
function processServerOf({ name }: Appliance, { fabric, appliances }: Infrastructure): string | undefined {
  const named = fabric.processServers.find((server) => server.name.toLowerCase() === name.toLowerCase());
  const only = appliances.length === 1 && fabric.processServers.length === 1 ? fabric.processServers[0] : undefined;
  return (named ?? only)?.id;
}

/** The time of a heartbeat changes all the time, so it is only kept from when the judgement changed. */
function heartbeat(
  last: Date | undefined,
  before: RecoveryVaultStatusAppliance | undefined,
  now: Date,
): Pick<RecoveryVaultStatusAppliance, "heartbeatStale" | "lastHeartbeat"> {
  if (last === undefined) return {};
  const heartbeatStale = now.getTime() - last.getTime() > STALE_SECONDS * 1000;
  const kept = before?.heartbeatStale === heartbeatStale ? before.lastHeartbeat : undefined;
  return { heartbeatStale, lastHeartbeat: kept ?? isoSeconds(last) };
}

function itemFacts(
  vault: Vault,
  azure: AzureFacts,
): { readonly counts: RecoveryVaultStatusCounts; readonly unmanagedDrills: Status["unmanagedDrills"] | undefined } {
  const drilling = azure.items?.drilling();
  const before = vault.status?.counts;
  const counts = defined<RecoveryVaultStatusCounts>({
    ...before,
    ...machineCounts(azure),
    ...itemCounts(azure, drilling?.length),
  });
  const drills = drilling?.filter(({ id }) => !azure.ourDrills.has(id.toLowerCase())).map(drillFacts);
  const unmanagedDrills =
    drills === undefined ? vault.status?.unmanagedDrills : drills.sort(byItem).slice(0, MOST_DRILLS);
  return { counts, unmanagedDrills: unmanagedDrills?.length === 0 ? undefined : unmanagedDrills };
}

function byItem(one: RecoveryVaultStatusUnmanagedDrill, other: RecoveryVaultStatusUnmanagedDrill): number {
  return one.item < other.item ? -1 : 1;
}

function drillFacts({
  id,
  friendlyName,
}: Pick<ProtectedItem, "id" | "friendlyName">): RecoveryVaultStatusUnmanagedDrill {
  return { item: id, machine: friendlyName };
}

function machineCounts({ discovery, items }: AzureFacts): RecoveryVaultStatusCounts {
  if (!discovery.complete) return {};
  const discovered = discovery.machines.length;
  if (items === undefined) return { discovered };
  return { discovered, unprotected: discovery.machines.filter(({ id }) => !items.replicates(id)).length };
}

function itemCounts(
  { items, ownedItems }: AzureFacts,
  drilling: number | undefined,
): { readonly [K in keyof RecoveryVaultStatusCounts]: RecoveryVaultStatusCounts[K] | undefined } {
  if (items === undefined) return {};
  const count = items.count();
  const owned = [...ownedItems].filter(items.has).length;
  return { protected: count, drilling, unmanaged: count - owned };
}

/** At most once a minute, so that a quiet vault costs one write a minute and no more. */
function lastContact(before: string | undefined, lastAnswerAt: Date | undefined, now: Date): string | undefined {
  if (lastAnswerAt === undefined) return before;
  if (before === undefined) return isoSeconds(lastAnswerAt);
  const writtenSeconds = (lastAnswerAt.getTime() - Date.parse(before)) / 1000;
  const fromTheFuture = Date.parse(before) > now.getTime() + CONTACT_SECONDS * 1000;
  return writtenSeconds >= CONTACT_SECONDS || fromTheFuture ? isoSeconds(lastAnswerAt) : before;
}

function throttling(until: Date | undefined): Status["arm"] {
  return until === undefined ? undefined : { throttledUntil: isoSeconds(until) };
}
