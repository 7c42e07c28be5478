// A start that Azure refused: remembered, said in the same words at every look, asked for again in time. Pure.
import { isoSeconds, type Refused } from "../operation.ts";
import { isAskedSince } from "../requested.ts";
import { type Phase, STALLED_SECONDS, step, stuck, waits } from "./status.ts";
import { azureSays, machineOf, subjectOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

/** How soon a refusal that passes by itself (busy, throttled) is asked again when Azure does not say. */
export const BUSY_SECONDS = 30;

type Failure = NonNullable<Status["failure"]>;

/** Whether it passes by itself: Azure is busy with the machine, throttles, or our own last look came first. */
export function passes(refusal: Refused): boolean {
  return refusal.conflict === true || refusal.retryAfterSeconds !== undefined;
}

/** The status after a refused start, for `now` on Azure's clock. The intent is cleared already. */
export function startRefused(status: Status, refusal: Refused, now: Date): RunVerdict {
  const { startedAt: _, rpoAtStartSeconds: __, refusal: ___, ...back } = status;
  const seconds = passes(refusal) ? (refusal.retryAfterSeconds ?? BUSY_SECONDS) : STALLED_SECONDS;
  const held: Status = { ...back, nextTryAt: isoSeconds(new Date(now.getTime() + Math.ceil(seconds) * 1000)) };
  if (passes(refusal)) {
    const message = `The test failover of ${subjectOf(status)} waits: ${reasonOf(refusal)}`;
    return waits(held, "Checking", { reason: "WaitingForAzure", message, next: { afterSeconds: seconds } });
  }
  const told = { ...held, refusal: failureFrom(refusal) };
  return refused(step(told, "Refused", now, { message: reasonOf(refusal) }), subjectOf(status), "Checking", seconds);
}

/** The check that keeps a refused start from being asked for again at once, unless a person wants that. */
export function refusedForNow(run: Run, world: World, phase: Phase, status: Status): RunVerdict | undefined {
  if (status.nextTryAt === undefined) return undefined;
  const seconds = Math.ceil((Date.parse(status.nextTryAt) - world.azureNow.getTime()) / 1000);
  if (seconds <= 0) return undefined;
  if (status.refusal !== undefined && isAskedSince(status, run.metadata)) return undefined;
  if (status.refusal !== undefined) return refused(status, machineOf(run, world), phase, seconds);
  const message = run.status?.waitingFor ?? `The test failover of ${machineOf(run, world)} waits for Azure.`;
  return waits(status, phase, { reason: "WaitingForAzure", message, next: { afterSeconds: seconds } });
}

function refused(status: Status, machine: string, phase: Phase, afterSeconds: number): RunVerdict {
  const sentence = `Azure refused the test failover of ${machine}; nothing was started.${azureSays(status.refusal)} It is asked again every ${STALLED_SECONDS / 60} minutes.`;
  return stuck(status, phase, { reason: "AzureRefused", message: sentence, next: { afterSeconds } });
}

/** Why, in a sentence. What our own last look found is said as it is; Azure's words carry their code. */
export function reasonOf(refusal: Refused): string {
  const { refused: sentence, code, retryAfterSeconds } = refusal;
  if (code === "NotSent" || code === "NotAllowedNow") return sentence;
  const asked = retryAfterSeconds === undefined ? "" : ` It asks to wait ${Math.ceil(retryAfterSeconds)} s.`;
  return `Azure says${code === undefined ? "" : ` (${code})`}: ${sentence}${asked}`;
}

/** A refusal as a failure of the record. */
export function failureFrom(refusal: Refused): Failure {
  const { refused: message, code, possibleCauses, recommendedAction, activityId } = refusal;
  return {
    message,
    ...(code === undefined ? {} : { code }),
    ...(possibleCauses === undefined ? {} : { possibleCauses }),
    ...(recommendedAction === undefined ? {} : { recommendedAction }),
    ...(activityId === undefined ? {} : { activityId }),
  };
}
