// A protection's decision: an ordered list of checks; the first that objects wins. The list is the table of contents. Pure.
import {
  classicVault,
  noProcessServer,
  notEnabled,
  preflightFails,
  runAsAccountUnknown,
  targetIncomplete,
  whileAbsent,
} from "./enable.ts";
import {
  addNotSupported,
  itemNameTaken,
  itemNotRead,
  machineUnknown,
  otherOwner,
  removedElsewhere,
  rivalAtWork,
  vaultBeingRead,
  vaultBinding,
  vaultNotRead,
} from "./find.ts";
import {
  asWanted,
  cannotChange,
  differs,
  failedOver,
  initialReplication,
  notReplicating,
  sizeDoesNotFit,
} from "./follow.ts";
import { leftover } from "./leftover.ts";
import {
  policyMissing,
  policyNotReady,
  policyOfOtherVault,
  targetIsTestNetwork,
  testNetworkWrong,
} from "./policy-and-networks.ts";
import { detached, disable, REMOVAL, retainedAtOnce } from "./remove.ts";
import { sceneOf } from "./scene.ts";
import { settle } from "./settle.ts";
import { waits } from "./status.ts";
import type { Check, Protection, ProtectionVerdict, Scene, World } from "./world.ts";

/** While it lives. */
const CHECKS: readonly Check[] = [
  vaultBinding,
  vaultBeingRead,
  vaultNotRead,
  addNotSupported,
  machineUnknown,
  otherOwner,
  rivalAtWork,
  itemNameTaken,
  itemNotRead,
  removedElsewhere,
  failedOver,
  policyMissing,
  policyOfOtherVault,
  targetIsTestNetwork,
  testNetworkWrong,
  whileAbsent(classicVault),
  whileAbsent(policyNotReady),
  whileAbsent(targetIncomplete),
  whileAbsent(noProcessServer),
  whileAbsent(runAsAccountUnknown),
  whileAbsent(preflightFails),
  whileAbsent(notEnabled),
  leftover,
  initialReplication,
  notReplicating,
  sizeDoesNotFit,
  differs,
  cannotChange,
];

/** What to say about a protection, and at most one thing to do. `now` is Azure's clock. */
export function decide(resource: Protection, world: World, now: Date): ProtectionVerdict {
  const first = sceneOf(resource, world, now);
  const going = resource.metadata.deletionTimestamp !== undefined;
  const letGo = going ? (detached(first) ?? retainedAtOnce(first)) : undefined;
  if (letGo !== undefined) return letGo;
  const settled = settle(first);
  if ("verdict" in settled) return settled.verdict;
  return going ? remove(settled.scene) : live(settled.scene);
}

function live(scene: Scene): ProtectionVerdict {
  return firstObjection(CHECKS, scene) ?? (scene.item === undefined ? notKnownYet(scene) : asWanted(scene));
}

function remove(scene: Scene): ProtectionVerdict {
  return firstObjection(REMOVAL, scene) ?? (scene.item === undefined ? notKnownYet(scene) : disable(scene, scene.item));
}

function firstObjection(checks: readonly Check[], scene: Scene): ProtectionVerdict | undefined {
  for (const check of checks) {
    const verdict = check(scene);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function notKnownYet(scene: Scene): ProtectionVerdict {
  return waits(scene, {
    reason: "WaitingForAzure",
    message: "Azure was not read far enough yet. It is looked at again.",
  });
}
