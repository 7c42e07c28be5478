// Before a test failover starts: everything that must be true, in the order in which a person would ask. Pure.
import { conditionOf, why } from "../../crds/conditions.ts";
import type { ProtectedItem } from "../azure/site-recovery.ts";
import { calledOff, ends } from "./end.ts";
import { isUp, itemOf } from "./item.ts";
import { networkWrong } from "./network.ts";
import { pointMissing } from "./point.ts";
import { refusedForNow } from "./refused.ts";
import { bodyOf, LOOK_SECONDS, type Phase, stuck, waits } from "./status.ts";
import { dayAndTime, machineOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

export type Check = (run: Run, world: World, phase: Phase) => RunVerdict | undefined;

/** First those that look at the run alone, then what it is about, then who has the machine. */
export const beforeClaim: readonly Check[] = [
  cancelled,
  tooLate,
  planNotSupported,
  cleanUpInThePast,
  protectionMissing,
  vaultMissing,
  namespaceNotAllowed,
  protectionGoing,
  managedByOther,
  suspended,
  failedOver,
  notReplicating,
  otherRun,
  foreignDrill,
];

/** Then whether it would go well, and whether Azure would take it now. */
export const beforeStart: readonly Check[] = [
  ...beforeClaim,
  networkWrong,
  pointMissing,
  preflight,
  held,
  notAllowedNow,
  barred,
];

/** Before a call that got lost is repeated: what may have changed meanwhile and forbids it ... */
export const beforeRepeat: readonly Check[] = [
  tooLate,
  namespaceNotAllowed,
  protectionMissing,
  protectionGoing,
  suspended,
  observed,
];

/** ... or only delays it. */
export const waitsBeforeRepeat: readonly Check[] = [notAllowedNow, barred];

/** The first check that objects. */
export function firstObjection(checks: readonly Check[], run: Run, world: World, phase: Phase): RunVerdict | undefined {
  for (const check of checks) {
    const verdict = check(run, world, phase);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function cancelled(run: Run, world: World): RunVerdict | undefined {
  const gone = run.metadata.deletionTimestamp !== undefined;
  if (!gone && run.spec.cleanUp.now !== true) return undefined;
  const message = "Cancelled before anything was started in Azure.";
  return ends(run, bodyOf(run, world), { phase: "Cancelled", ...calledOff(run), message }, world.azureNow);
}

function tooLate(run: Run, world: World): RunVerdict | undefined {
  const { startBy } = run.spec;
  if (startBy === undefined || Date.parse(startBy) > world.clusterNow.getTime()) return undefined;
  const waited = run.status?.waitingFor === undefined ? "" : `It last waited for this: ${run.status.waitingFor} `;
  const message = `It could not start by ${dayAndTime(new Date(startBy))}, the latest time that was asked for. Nothing was started in Azure. ${waited}Ask for it anew, with more time, if it is still wanted.`;
  return ends(run, bodyOf(run, world), { phase: "Cancelled", reason: "TooLate", message }, world.azureNow);
}

function planNotSupported(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (run.spec.plan === undefined) return undefined;
  const message = `Test failovers of recovery plans are not supported yet. Rehearse the machines of "${run.spec.plan}" one by one: create a TestFailover with spec.protection for each.`;
  return stuck(bodyOf(run, world), phase, { reason: "NotYetSupported", message, next: "on-change" });
}

function cleanUpInThePast(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const { until } = run.spec.cleanUp;
  if (until === undefined || Date.parse(until) > world.azureNow.getTime()) return undefined;
  const message = `spec.cleanUp.until (${until}) is over already, so the test machine would be removed as soon as it is up. Set it to a later time, or remove it.`;
  return stuck(bodyOf(run, world), phase, { reason: "CleanUpInThePast", message });
}

function protectionMissing(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.protection !== undefined) return undefined;
  const message = `There is no PhysicalMachineProtection "${run.spec.protection}" in namespace ${run.metadata.namespace}. Create it, or create a TestFailover that names another one.`;
  return stuck(bodyOf(run, world), phase, { reason: "ProtectionNotFound", message });
}

function vaultMissing(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.vault !== undefined) return undefined;
  const message = `${run.spec.protection} is not connected to a vault yet. ${whyProtection(world) ?? "The operator has not looked at it yet."}`;
  return waits(bodyOf(run, world), phase, { reason: "WaitingForProtection", message });
}

function whyProtection({ protection }: World): string | undefined {
  return protection === undefined ? undefined : why(protection)?.message;
}

function namespaceNotAllowed(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.vault?.namespaceAllowed !== false) return undefined;
  const message = `Namespace ${run.metadata.namespace} may not use RecoveryVault ${world.vault.name}. Whoever manages it can add the namespace to its spec.allowedNamespaces.`;
  return stuck(bodyOf(run, world), phase, { reason: "NotAllowed", message });
}

function protectionGoing(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.protection?.metadata.deletionTimestamp === undefined) return undefined;
  const message = `${run.spec.protection} is being deleted, so no test failover is started from it. Create it again, or delete this TestFailover.`;
  return stuck(bodyOf(run, world), phase, { reason: "ProtectionBeingDeleted", message });
}

function managedByOther(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const owner = world.protection?.status?.managedBy;
  if (owner === undefined) return undefined;
  const message = `${run.spec.protection} does not manage its machine: ${owner.namespace}/${owner.name}, which is older, does. Create a TestFailover for that one.`;
  return stuck(bodyOf(run, world), phase, { reason: "ManagedBy", message });
}

