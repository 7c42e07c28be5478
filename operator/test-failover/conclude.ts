// What a run's status says after Azure answered a call: started, unknown or refused. Pure.
import { isoSeconds, type Outcome, type Refused, record } from "../operation.ts";
import { cleanUpFailed, waitsForAzure } from "./ask-clean-up.ts";
import { withinLimits } from "./limits.ts";
import { BUSY_SECONDS, failureFrom, passes, reasonOf, startRefused } from "./refused.ts";
import { LOOK_SECONDS, type Phase, waits } from "./status.ts";
import { subjectOf } from "./words.ts";
import type { RunConclusion, RunVerdict, Status } from "./world.ts";

/** The phase that the answer leads to, and the words for it. `now` is Azure's clock. */
export function conclude(verdict: RunVerdict, outcome: Outcome, now: Date): RunConclusion {
  const { status, conditions, next } = answered(verdict, outcome, now);
  return { status: withinLimits(status), conditions, next };
}

function answered(verdict: RunVerdict, outcome: Outcome, now: Date): RunConclusion {
  const { status, action } = verdict;
  if (status.operation === undefined || action === undefined) return verdict;
  const operation = record(status.operation, outcome, now);
  if (operation !== undefined) {
    const kept: Status = { ...status, operation };
    return "started" in outcome ? started(kept, outcome.started) : unknown(kept);
  }
  const { operation: _, ...cleared } = status;
  if (!("refused" in outcome)) return verdict;
  return action.do === "testFailover" ? startRefused(cleared, outcome, now) : cleanUpRefused(cleared, outcome, now);
}

function what(status: Status): { phase: Phase; words: string } {
  return status.phase === "CleaningUp"
    ? { phase: "CleaningUp", words: `clean-up of ${subjectOf(status)}` }
    : { phase: "Starting", words: `test failover of ${subjectOf(status)}` };
}

function started(before: Status, jobId: string): RunConclusion {
  const { refusal: _, ...status } = before;
  const { phase, words } = what(status);
  const message = `Azure accepted the ${words} and works on it: job ${jobId}.`;
  return waits(status, phase, { reason: phase, message });
}

/** Lost, or answered by what may be our own job: looked for at once, never sent again before it has settled. */
function unknown(status: Status): RunConclusion {
  const { phase, words } = what(status);
  const message = `What became of the ${words} is not known (${status.operation?.message ?? "no answer"}). It is looked for in Azure before anything is sent again.`;
  return waits(status, phase, { reason: "Settling", message, next: { afterSeconds: LOOK_SECONDS } });
}

function cleanUpRefused(status: Status, refusal: Refused, now: Date): RunConclusion {
  if (!passes(refusal)) return cleanUpFailed(status, failureFrom(refusal), now);
  const seconds = Math.ceil(refusal.retryAfterSeconds ?? BUSY_SECONDS);
  const nextTryAt = isoSeconds(new Date(now.getTime() + seconds * 1000));
  const { attempts = 1, lastFailure: _, ...cleanUp } = status.cleanUp ?? {};
  const body: Status = { ...status, cleanUp: { ...cleanUp, attempts: attempts - 1, nextTryAt } };
  return waitsForAzure(body, reasonOf(refusal), seconds);
}
