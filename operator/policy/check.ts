// A policy that is wanted: everything that must be true, in the order in which a person would ask. Pure.
import { why as whyOf } from "../../crds/conditions.ts";
import { saysUnbound } from "../vault/binding.ts";
import { isOlder } from "../vault/identity.ts";
import { propose } from "./propose.ts";
import { mappingNameOf } from "./scene.ts";
import { differences, objectionTo, settingsOf } from "./settings.ts";
import { LOOK_SECONDS, stuck, unchanged, waits } from "./status.ts";
import type { PolicyVerdict, Resource, Scene } from "./world.ts";

export type Check = (scene: Scene) => PolicyVerdict | undefined;

export const BEFORE_AZURE: readonly Check[] = [vaultBinding, otherOwner, vaultNotRead];
export const IN_AZURE: readonly Check[] = [
  notSupported,
  preflightFails,
  otherProvider,
  notThere,
  differs,
  notMapped,
  notPaired,
];

const MANAGED_BY = "ManagedBy";
const WAITING_FOR_VAULT = "WaitingForVault";

function vaultBinding(scene: Scene): PolicyVerdict | undefined {
  const { binding } = scene.world;
  return "vault" in binding ? undefined : stuck(scene, { reason: binding.reason, message: binding.sentence });
}

/** The oldest resource that names a policy of a vault owns it; the others say who it is, and write nothing. */
export function ownerOf(resource: Resource, rivals: readonly Resource[]): Resource {
  return rivals.reduce((owner, other) => (isOlder(other, owner) ? other : owner), resource);
}

function otherOwner(scene: Scene): PolicyVerdict | undefined {
  const owner = ownerOf(scene.resource, scene.world.rivals);
  if (owner === scene.resource) return undefined;
  const message = `Policy ${scene.azureName} is managed by ${owner.metadata.namespace}/${owner.metadata.name}, which is older. Delete one of the two; with deletionPolicy Retain nothing changes in Azure.`;
  const verdict = stuck(scene, { reason: MANAGED_BY, message });
  return { ...verdict, hold: verdict.hold && scene.operation !== undefined };
}

/**
 * A restart, or a vault that does not answer, is no news about a policy: what was said of this spec stays, unless it
 * was said before Azure was asked, and a check that is passed now said it.
 */
function vaultNotRead(scene: Scene): PolicyVerdict | undefined {
  if (scene.infrastructure !== undefined) return undefined;
  const { status, metadata } = scene.resource;
  const stands = status?.observedGeneration === metadata.generation && !saidBeforeAzure(scene.resource);
  if (stands) return unchanged(scene, { afterSeconds: LOOK_SECONDS });
  const seen = scene.world.azure?.infrastructure;
  const why = seen?.state === "unknown" ? seen.why : "The operator is not connected to it.";
  const message = `Waiting for RecoveryVault ${scene.vault?.metadata.name}. ${why}`;
  return waits(scene, { reason: WAITING_FOR_VAULT, message });
}

function saidBeforeAzure(resource: Resource): boolean {
  const reason = whyOf(resource)?.reason;
  return saysUnbound(resource) || reason === MANAGED_BY || reason === WAITING_FOR_VAULT;
}

function notSupported(scene: Scene): PolicyVerdict | undefined {
  if (scene.infrastructure?.fabric.instanceType === "InMageRcm") return undefined;
  const message = `RecoveryVault ${scene.vault?.metadata.name} is of the classic architecture, whose policies are not written yet. Use a vault with a modernized appliance.`;
  return stuck(scene, { reason: "NotSupported", message });
}

function preflightFails(scene: Scene): PolicyVerdict | undefined {
  const objection = objectionTo(scene.resource.spec);
  return objection === undefined ? undefined : stuck(scene, { reason: "PreflightFailed", message: objection });
}

function otherProvider(scene: Scene): PolicyVerdict | undefined {
  const { policy, azureName } = scene;
  if (policy === undefined || policy.instanceType === "InMageRcm") return undefined;
  const message = `The vault has a policy ${azureName} already, and it is for another kind of machine (${policy.instanceType}). Create a ReplicationPolicy with another spec.azureName.`;
  return stuck(scene, { reason: "WrongProvider", message });
}

function notThere(scene: Scene): PolicyVerdict | undefined {
  if (scene.policy !== undefined) return undefined;
  return propose(scene, { do: "CreatePolicy", name: scene.azureName, settings: settingsOf(scene.resource.spec) });
}

/** Every setting can be changed in Azure, and the manifest names every one: its defaults are filled in. */
function differs(scene: Scene): PolicyVerdict | undefined {
  const { policy, resource } = scene;
  if (policy === undefined) return undefined;
  const settings = settingsOf(resource.spec);
  if (differences(settings, policy.settings).length === 0) return undefined;
  return propose(scene, { do: "UpdatePolicy", name: policy.name, settings });
}

function notMapped(scene: Scene): PolicyVerdict | undefined {
  const { mapping, policy, infrastructure } = scene;
  if (mapping !== undefined || policy === undefined || infrastructure === undefined) return undefined;
  const { fabric, container } = infrastructure.container;
  const name = mappingNameOf(scene);
  return propose(scene, { do: "CreateMapping", container: { fabric, container }, name, policyId: policy.id });
}

function notPaired(scene: Scene): PolicyVerdict | undefined {
  const { mapping, azureName } = scene;
  if (mapping === undefined || mapping.state === "Paired") return undefined;
  const message = `The mapping of policy ${azureName} to the vault's container is ${mapping.state}; it can be used when Azure calls it Paired.`;
  return waits(scene, { reason: "WaitingForMapping", message, next: { afterSeconds: 60 } });
}
