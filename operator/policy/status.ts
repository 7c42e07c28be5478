// How a policy's status and verdicts are put together. Pure.
import { type ConditionInput, ready, reconciling, stalled } from "../../crds/conditions.ts";
import { FINALIZER } from "../../crds/finalizer.ts";
import type { Drift } from "../../crds/types.ts";
import { defined } from "../defined.ts";
import type { Next } from "../reconcile.ts";
import { isGoing } from "./scene.ts";
import { differences, effectiveOf, settingsOf } from "./settings.ts";
import type { PolicyVerdict, Scene, Status } from "./world.ts";

/** How soon it is looked at again while Azure works on it: no view polls policies. */
export const LOOK_SECONDS = 15;
/** What a person must mend may be mended in Azure, where no change of ours tells of it. */
export const STALLED_SECONDS = 600;
/** How often Azure is asked whether the policy is still as wanted. */
export const SLOW_SECONDS = 3600;

export interface Says {
  readonly reason: string;
  readonly message: string;
  readonly next?: Next;
}

/** Goes on by itself. */
export function waits(scene: Scene, says: Says): PolicyVerdict {
  return verdict(scene, reconciling(says.reason, says.message), says.next ?? { afterSeconds: LOOK_SECONDS });
}

/** Needs a person. */
export function stuck(scene: Scene, says: Says): PolicyVerdict {
  return verdict(
    scene,
    stalled(says.reason, says.message),
    says.next ?? { afterSeconds: STALLED_SECONDS, roughly: true },
  );
}

/** As the manifest asks. */
export function isAsWanted(scene: Scene, says: Says): PolicyVerdict {
  return verdict(scene, ready(says.reason, says.message), says.next ?? { afterSeconds: SLOW_SECONDS, roughly: true });
}

/** Nothing new is known, so nothing is said: the status stays as it is. */
export function unchanged({ resource }: Scene, next: Next): PolicyVerdict {
  const { conditions: _, observedGeneration: __, ...status } = resource.status ?? {};
  return { status, conditions: [], next, hold: isHeld(resource) };
}

export function isHeld({ metadata }: Scene["resource"]): boolean {
  return metadata.finalizers?.includes(FINALIZER) ?? false;
}

function verdict(scene: Scene, conditions: readonly ConditionInput[], next: Next): PolicyVerdict {
  return { status: statusOf(scene), conditions, next, hold: holds(scene) };
}

/** Our finalizer stays while an operation is not settled, or while deleting means calls to Azure. */
export function holds({ resource, operation, vault, policy, mapping }: Scene): boolean {
  if (isGoing(resource) && !isHeld(resource)) return false;
  if (operation !== undefined) return true;
  if (resource.spec.deletionPolicy !== "Delete") return false;
  const isThere = policy !== undefined || mapping !== undefined || resource.status?.azureId !== undefined;
  const observes = vault?.spec.mode === "Observe";
  return isThere && (isGoing(resource) || !observes);
}

/** The whole status but conditions, as the facts are. What was not read stays as it was. */
export function statusOf(scene: Scene): Status {
  const { resource, world, vault, infrastructure, setback, operation, azureName } = scene;
  const before = resource.status;
  return defined<Status>({
    simulated: world.simulated ? true : undefined,
    vault: vault?.metadata.name ?? before?.vault,
    azureName: vault === undefined ? before?.azureName : azureName,
    ...(infrastructure === undefined
      ? {
          azureId: before?.azureId,
          architecture: before?.architecture,
          mapping: before?.mapping,
          effective: before?.effective,
          drift: before?.drift,
        }
      : azureFacts(scene)),
    machinesUsing: world.azure?.machinesUsing ?? before?.machinesUsing,
    lastFailure: setback.failure,
    heldBack: setback.heldBack,
    operation,
  });
}

type AzureStatus = Pick<Status, "azureId" | "architecture" | "mapping" | "effective" | "drift">;

function azureFacts({ infrastructure, policy, mapping, resource }: Scene): {
  readonly [K in keyof AzureStatus]: AzureStatus[K] | undefined;
} {
  return {
    azureId: policy?.id,
    architecture: infrastructure?.fabric.instanceType === "InMageRcm" ? "Modernized" : "Classic",
    mapping: mapping === undefined ? undefined : { id: mapping.id, name: mapping.name, state: mapping.state },
    effective: policy === undefined ? undefined : effectiveOf(policy.settings, resource.spec),
    drift: driftOf(policy, resource),
  };
}

function driftOf(policy: Scene["policy"], { spec }: Scene["resource"]): readonly Drift[] | undefined {
  if (policy === undefined) return undefined;
  const drift = differences(settingsOf(spec), policy.settings).map((one) => ({ ...one, reason: "Differs" }));
  return drift.length === 0 ? undefined : drift;
}
