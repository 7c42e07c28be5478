// What a protection's status says after Azure answered a call. Pure.
import { reconciling, stalled } from "../../crds/conditions.ts";
import { defined } from "../defined.ts";
import { type Operation, type Outcome, record } from "../operation.ts";
import { type Called, callInWords, setbackInWords, setbackOf } from "./held-back.ts";
import type { Action, ProtectionConclusion, ProtectionVerdict, Setback, Status } from "./world.ts";

/** An answer that was lost is looked for soon. */
const SEARCH_SECONDS = 15;

/** Started or unknown keeps the intent; a definite no clears it and holds the call back. */
export function conclude(verdict: ProtectionVerdict, outcome: Outcome, now: Date): ProtectionConclusion {
  const { status, action } = verdict;
  if (status.operation === undefined || action === undefined) return verdict;
  const operation = record(status.operation, outcome, now);
  if (!("refused" in outcome)) return heard(verdict, operation);
  const setback = setbackOf(calledBy(action), outcome, now);
  const after = told(status, operation, setback);
  if (operation !== undefined) return { ...searching(action, operation), status: after };
  const message = setbackInWords(action.machine, setback);
  const { reason, until } = setback.heldBack;
  return {
    status: after,
    conditions: reason === "WaitingForAzure" ? reconciling(reason, message) : stalled(reason, message),
    next: { afterSeconds: Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000)) },
  };
}

/** Accepted, or nobody knows. */
function heard(verdict: ProtectionVerdict, operation: Status["operation"]): ProtectionConclusion {
  const { action } = verdict;
  const status = told(verdict.status, operation, {});
  if (operation?.outcome !== "Unknown" || action === undefined) return { ...verdict, status };
  return { ...searching(action, operation), status };
}

/** What came instead of an answer, and that nothing is sent again before Azure was searched. */
function searching({ do: kind, machine }: Action, { message }: Operation): Omit<ProtectionConclusion, "status"> {
  const words = `What became of the ${callInWords(kind)} of ${machine} is not known (${message ?? "no answer"}). It is looked for in Azure before anything is sent again.`;
  return { conditions: reconciling("Settling", words), next: { afterSeconds: SEARCH_SECONDS } };
}

function calledBy({ do: kind, generation, requestedAt }: Action): Called {
  return { kind, generation, ...(requestedAt === undefined ? {} : { requestedAt }) };
}

function told(status: Status, operation: Status["operation"], { failure, heldBack }: Partial<Setback>): Status {
  return defined<Status>({
    ...status,
    operation,
    ...(failure === undefined ? {} : { lastFailure: failure }),
    ...(heldBack === undefined ? {} : { heldBack }),
  });
}
