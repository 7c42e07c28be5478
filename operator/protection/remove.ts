// Deleting a protection: what its deletionPolicy asks for, and what it waits for. Pure.
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { vaultBinding } from "./find.ts";
import { isAtWork } from "./follow.ts";
import { hasDrill, isFailedOver, isUncommitted } from "./item.ts";
import { ownerOf } from "./owner.ts";
import { propose } from "./propose.ts";
import { machineName, wasThere } from "./scene.ts";
import { LOOK_SECONDS, statusOf, stuck, waits } from "./status.ts";
import { nameOf } from "./words.ts";
import type { Check, ProtectionVerdict, Scene } from "./world.ts";

/** Lets go of everything at once: what is in Azure stays there. */
export const DETACH = "asr-chatops.io/detach";

/** With Retain nothing is to be done in Azure, and a job that is under way goes on without us. */
export function retainedAtOnce(scene: Scene): ProtectionVerdict | undefined {
  const { operation } = scene;
  const searching = operation !== undefined && operation.jobId === undefined;
  return searching ? undefined : retained({ ...scene, operation: undefined });
}

/** The first that objects wins; an item that none objects to is disabled. */
export const REMOVAL: readonly Check[] = [
  retained,
  notOurs,
  vaultGone,
  vaultBinding,
  vaultSilent,
  nothingLeft,
  itemUnknown,
  uncommitted,
  drillRuns,
  jobRuns,
  notMigrated,
  notAllowed,
];

export function detached(scene: Scene): ProtectionVerdict | undefined {
  if (scene.resource.metadata.annotations?.[DETACH] === undefined) return undefined;
  const left = scene.item === undefined && !wasThere(scene) ? "Nothing" : `The protected item ${scene.bound?.itemId}`;
  return released(
    { ...scene, operation: undefined },
    `Let go, as the annotation ${DETACH} asks. ${left} remains in Azure.`,
  );
}

function released(scene: Scene, message: string): ProtectionVerdict {
  const verdict = waits(scene, { reason: "Released", message, next: "on-change" });
  return { ...verdict, status: statusOf(scene, "Released"), hold: false };
}

function retained(scene: Scene): ProtectionVerdict | undefined {
  if (scene.resource.spec.deletionPolicy !== "Retain") return undefined;
  return released(scene, "Replication and recovery points stay in Azure (deletionPolicy Retain).");
}

/** What another protection owns, or what was never bound, is not ours to disable. */
function notOurs(scene: Scene): ProtectionVerdict | undefined {
  const owner = ownerOf(scene.resource, scene.world.rivals);
  if (owner !== scene.resource) {
    return released(scene, `The item is managed by ${owner.metadata.namespace}/${owner.metadata.name} and stays.`);
  }
  if (scene.nameTakenBy !== undefined) {
    return released(scene, `The protected item ${scene.nameTakenBy.name} is not of this machine and stays.`);
  }
  if (scene.resource.status?.bound?.itemId !== undefined) return undefined;
  return released(scene, "It was never bound to an item in Azure.");
}

/** The parent is gone from the cluster: nothing can be reached through it any more. */
function vaultGone(scene: Scene): ProtectionVerdict | undefined {
  const { binding } = scene.world;
  if ("vault" in binding || binding.reason !== "VaultNotFound") return undefined;
  return released(scene, `The RecoveryVault is gone; the protected item ${scene.bound?.itemId} stays in Azure.`);
}

/** A vault that cannot be read now (a missing Secret, say) is waited for. */
function vaultSilent(scene: Scene): ProtectionVerdict | undefined {
  if (scene.world.azure?.infrastructure.state === "present") return undefined;
  const message = `Replication of ${machineName(scene)} is to be stopped, and RecoveryVault ${scene.bound?.vault} cannot be read now. This waits until it can. To let go without stopping replication, set the annotation ${DETACH}.`;
  return waits(scene, { reason: "WaitingForVault", message });
}

