// A call that was refused or failed is remembered, so that it is repeated when something changed and not before. Pure.
import type { Failure } from "../../crds/types.ts";
import { defined } from "../defined.ts";
import { cut, isoSeconds, type Refused } from "../operation.ts";
import { isAskedSince, requestOf } from "../requested.ts";
import { machineName } from "./scene.ts";
import { stuck, waits } from "./status.ts";
import type { ProtectionVerdict, Scene, Setback } from "./world.ts";

/** A definite no that only a person or time can turn into a yes. */
const REFUSED_SECONDS = 1800;
/** Azure is busy with the machine, or our own last look before the call objected. */
const BUSY_SECONDS = 60;

/** What was called, for which spec, and at whose request. */
export interface Called {
  readonly kind: string;
  readonly generation: number;
  readonly requestedAt?: string;
}

export function setbackOf({ kind, generation, ...asked }: Called, refused: Refused, now: Date): Setback {
  const passes = refused.conflict === true && refused.alreadyDone !== true;
  const seconds = refused.retryAfterSeconds ?? (passes ? BUSY_SECONDS : REFUSED_SECONDS);
  return {
    failure: failureFitted({ ...refused, message: refused.refused }),
    heldBack: {
      kind,
      reason: reasonFor(refused),
      until: isoSeconds(new Date(now.getTime() + seconds * 1000)),
      generation,
      ...asked,
    },
  };
}

/** After a failed job, unless the spec changes: a person has to act, and nothing is retried hot. */
const AFTER_FAILURE_SECONDS = 3600;

/** The same for a job that failed, or a state that says so. */
export function setbackAfterFailure({ now, resource }: Scene, kind: string, failure: Failure): Setback {
  return {
    failure: failureFitted(failure),
    heldBack: {
      kind,
      reason: `${kind}Failed`,
      until: isoSeconds(new Date(now.getTime() + AFTER_FAILURE_SECONDS * 1000)),
      generation: resource.metadata.generation,
      ...requestOf(resource.metadata),
    },
  };
}

const MOST_TEXT = 4096;
const MOST_CODE = 64;

/** Azure's words, as long as a status holds. */
export function failureFitted(failure: Failure): Failure {
  const text = (value: string | undefined, most = MOST_TEXT) => (value === undefined ? undefined : cut(value, most));
  return defined<Failure>({
    message: cut(failure.message, MOST_TEXT),
    code: text(failure.code, MOST_CODE),
    possibleCauses: text(failure.possibleCauses),
    recommendedAction: text(failure.recommendedAction),
    activityId: text(failure.activityId, 128),
    jobId: failure.jobId,
  });
}

function reasonFor(refused: Refused): string {
  if (refused.alreadyDone === true) return "AlreadyProtected";
  if (refused.conflict === true || refused.retryAfterSeconds !== undefined) return "WaitingForAzure";
  return "AzureRefused";
}

/** Whether this kind of call must still wait. A changed spec or a person lifts a refusal, but not a wait that Azure asked for. */
export function isHeldBack({ setback, resource, now }: Scene, kind: string): boolean {
  const { heldBack } = setback;
  if (heldBack === undefined || heldBack.kind !== kind) return false;
  const same = heldBack.generation === resource.metadata.generation && !isAskedSince(heldBack, resource.metadata);
  return (same || heldBack.reason === "WaitingForAzure") && Date.parse(heldBack.until) > now.getTime();
}

export function isWhole(setback: Partial<Setback>): setback is Setback {
  return setback.failure !== undefined && setback.heldBack !== undefined;
}

/** What is said while a call is held back: Azure's own words, and when it is tried again. */
export function heldBackVerdict(scene: Scene, { failure, heldBack }: Setback): ProtectionVerdict {
  const seconds = Math.ceil((Date.parse(heldBack.until) - scene.now.getTime()) / 1000);
  const says = {
    reason: heldBack.reason,
    message: setbackInWords(machineName(scene), { failure, heldBack }),
    next: { afterSeconds: Math.max(1, seconds) },
  };
  return heldBack.reason === "WaitingForAzure" ? waits(scene, says) : stuck(scene, says);
}

/** Azure's own words, and when the call is tried again. */
export function setbackInWords(machine: string, { failure, heldBack }: Setback): string {
  const code = failure.code === undefined ? "" : ` (${failure.code})`;
  const causes = failure.possibleCauses === undefined ? "" : ` Possible causes: ${failure.possibleCauses}`;
  const advice = failure.recommendedAction === undefined ? "" : ` Azure recommends: ${failure.recommendedAction}`;
  const again = `It is tried again after ${heldBack.until}, or as soon as the manifest changes.`;
  return `${opening(machine, heldBack)}${code}: ${failure.message}${causes}${advice} ${again}`;
}

function opening(machine: string, { kind, reason }: Setback["heldBack"]): string {
  const what = `${callInWords(kind)} of ${machine}`;
  if (reason === "AlreadyProtected") {
    return `Azure says that ${machine} is protected already, and this vault does not show where`;
  }
  if (reason === "WaitingForAzure") return `The ${what} waits`;
  return reason === "AzureRefused" ? `Azure refused the ${what}` : `The ${what} failed`;
}

/** What a call does, as it stands in a sentence before "of" the machine. */
export function callInWords(kind: string): string {
  return CALLS[kind] ?? kind;
}

const CALLS: Readonly<Record<string, string>> = {
  Enable: "enabling of replication",
  Update: "change of settings",
  Disable: "disabling of replication",
};