function suspended(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.protection?.spec.suspend !== true) return undefined;
  const message = `${run.spec.protection} is suspended, so nothing new is written to Azure for it. Set spec.suspend of the protection to false to let this run start.`;
  return stuck(bodyOf(run, world), phase, { reason: "Suspended", message });
}

function failedOver(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (itemOf(world.item)?.activeLocation !== "Recovery") return undefined;
  const message = `${machineOf(run, world)} runs in Azure after a failover, so there is nothing to rehearse. Protect the machine that replaces it, and create a TestFailover for that.`;
  return stuck(bodyOf(run, world), phase, { reason: "FailedOver", message });
}

function notReplicating(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const { item, protection } = world;
  if (item.state === "present" && everProtected(item.value)) return undefined;
  const bound = protection?.status?.bound?.itemId !== undefined;
  if (item.state === "unknown" && bound) {
    const message = `Whether ${run.spec.protection} can be rehearsed is not known at the moment: ${item.why}`;
    return waits(bodyOf(run, world), phase, { reason: "WaitingForAzure", message });
  }
  const state = protection?.status?.stateDescription;
  const now = state === undefined ? "" : ` (${state})`;
  const message = `${machineOf(run, world)} is not protected yet${now}. The test failover starts when it is.${whatIsWrong(world)}`;
  return waits(bodyOf(run, world), phase, { reason: "WaitingForProtection", message });
}

/** What goes on by itself is told by the state; what a person must mend is told here too. */
function whatIsWrong({ protection }: World): string {
  const stalled = protection === undefined ? undefined : conditionOf(protection, "Stalled");
  return stalled === undefined ? "" : ` ${stalled.message}`;
}

/** Whether there is anything to rehearse from; that Azure is busy or a drill is up is another question. */
function everProtected(item: ProtectedItem): boolean {
  return item.protectionState === "Protected" || item.allowedOperations.includes("TestFailover") || isUp(item);
}

function otherRun(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.claim.held) return undefined;
  const { by, until } = world.claim;
  const frees = until === undefined ? "" : ` It cleans up at ${dayAndTime(new Date(until))}.`;
  const message = `${machineOf(run, world)} is in use by ${by}.${frees} This run starts after that.`;
  const next = { afterSeconds: LOOK_SECONDS };
  return waits(bodyOf(run, world), phase, { reason: "WaitingForOtherRun", message, next });
}

function foreignDrill(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const item = itemOf(world.item);
  if (item === undefined || !isUp(item)) return undefined;
  const message = `A test failover of ${machineOf(run, world)} that was started elsewhere holds the machine. It is not ours, so it is not touched. Clean it up where it was started; this run goes on after that.`;
  return stuck(bodyOf(run, world), phase, { reason: "ForeignTestFailover", message });
}

function preflight(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const errors = world.findings.filter((finding) => finding.severity === "Error");
  const first = errors[0];
  if (first === undefined) return undefined;
  const more = errors.length > 1 ? ` There is more: status.findings has all ${errors.length}.` : "";
  const message = `${first.sentence} ${first.remedy}${more}`;
  const verdict = stuck(bodyOf(run, world), phase, { reason: "PreflightFailed", message });
  return { ...verdict, status: { ...verdict.status, findings: world.findings } };
}

/** Azure refused it before: not asked for again before its time. */
function held(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  return refusedForNow(run, world, phase, bodyOf(run, world));
}

function notAllowedNow(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const item = itemOf(world.item);
  if (item === undefined || item.allowedOperations.includes("TestFailover")) return undefined;
  const { currentJob, allowedOperations } = item;
  const because = currentJob === undefined ? allowed(allowedOperations) : `its job ${currentJob.scenario} runs`;
  const message = `Azure does not allow a test failover of ${machineOf(run, world)} at the moment: ${because}. This run starts when Azure allows it.`;
  return waits(bodyOf(run, world), phase, { reason: "WaitingForAzure", message });
}

function allowed(operations: readonly string[]): string {
  return operations.length === 0 ? "it allows nothing" : `it allows only ${operations.join(", ")}`;
}

function barred(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const sentence = world.vault?.writesBarred;
  if (sentence === undefined) return undefined;
  const message = `${sentence} This run starts after that.`;
  return waits(bodyOf(run, world), phase, { reason: "WaitingForAzure", message });
}

/** The mode changed since the first call: back to where it is said what would be done. */
function observed(run: Run, world: World): RunVerdict | undefined {
  if (world.vault?.mode !== "Observe") return undefined;
  const message = "The vault's mode is Observe now, so the test failover is not asked for again.";
  return waits(bodyOf(run, world), "Checking", { reason: "Checking", message, next: { afterSeconds: 0 } });
}

/** What the run is about; kept from the start on, since the protection may be deleted meanwhile. */
export function targetOf(run: Run, world: World): NonNullable<Status["target"]> {
  const { protection } = world;
  const item = itemOf(world.item);
  const itemId = item?.id ?? protection?.status?.bound?.itemId;
  const vault = world.vault?.name ?? protection?.status?.bound?.vault;
  const machine = item?.friendlyName ?? protection?.status?.machine ?? run.status?.target?.machine;
  return {
    protection: run.spec.protection ?? "",
    ...(machine === undefined ? {} : { machine }),
    ...(protection?.metadata.uid === undefined ? {} : { protectionUid: protection.metadata.uid }),
    ...(vault === undefined ? {} : { vault }),
    ...(itemId === undefined ? {} : { itemId }),
  };
}
