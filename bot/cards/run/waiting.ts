// What a test failover waits for, or is stuck on, as lines of a card: why, what it costs, what to do. Pure.
import type { Failure, Finding } from "../../../crds/types.ts";
import type { RunFacts } from "../../notice.ts";
import { esc } from "../text.ts";
import { lastPart, named, timeIn, told, when } from "../told.ts";
import { begunAt, isActive, isBefore, isCalledOff, machineOf, said, stalledReason } from "./facts.ts";
import { failureLines } from "./failure.ts";

/** It goes on by itself. */
export function waitingLines(facts: RunFacts): readonly string[] {
  const { run } = facts;
  const message = told(said(run, "Reconciling", "Ready") ?? "It goes on by itself.", 1200);
  const off = isCalledOff(run) && isBefore(run) ? ["It is called off; the operator ends it next."] : [];
  return [message, ...into(facts), ...startBy(facts), ...off];
}

function into({ run }: RunFacts): readonly string[] {
  const { network, phase } = run.status ?? {};
  if (phase !== "Starting" || network === undefined) return [];
  return [`Into test network ${esc(named(lastPart(network)))}. Replication goes on meanwhile.`];
}

function startBy({ run }: RunFacts): readonly string[] {
  const at = timeIn(run.spec.startBy);
  if (at === undefined || isActive(run)) return [];
  return [`If it cannot start before ${when(at, begunAt(run))}, it is cancelled.`];
}

/** Words for a failure of Azure's; none where it follows in full. */
type Words = (failure: Failure) => readonly string[];

/** It needs a person. */
export function stuckLines(facts: RunFacts, words: Words = failureLines): readonly string[] {
  switch (stalledReason(facts.run)) {
    case "ObserveOnly":
      return observed(facts);
    case "CleanUpFailed":
      return cleanUpFailed(facts, words);
    case "AzureRefused":
      return refused(facts, words);
    case "PreflightFailed":
      return [...findings(facts), ...startBy(facts)];
    default:
      return [told(said(facts.run, "Stalled") ?? "", 1800), ...startBy(facts)];
  }
}

function observed({ run }: RunFacts): readonly string[] {
  const { wouldDo = [] } = run.status ?? {};
  const list = wouldDo.slice(0, 5).map((sentence) => `• ${told(sentence, 300)}`);
  const why = isBefore(run)
    ? "The vault's mode is Observe, so nothing was written to Azure. In mode Manage the operator would:"
    : `${told(said(run, "Stalled") ?? "", 1200)} In mode Manage the operator would:`;
  return [why, ...list];
}

/** What it costs not to act comes first. */
function cleanUpFailed(facts: RunFacts, words: Words): readonly string[] {
  const { run } = facts;
  const { cleanUp, runningSince } = run.status ?? {};
  const since = timeIn(runningSince);
  const next = timeIn(cleanUp?.nextTryAt);
  return [
    `${since === undefined ? "It runs" : `It has been running since ${when(since, begunAt(run))}`}. It costs money, and it blocks failover of ${esc(machineOf(facts))} until it is gone.`,
    ...(cleanUp?.lastFailure === undefined ? [] : words(cleanUp.lastFailure)),
    `Mend the cause, or clean up in the portal: the run sees that and ends.${next === undefined ? "" : ` Next try ${when(next, begunAt(run))}.`}`,
  ];
}

function refused(facts: RunFacts, words: Words): readonly string[] {
  const { run } = facts;
  const { refusal, nextTryAt } = run.status ?? {};
  const next = timeIn(nextTryAt);
  const why = refusal === undefined ? [told(said(run, "Stalled") ?? "", 1800)] : words(refusal);
  const again = next === undefined ? [] : [`It is asked again ${when(next, begunAt(run))}, and so on until it starts.`];
  return [...why, ...again, ...startBy(facts)];
}

const MOST_FINDINGS = 4;

function findings({ run }: RunFacts): readonly string[] {
  const found = (run.status?.findings ?? []).filter(({ severity }) => severity === "Error");
  if (found.length === 0) return [told(said(run, "Stalled") ?? "", 1800)];
  const more = found.length - MOST_FINDINGS;
  return [
    "Azure would refuse it, or the machine would not come up:",
    ...found.slice(0, MOST_FINDINGS).map(finding),
    ...(more > 0 ? [`And ${more} more: ${"`status.findings`"} of the run has them all.`] : []),
    "Mend that; it is looked at again by itself.",
  ];
}

function finding({ sentence, remedy }: Finding): string {
  return `• ${told(sentence, 280)} ${told(remedy, 280)}`;
}
