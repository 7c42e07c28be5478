// What becomes of a replication policy: created, mapped, kept as the manifest says, or removed. Pure.
import { BEFORE_AZURE, type Check, IN_AZURE } from "./check.ts";
import { letGo, REMOVAL } from "./remove.ts";
import { isGoing, sceneOf } from "./scene.ts";
import { settle } from "./settle.ts";
import { isAsWanted } from "./status.ts";
import type { PolicyVerdict, Resource, Scene, World } from "./world.ts";

/** @param now Azure's clock */
export function decide(resource: Resource, world: World, now: Date): PolicyVerdict {
  const scene = sceneOf(resource, world, now);
  return isGoing(resource) ? removal(scene) : wanted(scene);
}

function wanted(scene: Scene): PolicyVerdict {
  const early = first(BEFORE_AZURE, scene);
  if (early !== undefined) return early;
  const settled = settle(scene);
  if ("verdict" in settled) return settled.verdict;
  return first(IN_AZURE, settled.scene) ?? asWanted({ ...settled.scene, setback: {} });
}

/** What was intended is settled before anything else is asked for, unless nothing is to be asked for at all. */
function removal(scene: Scene): PolicyVerdict {
  const gone = `Policy ${scene.azureName} is not in Azure any more.`;
  const settled = scene.resource.spec.deletionPolicy === "Delete" ? settle(scene) : { scene };
  if ("verdict" in settled) return settled.verdict;
  return first(REMOVAL, settled.scene) ?? letGo(settled.scene, gone);
}

function asWanted(scene: Scene): PolicyVerdict {
  const { azureName, vault, infrastructure } = scene;
  const message = `Policy ${azureName} is in vault ${vault?.spec.vaultName} with these settings, and container ${infrastructure?.container.container} may use it.`;
  return isAsWanted(scene, { reason: "AsWanted", message });
}

function first(checks: readonly Check[], scene: Scene): PolicyVerdict | undefined {
  for (const check of checks) {
    const verdict = check(scene);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
