// The facts of one decision, put in order. Pure.
import type { Resource, Scene, Setback, World } from "./world.ts";

export function sceneOf(resource: Resource, world: World, now: Date): Scene {
  const { binding, azure } = world;
  const { status } = resource;
  return {
    resource,
    world,
    now,
    azureName: azureNameOf(resource),
    vault: "vault" in binding ? binding.vault : undefined,
    infrastructure: azure?.infrastructure.state === "present" ? azure.infrastructure.value : undefined,
    policy: azure?.policy,
    mapping: azure?.mapping,
    operation: status?.operation,
    unheard: undefined,
    setback: setbackIn(resource),
  };
}

function setbackIn({ status }: Resource): Partial<Setback> {
  return {
    ...(status?.lastFailure === undefined ? {} : { failure: status.lastFailure }),
    ...(status?.heldBack === undefined ? {} : { heldBack: status.heldBack }),
  };
}

/** The policy's name in Azure: the manifest's, else `<namespace>-<name>`. What was used once stays. */
export function azureNameOf({ metadata, spec, status }: Resource): string {
  return status?.azureName ?? spec.azureName ?? `${metadata.namespace}-${metadata.name}`;
}

/** The mapping gets the policy's own name: each is there once in a container. */
export function mappingNameOf(scene: Scene): string {
  return scene.mapping?.name ?? scene.azureName;
}

export function policyIdOf({ policy, infrastructure, azureName }: Scene): string {
  return policy?.id ?? `${infrastructure?.vault.id ?? ""}/replicationPolicies/${azureName}`;
}

export function mappingIdOf(scene: Scene): string {
  const container = scene.infrastructure?.container.id ?? "";
  return scene.mapping?.id ?? `${container}/replicationProtectionContainerMappings/${mappingNameOf(scene)}`;
}

export function isGoing({ metadata }: Resource): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Lets go of a resource whatever is left in Azure. */
export const DETACH = "asr-chatops.io/detach";

/** Deleted, and nothing is to happen in Azure: then it is not even asked, so that it cannot hinder by not answering. */
export function needsNothing(resource: Resource): boolean {
  const { metadata, spec } = resource;
  return isGoing(resource) && (spec.deletionPolicy !== "Delete" || metadata.annotations?.[DETACH] !== undefined);
}
