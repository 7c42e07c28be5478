// What becomes of a RecoveryVault: whether it can be used, and if not, what to do about it. Pure.

import { type ConditionInput, ready, reconciling, stalled, why as whyOf } from "../../crds/conditions.ts";
import { FINALIZER } from "../../crds/finalizer.ts";
import { isoSeconds } from "../operation.ts";
import type { Next } from "../reconcile.ts";
import { statusOf } from "./facts.ts";
import type { AzureFacts, Vault, VaultVerdict, World } from "./world.ts";

type Check = (vault: Vault, world: World) => VaultVerdict | undefined;

/** The first that objects wins. */
const CHECKS: readonly Check[] = [
  beingDeleted,
  duplicate,
  notOpen,
  vaultMissing,
  personMustAct,
  silent,
  notReadYet,
  noAppliance,
  refreshAsked,
];

/** How often without any change: counts, heartbeats and the time of the last contact move without notice. */
const LOOK_SECONDS = 30;
/** A Secret is not watched: whether it is there now is only known by looking. */
const CLOSED_SECONDS = 60;

/** The verdict of the first check that objects, else Ready. All times are in the world: the cluster's and Azure's. */
export function decide(vault: Vault, world: World): VaultVerdict {
  for (const check of CHECKS) {
    const verdict = check(vault, world);
    if (verdict !== undefined) return verdict;
  }
  return says(vault, world, ready("Connected", connected(vault, world)));
}

interface More {
  readonly next?: Next;
  readonly hold?: boolean;
}

function says(
  vault: Vault,
  world: World,
  conditions: readonly ConditionInput[],
  { next = { afterSeconds: LOOK_SECONDS }, hold = mayHold(vault) }: More = {},
): VaultVerdict {
  return { status: statusOf(vault, world), conditions, next, hold };
}

/** No finalizer can be put on what is being deleted. */
function mayHold({ metadata }: Vault): boolean {
  return metadata.deletionTimestamp === undefined || (metadata.finalizers?.includes(FINALIZER) ?? false);
}

