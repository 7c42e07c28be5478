// From "this should be written to Azure" to an action with its intent; or why it is not written now. Pure.

import { observeOnly } from "../observe-only.ts";
import { again, intend, type Operation, sameId } from "../operation.ts";
import { requestOf } from "../requested.ts";
import { heldBackVerdict, isHeldBack, isWhole } from "./held-back.ts";
import { ownConditions } from "./own-conditions.ts";
import { machineName } from "./scene.ts";
import { reasonOf } from "./settle.ts";
import { holds, LOOK_SECONDS, statusOf, stuck, waits } from "./status.ts";
import type { Action, Proposal, ProtectionVerdict, Scene } from "./world.ts";

/** @param sentence what the action does, as Observe mode and people read it: "Enable replication of web01 …." */
export function propose(scene: Scene, proposal: Proposal, sentence: string): ProtectionVerdict {
  if (observes(scene)) return observed(scene, proposal, sentence);
  return objection(scene, proposal, sentence) ?? act(scene, proposal, sentence);
}

function observes({ vault }: Scene): boolean {
  return vault?.spec.mode === "Observe";
}

function observed(scene: Scene, proposal: Proposal, sentence: string): ProtectionVerdict {
  const verdict = observeOnly(act(scene, proposal, sentence), statusOf(scene, "ObserveOnly"), () => sentence);
  return { ...verdict, conditions: [...verdict.conditions, ...ownConditions(scene)], hold: holds(scene) };
}

/** Why nothing goes out now, although it should. */
function objection(scene: Scene, proposal: Proposal, sentence: string): ProtectionVerdict | undefined {
  const { resource, setback, world } = scene;
  if (resource.spec.suspend) {
    const message = `The protection is suspended, so nothing new is written to Azure. Without spec.suspend: ${sentence}`;
    return stuck(scene, { reason: "Suspended", message, more: { wouldDo: [sentence] } });
  }
  if (isHeldBack(scene, proposal.do) && isWhole(setback)) return heldBackVerdict(scene, setback);
  const azure = world.azure;
  if (azure?.claim.held === false) {
    const message = `${azure.claim.by} works on the machine. After that: ${sentence}`;
    return waits(keepingIntent(scene, proposal), { reason: "WaitingForOtherRun", message });
  }
  if (azure?.writesBarred !== undefined) {
    const vault = scene.vault?.metadata.name;
    const message = `Nothing is written to RecoveryVault ${vault} at the moment; kubectl describe rvault ${vault} says why. After that: ${sentence}`;
    return waits(keepingIntent(scene, proposal), { reason: "WaitingForAzure", message });
  }
  return undefined;
}

/** A call that got lost and must wait before it is repeated stays the same intent: it may yet turn out to be taken. */
function keepingIntent(scene: Scene, proposal: Proposal): Scene {
  const { unheard } = scene;
  return unheard !== undefined && isFor(unheard, proposal) ? { ...scene, operation: unheard } : scene;
}

function isFor({ kind, target }: Operation, proposal: Proposal): boolean {
  return kind === proposal.do && sameId(target, proposal.itemId);
}

function act(scene: Scene, proposal: Proposal, sentence: string): ProtectionVerdict {
  const operation = intentOf(scene, proposal);
  const { metadata } = scene.resource;
  const action: Action = {
    ...proposal,
    operationId: operation.id,
    machine: machineName(scene),
    generation: metadata.generation,
    ...requestOf(metadata),
  };
  const next = { afterSeconds: LOOK_SECONDS };
  const message = `Azure is asked to ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
  const verdict = waits({ ...scene, operation }, { reason: reasonOf(proposal.do), message, next });
  return { ...verdict, action };
}

/** The same intent again when its first call left no trace, else a new one. */
function intentOf({ unheard, world, now }: Scene, proposal: Proposal): Operation {
  const { do: kind, itemId } = proposal;
  if (unheard !== undefined && isFor(unheard, proposal)) return again(unheard);
  return intend({
    id: world.operationId,
    kind,
    target: itemId,
    knownJobs: world.azure?.knownJobs ?? [],
    azureDate: now,
    epoch: world.epoch,
  });
}
