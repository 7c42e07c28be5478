// What a policy's status says after Azure answered a call. Pure.
import { reconciling, stalled } from "../../crds/conditions.ts";
import { defined } from "../defined.ts";
import { type Outcome, record } from "../operation.ts";
import { CALLS, setbackInWords, setbackOf } from "./held-back.ts";
import { LOOK_SECONDS } from "./status.ts";
import type { PolicyConclusion, PolicyVerdict, Status } from "./world.ts";

/** The port's word for an answer without content to a delete. */
const GONE = "NoContent";

/** Started or unknown keeps the intent; a definite no clears it and holds the call back. */
export function conclude(verdict: PolicyVerdict, outcome: Outcome, now: Date): PolicyConclusion {
  const { status, action } = verdict;
  if (status.operation === undefined || action === undefined) return verdict;
  const operation = record(status.operation, outcome, now);
  const next = { afterSeconds: LOOK_SECONDS };
  const azureName = status.azureName ?? action.name;
  if ("started" in outcome) {
    const message = `Azure works on it: ${CALLS[action.do]} ${azureName}. Job ${outcome.started}.`;
    const [reason = action.do] = verdict.conditions.map((condition) => condition.reason);
    return { status: withOperation(status, operation), conditions: reconciling(reason, message), next };
  }
  if (operation !== undefined || "unknown" in outcome) {
    const message = `The answer to the call to ${CALLS[action.do]} ${azureName} was lost (${operation?.message ?? "no answer"}). Azure is searched for it before anything is sent again.`;
    return { status: withOperation(status, operation), conditions: reconciling("Settling", message), next };
  }
  if (outcome.code === GONE) {
    const message = `Azure had nothing to do to ${CALLS[action.do]} ${azureName}: it is gone already.`;
    return { status: withOperation(status, undefined), conditions: reconciling("Deleting", message), next };
  }
  const { do: kind, generation, requestedAt } = action;
  const called = { kind, generation, ...(requestedAt === undefined ? {} : { requestedAt }) };
  const setback = setbackOf(called, outcome, now);
  const message = setbackInWords(azureName, setback);
  const { reason, until } = setback.heldBack;
  return {
    status: { ...withOperation(status, undefined), lastFailure: setback.failure, heldBack: setback.heldBack },
    conditions: reason === "WaitingForAzure" ? reconciling(reason, message) : stalled(reason, message),
    next: { afterSeconds: Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000)) },
  };
}

function withOperation(status: Status, operation: Status["operation"]): Status {
  return defined<Status>({ ...status, operation });
}
