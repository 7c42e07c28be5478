// The line of steps in a test failover's card: done with its time, under way, to come, or where it broke off. Pure.

import type { TestFailover } from "../../../crds/types.ts";
import type { RunFacts } from "../../notice.ts";
import { hasEnded } from "../../run.ts";
import { when } from "../told.ts";
import { begunAt, isActive, phaseOf, stalledReason, stepTime } from "./facts.ts";

/** `✓ checked 10:31  ✓ started 10:31  … the machine comes up  ○ look at it and say how it is  ○ clean-up`. */
export function stepsLine({ run, deleted }: Pick<RunFacts, "run" | "deleted">): string {
  const ended = deleted || hasEnded(run);
  const all = [checked(run), started(run), machineUp(run), lookedAt(run), cleanUp(run), cancelled(run)];
  return all.filter((step) => step !== undefined && !(ended && OPEN.test(step))).join("   ");
}

/** What was not reached when the run ended is not to come any more; a verdict still can. */
const OPEN = /^[…○](?! say)/;

function done(run: TestFailover, words: string, at: Date): string {
  return `✓ ${words} ${when(at, begunAt(run))}`;
}

/** Reasons of Stalled that come after the checks. */
const CHECKED: ReadonlySet<string> = new Set(["ObserveOnly", "AzureRefused"]);

function checked(run: TestFailover): string | undefined {
  const at = stepTime(run, "Checked") ?? (isActive(run) ? begunAt(run) : undefined);
  if (at !== undefined) return done(run, "checked", at);
  if (hasEnded(run)) return undefined;
  const reason = stalledReason(run);
  if (CHECKED.has(reason)) return "✓ checked";
  if (reason !== "") return "✗ checks";
  return phaseOf(run) === "Checking" ? "… checks" : "○ checks";
}

function started(run: TestFailover): string {
  const at = stepTime(run, "Started");
  if (at !== undefined) return done(run, "started", at);
  if (phaseOf(run) !== "Starting") return CHECKED.has(stalledReason(run)) ? "✗ start" : "○ start";
  return stalledReason(run) === "" ? "… asking Azure to start" : "✗ start";
}

function machineUp(run: TestFailover): string {
  const at = stepTime(run, "MachineUp");
  if (at !== undefined) return done(run, "machine up", at);
  if (phaseOf(run) === "Failed") return `✗ machine up`;
  return phaseOf(run) === "Starting" && stepTime(run, "Started") !== undefined
    ? "… the machine comes up"
    : "○ machine up";
}

function lookedAt(run: TestFailover): string {
  const { verdict } = run.spec;
  if (verdict !== undefined) return `${verdict.result === "Passed" ? "✓" : "✗"} verdict ${verdict.result}`;
  const wasUp = run.status?.runningSince !== undefined;
  if (hasEnded(run)) return wasUp && phaseOf(run) === "Succeeded" ? "○ say how it was" : "○ look at it";
  return "○ look at it and say how it is";
}

function cleanUp(run: TestFailover): string {
  const elsewhere = stepTime(run, "CleanedUpElsewhere");
  if (elsewhere !== undefined) return done(run, "cleaned up elsewhere", elsewhere);
  const at = stepTime(run, "CleanedUp");
  if (at !== undefined) return done(run, "cleaned up", at);
  if (phaseOf(run) !== "CleaningUp") return "○ clean-up";
  return stalledReason(run) === "" ? "… cleaning up" : "✗ clean-up";
}

function cancelled(run: TestFailover): string | undefined {
  const at = stepTime(run, "Cancelled");
  return phaseOf(run) === "Cancelled" && at !== undefined ? done(run, "cancelled", at).replace("✓", "✗") : undefined;
}
