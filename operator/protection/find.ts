// Checks that come first: which vault, which machine, whose item it is. Pure.
import { isOurKind } from "../azure/item-kinds.ts";
import { isoSeconds } from "../operation.ts";
import { saysUnbound } from "../vault/binding.ts";
import { isTooEarly } from "./first-look.ts";
import { namedBy } from "./machine.ts";
import { ownerOf } from "./owner.ts";
import { infrastructureOf, machineName, wasThere } from "./scene.ts";
import { LOOK_SECONDS, stuck, unchanged, waits } from "./status.ts";
import { listed, nameOf } from "./words.ts";
import type { ProtectionVerdict, Scene } from "./world.ts";

export function vaultBinding(scene: Scene): ProtectionVerdict | undefined {
  const { binding } = scene.world;
  return "vault" in binding ? undefined : stuck(scene, { reason: binding.reason, message: binding.sentence });
}

/**
 * While a vault is read for the first time nothing is said: that a new protection waits would be written just to be
 * overwritten, ten thousand times where there are ten thousand. What is known of a machine waits for the whole picture.
 */
export function vaultBeingRead(scene: Scene): ProtectionVerdict | undefined {
  const { azure } = scene.world;
  const reading = azure === undefined ? undefined : (azure.reading ?? false);
  if (!isTooEarly(scene.resource, { vault: scene.vault, reading })) return undefined;
  return { ...unchanged(scene, { afterSeconds: LOOK_SECONDS }), silent: true };
}

/** A restart, or a vault that does not answer, is no news about a machine: what was known stays. */
export function vaultNotRead(scene: Scene): ProtectionVerdict | undefined {
  const infrastructure = scene.world.azure?.infrastructure;
  if (infrastructure?.state === "present") return undefined;
  const why = infrastructure?.state === "unknown" ? infrastructure.why : "The operator is not connected to it yet.";
  return waitsForFacts(scene, `RecoveryVault ${scene.vault?.metadata.name} was not read yet. ${why}`);
}

function waitsForFacts(scene: Scene, message: string): ProtectionVerdict {
  const { metadata, status } = scene.resource;
  const stands = status?.observedGeneration === metadata.generation && !saysUnbound(scene.resource);
  if (stands) return unchanged(scene, { afterSeconds: LOOK_SECONDS });
  return waits(scene, { reason: "WaitingForAzure", message });
}

/** The item that was there is not known to be there or gone: a list that does not show it proves nothing. */
export function itemNotRead(scene: Scene): ProtectionVerdict | undefined {
  const seen = scene.world.azure?.item;
  if (seen?.state !== "unknown" || !wasThere(scene)) return undefined;
  return waitsForFacts(scene, `The protected item was not read yet. ${seen.why}`);
}

export function machineUnknown(scene: Scene): ProtectionVerdict | undefined {
  const { world, item, machine } = scene;
  const match = world.azure?.machine;
  if (item !== undefined || machine !== undefined || match === undefined || "found" in match) return undefined;
  if ("several" in match) return ambiguous(scene, match.several);
  if (world.azure?.discoveredAt === undefined) {
    return waitsForFacts(scene, "The list of machines that the appliances see was not read yet.");
  }
  return notDiscovered(scene, world.azure.discoveredAt, match.didYouMean);
}

function ambiguous(
  scene: Scene,
  several: readonly { readonly id: string; readonly name: string }[],
): ProtectionVerdict {
  const { field, value } = namedBy(scene.resource.spec.machine);
  const names = several.slice(0, 5).map(({ id, name }) => `${name} (${id})`);
  const message = `The appliances see ${several.length} machines whose ${field} is "${value}": ${listed(names)}. Set spec.machine.id to the one that is meant.`;
  return stuck(scene, { reason: "MachineAmbiguous", message });
}

function notDiscovered(scene: Scene, lookedAt: Date, didYouMean: string | undefined): ProtectionVerdict {
  const { field, value } = namedBy(scene.resource.spec.machine);
  const appliances = infrastructureOf(scene)?.appliances.map(({ name }) => name) ?? [];
  const who =
    appliances.length === 0 ? "The vault has no appliance that could see" : `${applianceWords(appliances)} not see`;
  const hint = didYouMean === undefined ? "" : ` Did you mean "${didYouMean}"?`;
  const vault = scene.vault?.metadata.name ?? "";
  const message =
    `${who} a machine whose ${field} is "${value}" (as of ${asOf(scene, lookedAt)}).${hint} ` +
    `Add it in the appliance's configuration manager, then: ` +
    `kubectl annotate rvault ${vault} asr-chatops.io/refresh="$(date -u +%FT%TZ)" --overwrite`;
  return stuck(scene, { reason: "NotDiscovered", message });
}

