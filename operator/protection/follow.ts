// Checks of an item that is there: failed over, still copying, not replicating, different from the manifest. Pure.
import { sameId } from "../operation.ts";
import { type Difference, differences } from "./difference.ts";
import { driftOf, keepsFromReady } from "./drift.ts";
import { hasDrill, isCopying, isFailedOver, isProtected, isReversed, isUncommitted, stateInWords } from "./item.ts";
import { propose } from "./propose.ts";
import { machineName } from "./scene.ts";
import { isAsWanted, LOOK_SECONDS, stuck, waits } from "./status.ts";
import { targetSizeOf } from "./target-size.ts";
import { listed } from "./words.ts";
import type { ProtectionVerdict, Scene } from "./world.ts";

/** A progress that no list shows in between. */
const COPY_LOOK_SECONDS = 60;

/** The machine runs in Azure. From here on people decide; nothing is written. */
export function failedOver(scene: Scene): ProtectionVerdict | undefined {
  const { item } = scene;
  if (item === undefined || !isFailedOver(item)) return undefined;
  const machine = machineName(scene);
  if (isReversed(item)) {
    const message = `${machine} runs in Azure after a failover, and was re-protected since: Azure replicates it back, to where it came from. Nothing is written. End that in the Azure portal.`;
    return stuck(scene, { reason: "FailedOver", message });
  }
  const next = isUncommitted(item)
    ? "Look at it, change the recovery point if need be, then commit the failover. Until then its recovery points are kept."
    : "The failover is committed. A physical server cannot fail back: to go home, build it again and protect it as a new machine. When all is done, set deletionPolicy MigrationComplete and delete this object.";
  return stuck(scene, { reason: "FailedOver", message: `${machine} runs in Azure after a failover. ${next}` });
}

export function initialReplication(scene: Scene): ProtectionVerdict | undefined {
  const { item } = scene;
  if (item === undefined || !isCopying(item)) return undefined;
  const message = `${machineName(scene)}: ${stateInWords(item)}. Azure calls it protected when the first recovery point is there${inPart(scene)}`;
  return waits(scene, { reason: "InitialReplication", message, next: { afterSeconds: COPY_LOOK_SECONDS } });
}

/** What Azure said about an enable that succeeded in part. */
function inPart({ setback: { failure, heldBack } }: Scene): string {
  if (failure === undefined || heldBack !== undefined) return "; nothing needs to be done.";
  const code = failure.code === undefined ? "" : ` (${failure.code})`;
  const advice = failure.recommendedAction === undefined ? "" : ` Azure recommends: ${failure.recommendedAction}`;
  return `. Its job succeeded only in part, Azure says${code}: ${failure.message}${advice}`;
}

/** A state that is neither protected nor on the way there by a job. */
export function notReplicating(scene: Scene): ProtectionVerdict | undefined {
  const { item } = scene;
  if (item === undefined || isProtected(item) || hasDrill(item)) return undefined;
  const machine = machineName(scene);
  if (item.currentJob !== undefined) {
    const message = `Azure works on ${machine}: its job ${item.currentJob.scenario} runs, state ${item.protectionState}.`;
    return waits(scene, { reason: "AzureBusy", message });
  }
  const [error] = item.healthErrors;
  const told = error === undefined ? "" : ` ${error.code}: ${error.message}`;
  const advice = error?.recommendedAction === undefined ? "" : ` Azure recommends: ${error.recommendedAction}`;
  const message = `${machine} does not replicate: Azure's state of it is ${item.protectionState}.${told}${advice} Look at the item in the portal (status.portalLink).`;
  return stuck(scene, { reason: "NotReplicating", message });
}

/** A size that Azure would refuse is not asked for. */
export function sizeDoesNotFit(scene: Scene): ProtectionVerdict | undefined {
  const { vmSize } = scene.wanted.named;
  const size = targetSizeOf(scene);
  if (vmSize === undefined || size?.fits !== false || sameId(scene.item?.target.vmSize, vmSize)) return undefined;
  const message = `${machineName(scene)} does not fit the size ${vmSize}. ${size.message ?? ""} Set spec.target.vmSize to a larger one, or leave it out to keep ${scene.item?.target.vmSize ?? "Azure's choice"}.`;
  return stuck(scene, { reason: "TargetSizeDoesNotFit", message });
}

/** Updatable fields that the manifest names. Not while a drill or any job is at the machine. */
export function differs(scene: Scene): ProtectionVerdict | undefined {
  const { item, wanted } = scene;
  if (item === undefined) return undefined;
  const found = differences(item, wanted);
  if (found.length === 0) return undefined;
  const sentence = `Change ${listed(found.map(inWords))} of ${machineName(scene)} in Azure.`;
  return busy(scene, sentence) ?? propose(scene, { do: "Update", itemId: item.id, changes: wanted }, sentence);
}

function inWords({ field, wanted, actual }: Difference): string {
  return actual === "" ? `${field} to ${wanted}` : `${field} from ${actual} to ${wanted}`;
}

function busy(scene: Scene, sentence: string): ProtectionVerdict | undefined {
  const { item, world } = scene;
  const run = world.drills.find(isAtWork);
  if (run !== undefined || (item !== undefined && hasDrill(item))) {
    const who = run === undefined ? "A test failover that was started elsewhere" : `TestFailover ${run.metadata.name}`;
    const message = `${who} holds the machine. After its clean-up: ${sentence}`;
    return waits(scene, { reason: "WaitingForOtherRun", message, next: { afterSeconds: COPY_LOOK_SECONDS } });
  }
  if (item?.currentJob === undefined) return undefined;
  const message = `Azure's job ${item.currentJob.scenario} is at the machine. After that: ${sentence}`;
  return waits(scene, { reason: "AzureBusy", message, next: { afterSeconds: LOOK_SECONDS } });
}

const AT_WORK = new Set(["Starting", "Running", "CleaningUp"]);

/** Something of the run is, or may be, in Azure. */
export function isAtWork(run: Scene["world"]["drills"][number]): boolean {
  return AT_WORK.has(run.status?.phase ?? "Pending");
}

export function cannotChange(scene: Scene): ProtectionVerdict | undefined {
  const drift = driftOf(scene).filter(keepsFromReady);
  const [first] = drift;
  if (first === undefined) return undefined;
  const more = drift.length > 1 ? ` (and ${drift.length - 1} more, in status.drift)` : "";
  const message = `${first.field} is "${first.wanted}" in the manifest and "${first.actual}" in Azure. ${first.message ?? ""}${more}`;
  return stuck(scene, { reason: "CannotChange", message });
}

export function asWanted(scene: Scene): ProtectionVerdict {
  const message = `${machineName(scene)} is protected, and Azure has it as the manifest asks.`;
  return isAsWanted({ ...scene, setback: {} }, { reason: "Protected", message });
}
