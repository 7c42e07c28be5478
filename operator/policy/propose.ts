// The next call to Azure for a policy, with its intent; or why it waits. Pure.
import { again, intend } from "../operation.ts";
import { requestOf } from "../requested.ts";
import { CALLS, heldBack, heldBackVerdict } from "./held-back.ts";
import { mappingIdOf, policyIdOf } from "./scene.ts";
import { stuck, waits } from "./status.ts";
import type { Action, PolicyVerdict, Proposal, Scene } from "./world.ts";

/** One write, unless mode, an earlier refusal or the view stands against it. */
export function propose(scene: Scene, proposal: Proposal): PolicyVerdict {
  return observed(scene, proposal) ?? heldOff(scene, proposal) ?? barred(scene, proposal) ?? call(scene, proposal);
}

function sentence({ azureName }: Scene, kind: Proposal["do"]): string {
  const what = `${CALLS[kind]} ${azureName}`;
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
}

function observed(scene: Scene, proposal: Proposal): PolicyVerdict | undefined {
  if (scene.vault?.spec.mode !== "Observe") return undefined;
  const wouldDo = sentence(scene, proposal.do);
  const message = `The mode of RecoveryVault ${scene.vault.metadata.name} is Observe, so nothing was written to Azure. In mode Manage: ${wouldDo}`;
  const verdict = stuck(scene, { reason: "ObserveOnly", message });
  return { ...verdict, status: { ...verdict.status, wouldDo: [wouldDo] } };
}

function heldOff(scene: Scene, proposal: Proposal): PolicyVerdict | undefined {
  const setback = heldBack(scene, proposal.do);
  return setback === undefined ? undefined : heldBackVerdict(scene, setback);
}

function barred(scene: Scene, proposal: Proposal): PolicyVerdict | undefined {
  const why = scene.world.azure?.writesBarred;
  if (why === undefined) return undefined;
  const message = `Next: ${sentence(scene, proposal.do)} It waits. ${why}`;
  const kept = scene.unheard?.kind === proposal.do ? { ...scene, operation: scene.unheard } : scene;
  return waits(kept, { reason: "WaitingForAzure", message });
}

/** The intent, durable before the call; after an answer that was lost and never found it stays the same intent. */
function call(scene: Scene, proposal: Proposal): PolicyVerdict {
  const { world, now, unheard, resource } = scene;
  const target = proposal.do.endsWith("Mapping") ? mappingIdOf(scene) : policyIdOf(scene);
  const operation =
    unheard?.kind === proposal.do
      ? again(unheard)
      : intend({
          id: world.operationId,
          kind: proposal.do,
          target,
          knownJobs: world.azure?.knownJobs ?? [],
          azureDate: now,
          epoch: world.epoch,
        });
  const after = { ...scene, operation };
  const message = `Azure is asked to ${CALLS[proposal.do]} ${scene.azureName}.`;
  const { metadata } = resource;
  const action: Action = {
    ...proposal,
    operationId: operation.id,
    generation: metadata.generation,
    ...requestOf(metadata),
  };
  const verdict = waits(after, { reason: REASONS[proposal.do], message });
  return { ...verdict, action };
}

/** What is under way, in one word. */
export const REASONS: Readonly<Record<Proposal["do"], string>> = {
  CreatePolicy: "CreatingPolicy",
  UpdatePolicy: "UpdatingPolicy",
  DeletePolicy: "DeletingPolicy",
  CreateMapping: "Mapping",
  DeleteMapping: "RemovingMapping",
};
