// A policy whose resource is being deleted: what must happen in Azure first, or nothing. Pure.
import { ownerOf } from "./check.ts";
import { propose } from "./propose.ts";
import { DETACH } from "./scene.ts";
import { isHeld, stuck, waits } from "./status.ts";
import type { PolicyVerdict, Scene } from "./world.ts";

type Check = (scene: Scene) => PolicyVerdict | undefined;

/** The first that objects wins; when none does, nothing of ours is left. */
export const REMOVAL: readonly Check[] = [
  notHeld,
  detached,
  retained,
  notOurs,
  vaultGone,
  vaultNotUsable,
  inUse,
  stillMapped,
  stillThere,
];

/** Nothing of ours is left in Azure, or what is left is to stay. */
export function letGo(scene: Scene, message: string): PolicyVerdict {
  return {
    ...waits({ ...scene, operation: undefined }, { reason: "Deleted", message, next: "on-change" }),
    hold: false,
  };
}

/** Without our finalizer the resource may go at any moment, with nobody left to finish what was begun. */
function notHeld(scene: Scene): PolicyVerdict | undefined {
  if (isHeld(scene.resource)) return undefined;
  return letGo(
    scene,
    `Policy ${scene.azureName} and its mapping stay in Azure: the operator did not hold this object.`,
  );
}

function detached(scene: Scene): PolicyVerdict | undefined {
  if (scene.resource.metadata.annotations?.[DETACH] === undefined) return undefined;
  return letGo(scene, `Let go, as asked. Policy ${scene.azureName} and its mapping stay in Azure as they are.`);
}

function retained(scene: Scene): PolicyVerdict | undefined {
  if (scene.resource.spec.deletionPolicy === "Delete") return undefined;
  return letGo(scene, `Policy ${scene.azureName} and its mapping stay in Azure, as deletionPolicy Retain says.`);
}

function notOurs(scene: Scene): PolicyVerdict | undefined {
  const owner = ownerOf(scene.resource, scene.world.rivals);
  if (owner === scene.resource) return undefined;
  return letGo(scene, `Policy ${scene.azureName} is managed by ${owner.metadata.namespace}/${owner.metadata.name}.`);
}

/** A vault that is gone, or a policy that never was: there is nothing to delete. */
function vaultGone(scene: Scene): PolicyVerdict | undefined {
  const { binding, azure } = scene.world;
  const neverThere = scene.resource.status?.azureId === undefined && scene.resource.status?.operation === undefined;
  const unbound = !("vault" in binding) && (binding.reason !== "NotAllowed" || neverThere);
  if (unbound || azure?.infrastructure.state === "absent") {
    return letGo(scene, `There is no vault any more from which policy ${scene.azureName} could be deleted.`);
  }
  return undefined;
}

function orDetach({ resource: { metadata } }: Scene): string {
  return `To let this object go and keep the policy in Azure: kubectl annotate rpol -n ${metadata.namespace} ${metadata.name} ${DETACH}=true`;
}

function vaultNotUsable(scene: Scene): PolicyVerdict | undefined {
  const { binding, azure } = scene.world;
  if (!("vault" in binding))
    return stuck(scene, { reason: binding.reason, message: `${binding.sentence} ${orDetach(scene)}` });
  if (scene.infrastructure !== undefined) return undefined;
  const seen = azure?.infrastructure;
  const why = seen?.state === "unknown" ? seen.why : "The operator is not connected to it.";
  const message = `Policy ${scene.azureName} is deleted when RecoveryVault ${binding.vault.metadata.name} can be read. ${why} ${orDetach(scene)}`;
  return waits(scene, { reason: "WaitingForVault", message });
}

function inUse(scene: Scene): PolicyVerdict | undefined {
  const { dependents, azure } = scene.world;
  const machines = azure?.machinesUsing;
  if (dependents.length > 0) {
    const message = `Policy ${scene.azureName} is deleted once no protection names it. Still there: ${listed(dependents)}. ${orDetach(scene)}`;
    return waits(scene, { reason: "InUse", message, next: "on-change" });
  }
  if (machines === undefined) {
    const message = `Policy ${scene.azureName} is deleted once it is known that no machine uses it; Azure's items have not been listed yet.`;
    return waits(scene, { reason: "InUse", message });
  }
  if (machines === 0) return undefined;
  const message = `Policy ${scene.azureName} is deleted once no machine in Azure uses it; ${machines} ${machines === 1 ? "does" : "do"}. ${orDetach(scene)}`;
  return waits(scene, { reason: "InUse", message, next: { afterSeconds: 300 } });
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(", ")} and ${more} more` : names.join(", ");
}

function stillMapped(scene: Scene): PolicyVerdict | undefined {
  const { mapping, infrastructure } = scene;
  if (mapping === undefined || infrastructure === undefined) return undefined;
  const { fabric, container } = infrastructure.container;
  return propose(scene, { do: "DeleteMapping", container: { fabric, container }, name: mapping.name });
}

function stillThere(scene: Scene): PolicyVerdict | undefined {
  return scene.policy === undefined ? undefined : propose(scene, { do: "DeletePolicy", name: scene.policy.name });
}
