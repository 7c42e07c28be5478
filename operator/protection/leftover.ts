// What an enable that did not come to an end left in Azure: told, and removed only if our own call made it. Pure.
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { heldBackVerdict, isHeldBack, isWhole, setbackAfterFailure } from "./held-back.ts";
import { hasFailed, isLeftover } from "./item.ts";
import { propose } from "./propose.ts";
import { machineName } from "./scene.ts";
import { stuck, waits } from "./status.ts";
import type { ProtectionVerdict, Scene } from "./world.ts";

/** Azure does not enable the machine again before this is gone. */
export function leftover(scene: Scene): ProtectionVerdict | undefined {
  const { item, bound } = scene;
  if (item === undefined || !isLeftover(item)) return undefined;
  const knownToFail = scene.setback.heldBack?.reason === "EnableFailed" && isWhole(scene.setback);
  if (!hasFailed(item) && !knownToFail) return unfinished(scene, item);
  if (bound?.itemCreatedByUs !== true) return elsewhere(scene, item);
  return knownToFail ? removal(scene, item) : firstSeen(scene, item);
}

/** Azure may not show its job yet: nothing is concluded from a state that may be the very beginning. */
function unfinished(scene: Scene, item: ProtectedItem): ProtectionVerdict {
  const message = `Azure shows ${item.name} as ${item.protectionState}, without a job at work on it. If that stays so, look at the machine's jobs in the portal; to start anew, disable its replication there and create this object again.`;
  return waits(scene, { reason: "Enabling", message, next: { afterSeconds: LONG_LOOK_SECONDS } });
}

const LONG_LOOK_SECONDS = 60;

function elsewhere(scene: Scene, item: ProtectedItem): ProtectionVerdict {
  const message = `Enabling of ${machineName(scene)}, started elsewhere, did not come to an end: Azure shows ${item.name} as ${item.protectionState}. It is not ours, so it is not touched. Look at its job in the portal; to start anew, disable its replication there and create this object again.`;
  return stuck(scene, { reason: "EnableFailedElsewhere", message });
}

/** A failure whose job we do not know: told like any other, and tried again after as long. */
function firstSeen(scene: Scene, item: ProtectedItem): ProtectionVerdict {
  const [error] = item.healthErrors;
  const message = error?.message ?? `Azure shows ${item.name} as ${item.protectionState} and gives no reason.`;
  const setback = setbackAfterFailure(scene, "Enable", { ...error, message });
  return heldBackVerdict({ ...scene, setback }, setback);
}

function removal(scene: Scene, item: ProtectedItem): ProtectionVerdict {
  if (isHeldBack(scene, "Enable") && isWhole(scene.setback)) return heldBackVerdict(scene, scene.setback);
  const sentence = `Remove what the failed enabling of ${machineName(scene)} left in Azure, so that it can be enabled again. It has no recovery points.`;
  return propose(scene, { do: "Disable", itemId: item.id, reason: "NotSpecified" }, sentence);
}