function nothingLeft(scene: Scene): ProtectionVerdict | undefined {
  return scene.itemAbsent ? released(scene, "Azure has no protected item for it any more.") : undefined;
}

function itemUnknown(scene: Scene): ProtectionVerdict | undefined {
  const seen = scene.world.azure?.item;
  if (seen?.state !== "unknown") return undefined;
  return waits(scene, { reason: "WaitingForAzure", message: `The protected item was not read yet. ${seen.why}` });
}

function uncommitted({ item, ...rest }: Scene): ProtectionVerdict | undefined {
  if (item === undefined || !isUncommitted(item)) return undefined;
  const scene: Scene = { item, ...rest };
  const message = `${machineName(scene)} has failed over and the failover is not committed. Commit it first; then this goes on. To let go without touching it, set the annotation ${DETACH}.`;
  return stuck(scene, { reason: "FailoverNotCommitted", message });
}

function drillRuns(scene: Scene): ProtectionVerdict | undefined {
  const run = scene.world.drills.find(isAtWork);
  if (run === undefined && (scene.item === undefined || !hasDrill(scene.item))) return undefined;
  const who = run === undefined ? "a test failover that was started elsewhere" : `TestFailover ${run.metadata.name}`;
  const message = `Replication is stopped after the clean-up of ${who}, which still holds ${machineName(scene)}.`;
  return waits(scene, { reason: "WaitingForOtherRun", message });
}

function jobRuns(scene: Scene): ProtectionVerdict | undefined {
  const job = scene.item?.currentJob;
  if (job === undefined) return undefined;
  const message = `Azure's job ${job.scenario} is at ${machineName(scene)}. Replication is stopped after it.`;
  return waits(scene, { reason: "AzureBusy", message, next: { afterSeconds: LOOK_SECONDS } });
}

/** A migration is completed after a failover and a commit: of a machine that still runs here it would be a lie. */
function notMigrated(scene: Scene): ProtectionVerdict | undefined {
  const { item } = scene;
  if (!isMigration(scene) || item === undefined || allowsCompletion(item)) return undefined;
  const other = `set deletionPolicy to StopReplication, which deletes the recovery points, or to Retain, which leaves everything in Azure`;
  const allowed = item.allowedOperations.join(", ") || "nothing";
  const message = isFailedOver(item)
    ? `${machineName(scene)} has failed over, but Azure does not allow its migration to be completed (CompleteMigration). It allows: ${allowed}. If that does not change, ${other}.`
    : `${machineName(scene)} has not failed over, so there is no migration to complete. Fail over and commit in the Azure portal, and this goes on; or ${other}.`;
  return stuck(scene, { reason: "NotMigrated", message });
}

const isMigration = ({ resource }: Scene): boolean => resource.spec.deletionPolicy === "MigrationComplete";
const allowsCompletion = (item: ProtectedItem): boolean => item.allowedOperations.includes("CompleteMigration");

function notAllowed(scene: Scene): ProtectionVerdict | undefined {
  const allowed = scene.item?.allowedOperations ?? [];
  if (isMigration(scene) || allowed.includes("DisableProtection")) return undefined;
  const message = `Azure does not allow replication of ${machineName(scene)} to be disabled now. It allows: ${allowed.join(", ") || "nothing"}. This waits until it does.`;
  return waits(scene, { reason: "WaitingForAzure", message });
}

/** Nothing objects: stop replication for the reason that the policy gives. */
export function disable(scene: Scene, item: ProtectedItem): ProtectionVerdict {
  const migrated = isMigration(scene);
  const why = migrated ? " (its migration is complete)" : ", and with it delete its recovery points";
  const sentence = `Disable replication of ${machineName(scene)}, protected item ${nameOf(item.id)}${why}.`;
  const reason = migrated ? "MigrationComplete" : "NotSpecified";
  return propose(scene, { do: "Disable", itemId: item.id, reason }, sentence);
}
