// The middle of a test failover's card: what is true in its phase, what it means, what to do next. Pure.

import type { RunFacts } from "../../notice.ts";
import { hasEnded } from "../../run.ts";
import { esc, who } from "../text.ts";
import { day, told, when } from "../told.ts";
import { begunAt, isActive, isBefore, machineOf, phaseOf, said, stalledReason, testMachineOf } from "./facts.ts";
import { failureLines, remedy, whatIsLeft } from "./failure.ts";
import { lastedLine, machineLine, pointLine } from "./machine.ts";
import { stuckLines, waitingLines } from "./waiting.ts";

/** One line each. */
export function bodyLines(facts: RunFacts): readonly string[] {
  if (facts.deleted) return deletedLines(facts);
  const verdict = verdictLines(facts);
  // What somebody saw is what a record is read for.
  const lines = hasEnded(facts.run) ? [...verdict, ...phaseLines(facts)] : [...phaseLines(facts), ...verdict];
  return [...lines, ...notesLines(facts)];
}

function phaseLines(facts: RunFacts): readonly string[] {
  const phase = phaseOf(facts.run);
  switch (phase) {
    case "New":
      return ["It goes on as soon as the operator looks at it."];
    case "Pending":
    case "Checking":
    case "Starting":
      return stalledReason(facts.run) === "" ? waitingLines(facts) : stuckLines(facts);
    case "Running":
      return stalledReason(facts.run) === "" ? runningLines(facts) : [machineLine(facts), ...stuckLines(facts)];
    case "CleaningUp":
      return cleaningUpLines(facts);
    case "Succeeded":
      return [lastedLine(facts), ...nextDrill(facts)];
    case "PartiallySucceeded":
      return [told(said(facts.run, "Complete") ?? "", 900), lastedLine(facts)];
    case "Failed":
      return failedLines(facts);
    case "Cancelled":
      return cancelledLines(facts);
    default:
      return phase satisfies never;
  }
}

function runningLines(facts: RunFacts): readonly string[] {
  return [machineLine(facts), pointLine(facts), ...whatIfFailed(facts), ...askForVerdict(facts)];
}

/** Up, although Azure's job says that it failed: it is cleaned up at once. */
function whatIfFailed({ run }: RunFacts): readonly string[] {
  const { failure } = run.status ?? {};
  return failure === undefined
    ? []
    : [...failureLines(failure), "It is cleaned up first; the run ends as failed after that."];
}

function askForVerdict({ run }: RunFacts): readonly string[] {
  if (run.spec.verdict !== undefined || run.status?.failure !== undefined) return [];
  return ["Look at it and say how it is. It costs money while it runs."];
}

function cleaningUpLines(facts: RunFacts): readonly string[] {
  const { run } = facts;
  if (stalledReason(run) !== "") return stuckLines(facts);
  return [...waitingLines(facts), ...whatIfFailed(facts)];
}

function failedLines(facts: RunFacts): readonly string[] {
  const { failure } = facts.run.status ?? {};
  const words =
    failure === undefined ? [told(said(facts.run, "Complete") ?? "Azure gave no reason.", 900)] : failureLines(failure);
  return [whatIsLeft(facts), ...words, remedy(facts)];
}

function cancelledLines({ run }: RunFacts): readonly string[] {
  return [told(said(run, "Complete") ?? "It was cancelled.", 1200)];
}

/** When the next one is due, counted from this one. A drill that failed is no drill. */
function nextDrill({ run, protection }: RunFacts): readonly string[] {
  const { runningSince } = run.status ?? {};
  const days = protection?.spec.drillEveryDays;
  if (run.spec.verdict?.result === "Failed") return ["Mend what did not work, then rehearse again."];
  if (days === undefined || runningSince === undefined) return [];
  return [`Next drill due ${day(new Date(Date.parse(runningSince) + days * 86_400_000))}.`];
}

function verdictLines({ run }: RunFacts): readonly string[] {
  const { verdict } = run.spec;
  if (verdict === undefined) return [];
  const note = verdict.note === undefined ? "" : `: “${told(verdict.note, 600)}”`;
  return [`Verdict ${verdict.result} by ${who(verdict.by)}${note}`];
}

function notesLines({ run }: RunFacts): readonly string[] {
  const { notes } = run.spec;
  return notes === undefined || notes === "" ? [] : [`Notes: ${told(notes, 400)}`];
}

function deletedLines(facts: RunFacts): readonly string[] {
  const { run } = facts;
  if (isBefore(run)) return ["The resource is gone. Nothing was started in Azure for it, as far as was seen."];
  if (!isActive(run))
    return [
      ...phaseLines(facts),
      ...verdictLines(facts),
      "The resource is gone; this card is what is left of the record.",
    ];
  const { runningSince } = run.status ?? {};
  const name = esc(testMachineOf(run) ?? `a test machine of ${machineOf(facts)}`);
  const since = runningSince === undefined ? "" : ` (up since ${when(new Date(runningSince), begunAt(run))})`;
  return [
    `The resource is gone, and I did not see how the run ended. As a rule the operator has cleaned up before. If the resource was forced away, ${name}${since} may still be there: look in the portal.`,
  ];
}