function beingDeleted(vault: Vault, world: World): VaultVerdict | undefined {
  if (vault.metadata.deletionTimestamp === undefined) return undefined;
  const { dependents, machines } = world;
  if (dependents.length > 0) {
    const message = `It is deleted once nothing depends on it. Still there: ${listed(dependents)}. Delete them, or wait for their deletion.`;
    return says(vault, world, reconciling("InUse", message));
  }
  const message = "Nothing depends on it any more; the list of discovered machines is removed with it.";
  if (machines === 0) return says(vault, world, reconciling("Deleting", message), { next: "on-change", hold: false });
  return {
    ...says(vault, world, reconciling("Deleting", message)),
    action: { do: "removeMachines", vault: vault.metadata.name },
  };
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(", ")} and ${more} more` : names.join(", ");
}

function duplicate(vault: Vault, world: World): VaultVerdict | undefined {
  if (world.access.state !== "duplicate") return undefined;
  const message = `RecoveryVault "${world.access.owner}", which is older, manages the same vault in Azure. Delete one of the two.`;
  return says(vault, world, stalled("DuplicateVault", message), { next: { afterSeconds: CLOSED_SECONDS } });
}

function notOpen(vault: Vault, world: World): VaultVerdict | undefined {
  const { access } = world;
  if (access.state !== "closed") return undefined;
  const next = { afterSeconds: access.retryAfterSeconds ?? CLOSED_SECONDS };
  const conditions =
    access.reason === undefined ? reconciling("Connecting", access.why) : stalled(access.reason, access.why);
  return says(vault, world, conditions, { next });
}

function vaultMissing(vault: Vault, world: World): VaultVerdict | undefined {
  const seen = world.azure?.infrastructure;
  const lost = seen?.state === "unknown" && LOST.has(seen.reason ?? "");
  if (seen?.state !== "absent" && !lost) return undefined;
  const { vaultName, resourceGroup, subscriptionId } = vault.spec;
  const message =
    `Azure has no Recovery Services vault "${vaultName}" in resource group "${resourceGroup}" of subscription ` +
    `${subscriptionId}. Correct the three by creating another RecoveryVault, or create the vault in Azure.` +
    (seen.state === "unknown" ? ` Azure says: ${seen.why}` : "");
  return says(vault, world, stalled(seen.state === "unknown" ? (seen.reason ?? "") : "VaultNotFound", message));
}

const LOST = new Set(["VaultNotFound", "SubscriptionNotFound"]);

/** Forbidden, Unauthorized, no fabric or several: the view says it with what to do. */
function personMustAct(vault: Vault, world: World): VaultVerdict | undefined {
  const seen = world.azure?.infrastructure;
  if (seen?.state !== "unknown" || seen.reason === undefined) return undefined;
  return says(vault, world, stalled(seen.reason, seen.why));
}

/** A restart is no news about a vault: what was said of this spec stays until it was read. */
function notReadYet(vault: Vault, world: World): VaultVerdict | undefined {
  const seen = world.azure?.infrastructure;
  if (seen?.state === "present") return undefined;
  const next = { afterSeconds: LOOK_SECONDS };
  const stands = vault.status?.observedGeneration === vault.metadata.generation && !saidUnopened(vault);
  if (stands) return says(vault, world, [], { next });
  const why = seen?.state === "unknown" ? seen.why : "The operator is not connected to it yet.";
  return says(vault, world, reconciling("Connecting", `The vault is being read for the first time. ${why}`), {
    next,
  });
}

/** What kept it from being opened is over, since it is open now; the spec need not have changed for that. */
function saidUnopened(vault: Vault): boolean {
  return UNOPENED.has(whyOf(vault)?.reason ?? "");
}

const UNOPENED = new Set(["DuplicateVault", "SecretNotFound", "Connecting"]);

function noAppliance(vault: Vault, world: World): VaultVerdict | undefined {
  const seen = world.azure?.infrastructure;
  if (seen?.state !== "present") return undefined;
  const { fabric, appliances } = seen.value;
  if (appliances.length > 0 || (fabric.instanceType === "VMware" && fabric.processServers.length > 0)) return undefined;
  const message = `The vault answers and has the fabric ${fabric.name}, but no appliance is registered with it. Register one: in the portal, Site Recovery, Prepare infrastructure.`;
  return says(vault, world, stalled("NoAppliance", message));
}

/** After so long without any answer the vault is not called reachable. */
const SILENT_SECONDS = 600;

function silent(vault: Vault, world: World): VaultVerdict | undefined {
  const { azure, clusterNow } = world;
  if (azure === undefined || azure.throttledUntil !== undefined) return undefined;
  const waitedMs = clusterNow.getTime() - (azure.lastAnswerAt ?? azure.askedSince).getTime();
  if (waitedMs < SILENT_SECONDS * 1000) return undefined;
  const message = `Azure has not answered since ${lastHeard(vault, azure)}. What is shown is as of then; nothing is written until it answers. The operator keeps asking.`;
  return says(vault, world, reconciling("AzureUnavailable", message));
}

/** After a restart the status still knows when an earlier process was answered last. */
function lastHeard({ status }: Vault, { lastAnswerAt, askedSince }: AzureFacts): string {
  return lastAnswerAt === undefined ? (status?.lastContactTime ?? isoSeconds(askedSince)) : isoSeconds(lastAnswerAt);
}

/** The annotation that asks the appliances to look again. */
export const REFRESH = "asr-chatops.io/refresh";

const LONGEST_REFRESH = 256;

/** Once for each value. In mode Observe not even this is sent. */
function refreshAsked(vault: Vault, world: World): VaultVerdict | undefined {
  const value = vault.metadata.annotations?.[REFRESH]?.slice(0, LONGEST_REFRESH);
  if (value === undefined || value === "" || value === vault.status?.lastRefresh) return undefined;
  const verdict = says(vault, world, ready("Connected", connected(vault, world)));
  if (vault.spec.mode === "Manage") return { ...verdict, action: { do: "refresh", vault: vault.metadata.name, value } };
  return { ...verdict, status: { ...verdict.status, wouldDo: ["Ask the appliances to look for machines again."] } };
}

function connected({ spec }: Vault, { azure }: World): string {
  const seen = azure?.infrastructure;
  if (azure === undefined || seen?.state !== "present") return "The vault answers.";
  const { fabric, container, appliances } = seen.value;
  const who = appliances.map(({ name }) => name);
  const behind =
    who.length === 0 ? "a configuration server" : `${who.length === 1 ? "appliance" : "appliances"} ${listed(who)}`;
  const mode = spec.mode === "Observe" ? " Its mode is Observe: nothing is written to Azure." : "";
  return `${spec.vaultName} answers: fabric ${fabric.name}, container ${container.container}, ${behind}.${mode}${barred(azure)}`;
}

/** What bars writes is said here once, and not by each protection. Throttling has a field of its own. */
function barred({ items, throttledUntil, writesBarred }: AzureFacts): string {
  if (items === undefined || throttledUntil !== undefined || writesBarred === undefined) return "";
  return ` ${writesBarred}`;
}
