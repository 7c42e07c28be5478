// A call that was refused or failed is remembered, so that it is repeated when something changed and not before. Pure.
import type { Failure } from "../../crds/types.ts";
import { defined } from "../defined.ts";
import { cut, isoSeconds, type Refused } from "../operation.ts";
import { isAskedSince } from "../requested.ts";
import { stuck, waits } from "./status.ts";
import type { PolicyVerdict, Scene, Setback } from "./world.ts";

/** A definite no that only a person or time can turn into a yes. */
const REFUSED_SECONDS = 600;
/** Azure is busy, or our own last look before the call objected. */
const BUSY_SECONDS = 30;

export interface Called {
  readonly kind: string;
  readonly generation: number;
  /** Who asked for a look, as it was then. */
  readonly requestedAt?: string;
}

export function setbackOf({ kind, ...tried }: Called, refused: Refused, now: Date): Setback {
  const passes = refused.conflict === true || refused.retryAfterSeconds !== undefined;
  const seconds = refused.retryAfterSeconds ?? (passes ? BUSY_SECONDS : REFUSED_SECONDS);
  return {
    failure: fitted({ ...refused, message: refused.refused }),
    heldBack: { kind, reason: passes ? "WaitingForAzure" : "AzureRefused", until: later(now, seconds), ...tried },
  };
}

/** The job was accepted and failed. */
export function setbackAfterJob({ kind, ...tried }: Called, failure: Failure, now: Date): Setback {
  return {
    failure: fitted(failure),
    heldBack: { kind, reason: `${kind}Failed`, until: later(now, REFUSED_SECONDS), ...tried },
  };
}

const MOST_TEXT = 4096;
const MOST_WORD = 256;

/** Azure's words, as long as a status holds: one that is too long would refuse the whole, the job's id included. */
function fitted({ code, message, possibleCauses, recommendedAction, activityId, jobId }: Failure): Failure {
  const text = (value: string | undefined, most: number) => (value === undefined ? undefined : cut(value, most));
  return defined<Failure>({
    message: cut(message, MOST_TEXT),
    code: text(code, MOST_WORD),
    possibleCauses: text(possibleCauses, MOST_TEXT),
    recommendedAction: text(recommendedAction, MOST_TEXT),
    activityId: text(activityId, MOST_WORD),
    jobId,
  });
}

function later(now: Date, seconds: number): string {
  return isoSeconds(new Date(now.getTime() + seconds * 1000));
}

/** The setback that keeps this kind of call waiting, for the spec as it is now, while nobody asks for a look. */
export function heldBack({ setback, resource, now }: Scene, kind: string): Setback | undefined {
  const { heldBack: held, failure } = setback;
  if (held === undefined || failure === undefined || held.kind !== kind) return undefined;
  const same = held.generation === resource.metadata.generation && !isAskedSince(held, resource.metadata);
  const waitsStill = (same || held.reason === "WaitingForAzure") && Date.parse(held.until) > now.getTime();
  return waitsStill ? { heldBack: held, failure } : undefined;
}

/** Azure's own words, and when the call is made again. */
export function heldBackVerdict(scene: Scene, setback: Setback): PolicyVerdict {
  const seconds = Math.ceil((Date.parse(setback.heldBack.until) - scene.now.getTime()) / 1000);
  const { reason } = setback.heldBack;
  const says = {
    reason,
    message: setbackInWords(scene.azureName, setback),
    next: { afterSeconds: Math.max(1, seconds) },
  };
  return reason === "WaitingForAzure" ? waits(scene, says) : stuck(scene, says);
}

export function setbackInWords(azureName: string, { failure, heldBack: held }: Setback): string {
  const what = `${CALLS[held.kind] ?? held.kind} ${azureName}`;
  const verb =
    held.reason === "WaitingForAzure"
      ? `Azure does not ${what} at the moment`
      : held.reason === "AzureRefused"
        ? `Azure refused to ${what}`
        : `Azure tried to ${what} and failed`;
  const code = failure.code === undefined ? "" : ` (${failure.code})`;
  const causes = failure.possibleCauses === undefined ? "" : ` Possible causes: ${failure.possibleCauses}`;
  const advice = failure.recommendedAction === undefined ? "" : ` Azure recommends: ${failure.recommendedAction}`;
  return `${verb}${code}: ${failure.message}${causes}${advice} It is tried again after ${held.until}, or as soon as the manifest changes.`;
}

/** What each call does, as it stands in a sentence before the policy's name. */
export const CALLS: Readonly<Record<string, string>> = {
  CreatePolicy: "create policy",
  UpdatePolicy: "change policy",
  DeletePolicy: "delete policy",
  CreateMapping: "associate the container with policy",
  DeleteMapping: "dissociate the container from policy",
};
