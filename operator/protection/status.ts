// How a protection's status and verdicts are put together. Pure.
import { type ConditionInput, ready, reconciling, stalled } from "../../crds/conditions.ts";
import { FINALIZER } from "../../crds/finalizer.ts";
import { defined } from "../defined.ts";
import type { Next } from "../reconcile.ts";
import { driftOf } from "./drift.ts";
import { drillDue, drillSummary, lastDrill, lastSuccess } from "./drills.ts";
import { diskFacts, itemFacts, portalLink } from "./facts.ts";
import { ownConditions } from "./own-conditions.ts";
import { machineName } from "./scene.ts";
import { targetSizeOf } from "./target-size.ts";
import { inWords } from "./words.ts";
import type { ProtectionVerdict, Scene, Status } from "./world.ts";

/** How soon it is looked at again while Azure works on it; the view wakes it sooner when the item changes. */
export const LOOK_SECONDS = 15;
/** How soon without any change: facts that no change announces, such as a drill that becomes due. */
export const SLOW_SECONDS = 3600;
/** The same for what a person must mend, in Azure perhaps, where no change is announced. */
const STALLED_SECONDS = 600;

export interface Says {
  readonly reason: string;
  readonly message: string;
  readonly next?: Next;
  /** Parts of the status that belong to this verdict alone. */
  readonly more?: Partial<Status>;
}

/** Goes on by itself. */
export function waits(scene: Scene, says: Says): ProtectionVerdict {
  return verdict(scene, reconciling(says.reason, says.message), { next: { afterSeconds: LOOK_SECONDS }, ...says });
}

/** Needs a person. */
export function stuck(scene: Scene, says: Says): ProtectionVerdict {
  return verdict(scene, stalled(says.reason, says.message), {
    next: { afterSeconds: STALLED_SECONDS, roughly: true },
    ...says,
  });
}

/** As the manifest asks. */
export function isAsWanted(scene: Scene, says: Says): ProtectionVerdict {
  return verdict(scene, ready(says.reason, says.message), says);
}

/** Nothing new is known, so nothing is said: the status stays as it is. */
export function unchanged({ resource }: Scene, next: Next): ProtectionVerdict {
  const { conditions: _, observedGeneration: __, ...status } = resource.status ?? {};
  return { status, conditions: [], next, hold: resource.metadata.finalizers?.includes(FINALIZER) ?? false };
}

function verdict(scene: Scene, conditions: readonly ConditionInput[], says: Says): ProtectionVerdict {
  return {
    status: { ...statusOf(scene, says.reason), ...says.more },
    conditions: [...conditions, ...ownConditions(scene)],
    next: says.next ?? untilDue(scene),
    hold: holds(scene),
  };
}

/** The whole status but conditions, as the facts are. */
export function statusOf(scene: Scene, reason: string): Status {
  const { item, world, bound, operation, setback, vault } = scene;
  const readAt = world.azure?.item.state === "present" ? world.azure.item.at : scene.now;
  const drift = driftOf(scene);
  return defined<Status>({
    simulated: world.simulated ? true : undefined,
    machine: machineName(scene),
    bound,
    stateDescription: inWords(reason),
    ...(item === undefined ? {} : itemFacts(item, readAt)),
    disks: diskFacts(scene),
    targetSize: targetSizeOf(scene),
    lastDrill: lastDrill(scene),
    lastSuccessfulDrillTime: lastSuccess(scene),
    lastDrillSummary: item === undefined ? undefined : drillSummary(scene),
    lastFailure: setback.failure,
    heldBack: setback.heldBack,
    portalLink: item === undefined ? undefined : portalLink(item.id, vault?.spec.cloud ?? "Public"),
    operation,
    preflight: operation?.kind === "Enable" ? scene.resource.status?.preflight : undefined,
    drift: drift.length === 0 ? undefined : drift,
  });
}

/** Our finalizer stays while an operation is not settled, or while deleting means a call to Azure. */
export function holds({ operation, resource, bound, world }: Scene): boolean {
  if (operation !== undefined) return true;
  const going = resource.metadata.deletionTimestamp !== undefined;
  if (going && !(resource.metadata.finalizers?.includes(FINALIZER) ?? false)) return false;
  const observes = "vault" in world.binding && world.binding.vault.spec.mode === "Observe";
  return resource.spec.deletionPolicy !== "Retain" && bound?.itemId !== undefined && (going || !observes);
}

function untilDue(scene: Scene): Next {
  const due = drillDue(scene);
  const seconds = due === undefined ? SLOW_SECONDS : Math.ceil((due.getTime() - scene.now.getTime()) / 1000);
  return seconds > 0 && seconds < SLOW_SECONDS
    ? { afterSeconds: seconds }
    : { afterSeconds: SLOW_SECONDS, roughly: true };
}