function applianceWords(names: readonly string[]): string {
  return names.length === 1 ? `Appliance ${names[0]} does` : `Appliances ${listed(names)} do`;
}

/** How long a told moment stands while the answer is the same. */
const TOLD_MILLISECONDS = 3_600_000;

/**
 * When the appliances last looked. The appliances look all the time; a new moment alone is told once an hour, and at
 * once when somebody asked for a new look since.
 */
function asOf({ resource, vault }: Scene, lookedAt: Date): string {
  const before = resource.status?.conditions?.find(
    ({ type, reason }) => type === "Ready" && reason === "NotDiscovered",
  );
  const told = /\(as of (\S+)\)/.exec(before?.message ?? "")?.[1];
  const toldAt = told === undefined ? Number.NaN : Date.parse(told);
  if (told === undefined || Number.isNaN(toldAt)) return isoSeconds(lookedAt);
  const asked = Date.parse(vault?.metadata.annotations?.["asr-chatops.io/refresh"] ?? "");
  const askedSince = asked > toldAt && lookedAt.getTime() >= asked;
  return askedSince || lookedAt.getTime() - toldAt >= TOLD_MILLISECONDS ? isoSeconds(lookedAt) : told;
}

/** A machine that only a classic configuration server could be told to look for. */
export function addNotSupported(scene: Scene): ProtectionVerdict | undefined {
  const { machine } = scene.resource.spec;
  if (machine.add === undefined || scene.vault?.spec.architecture !== "Modernized") return undefined;
  const message = `spec.machine.add works with classic vaults only: a modernized appliance cannot be told to add a machine. Add ${machine.add.name} in the appliance's configuration manager and set spec.machine.name instead.`;
  return stuck(scene, { reason: "NotSupported", message });
}

/** One owner per item: the oldest protection. The others say who it is, and write nothing. */
export function otherOwner(scene: Scene): ProtectionVerdict | undefined {
  const owner = ownerOf(scene.resource, scene.world.rivals);
  if (owner === scene.resource) return undefined;
  const { namespace = "", name } = owner.metadata;
  const item = nameOf(scene.bound?.itemId ?? "");
  const message = `${machineName(scene)} (protected item ${item}) is managed by ${namespace}/${name}, which is older. Delete one of the two; with deletionPolicy Retain nothing changes in Azure.`;
  const verdict = stuck(scene, { reason: "ManagedBy", message, more: { managedBy: { namespace, name } } });
  return { ...verdict, hold: scene.operation !== undefined };
}

/** A younger one began before we were seen; what it began is settled first, and is ours then. */
export function rivalAtWork(scene: Scene): ProtectionVerdict | undefined {
  const rival = scene.world.rivals.find(({ status }) => status?.operation !== undefined);
  if (rival === undefined || scene.item !== undefined) return undefined;
  const { namespace = "", name } = rival.metadata;
  const message = `${namespace}/${name}, which means the same machine, has a call to Azure under way. This goes on when it is settled.`;
  return waits(scene, { reason: "WaitingForOtherRun", message });
}

/** The name that our item would have is another machine's. */
export function itemNameTaken(scene: Scene): ProtectionVerdict | undefined {
  const taken = scene.nameTakenBy;
  if (taken === undefined) return undefined;
  const what = isOurKind(taken)
    ? `replicates another machine (${taken.friendlyName})`
    : `is of another provider (${taken.instanceType}), which this operator leaves alone`;
  const message = `The protected item ${taken.name}, whose name this protection would use, ${what}. Delete this object and create it with a spec.azureName of its own.`;
  return stuck(scene, { reason: "ItemNameTaken", message });
}

/** Somebody disabled replication elsewhere. That is not undone by itself: its recovery points are gone either way. */
export function removedElsewhere(scene: Scene): ProtectionVerdict | undefined {
  const { itemAbsent, bound } = scene;
  if (!itemAbsent || !wasThere(scene)) return undefined;
  const item = nameOf(bound?.itemId ?? "");
  const message = `The protected item ${item} was removed in Azure, not by this operator; its recovery points are gone. To protect ${machineName(scene)} again, delete this object and create it anew. Otherwise just delete it.`;
  return stuck(scene, { reason: "RemovedElsewhere", message });
}
