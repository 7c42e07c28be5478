// The first line of a test failover's card: a colour, the state in words, who asked, and when. Pure.

import type { TestFailover } from "../../../crds/types.ts";
import type { RunFacts } from "../../notice.ts";
import { dueOf, hasEnded } from "../../run.ts";
import { bold, who } from "../text.ts";
import { inWords, when } from "../told.ts";
import { begunAt, isBefore, isCalledOff, machineOf, phaseOf, stalledReason } from "./facts.ts";

/** The colour never stands alone: the state says the same in words. */
export interface State {
  readonly emoji: "⚪" | "🔵" | "🟢" | "🟠" | "🔴";
  readonly words: string;
}

/** `🔵 *web01 test failover: running*  started by @asker 10:31 · cleans up at 12:42`. */
export function titleLine(facts: RunFacts): string {
  const { emoji, words } = stateOf(facts);
  const what = bold(`${machineOf(facts)} test failover: ${words}`);
  return `${emoji} ${what}  ${[whoAsked(facts.run), ...further(facts)].join(" · ")}`;
}

export function stateOf({ run, deleted }: Pick<RunFacts, "run" | "deleted">): State {
  const state = stateOfPhase(run);
  if (!deleted) return state;
  if (hasEnded(run)) return { ...state, words: `${state.words} (resource deleted)` };
  return { emoji: isBefore(run) ? "⚪" : "🟠", words: "its resource was deleted" };
}

function stateOfPhase(run: TestFailover): State {
  const phase = phaseOf(run);
  switch (phase) {
    case "New":
      return { emoji: "⚪", words: "not looked at yet" };
    case "Pending":
      return beforeStart(run, { emoji: "⚪", words: "waiting" });
    case "Checking":
      return beforeStart(run, { emoji: "🔵", words: "being checked" });
    case "Starting":
      return starting(run);
    case "Running":
      return running(run);
    case "CleaningUp":
      return cleaningUp(run);
    case "Succeeded":
      return succeeded(run);
    case "PartiallySucceeded":
      return { emoji: "🟠", words: "partially succeeded" };
    case "Failed":
      return { emoji: "🔴", words: "failed" };
    case "Cancelled":
      return cancelled(run);
    default:
      return phase satisfies never;
  }
}

function beforeStart(run: TestFailover, otherwise: State): State {
  const reason = stalledReason(run);
  if (reason === "") return isCalledOff(run) ? { emoji: "⚪", words: "being cancelled" } : otherwise;
  if (reason === "ObserveOnly") return { emoji: "⚪", words: "not started, the vault is only observed" };
  if (reason === "AzureRefused") return { emoji: "🔴", words: "Azure refused it, nothing was started" };
  const why = reason === "PreflightFailed" ? "the checks found something" : inWords(reason);
  return { emoji: "🟠", words: `stuck, nothing was started (${why})` };
}

function starting(run: TestFailover): State {
  const reason = stalledReason(run);
  if (reason !== "") return { emoji: "🟠", words: `stuck while starting (${inWords(reason)})` };
  return isCalledOff(run) ? { emoji: "🔵", words: "being cancelled" } : { emoji: "🔵", words: "starting" };
}

function running(run: TestFailover): State {
  const reason = stalledReason(run);
  if (reason === "") return { emoji: "🔵", words: "running" };
  return { emoji: "🔴", words: `stuck, ${stillThere(run, reason)}` };
}

function cleaningUp(run: TestFailover): State {
  const reason = stalledReason(run);
  if (reason === "CleanUpFailed")
    return { emoji: "🔴", words: "the clean-up failed, the test machine is still running" };
  if (reason !== "") return { emoji: "🔴", words: `the clean-up is stuck, ${stillThere(run, reason)}` };
  return run.status?.failure === undefined
    ? { emoji: "🔵", words: "cleaning up" }
    : { emoji: "🔴", words: "failed, cleaning up" };
}

/** Of what is gone from Azure's lists it is not known whether its machine is. */
function stillThere(run: TestFailover, reason: string): string {
  const sure = reason !== "ProtectedItemGone" && run.status?.runningSince !== undefined;
  return sure ? "the test machine is still running" : "the test machine may still be there";
}

function succeeded({ spec }: TestFailover): State {
  if (spec.verdict === undefined) return { emoji: "🟢", words: "succeeded, no verdict yet" };
  if (spec.verdict.result === "Passed") return { emoji: "🟢", words: "succeeded, verdict Passed" };
  return { emoji: "🔴", words: "succeeded in Azure, verdict Failed" };
}

const WHY_CANCELLED: Readonly<Record<string, string>> = {
  TooLate: "cancelled, it could not start in time",
  CancelledOnRequest: "cancelled, as asked",
  Deleted: "cancelled, its resource was deleted",
};

function cancelled({ status }: TestFailover): State {
  const reason = status?.endReason ?? "";
  if (reason === "Detached") return { emoji: "🔴", words: "let go, its test machine may still be there" };
  return { emoji: reason === "TooLate" ? "🟠" : "⚪", words: WHY_CANCELLED[reason] ?? "cancelled" };
}

function whoAsked(run: TestFailover): string {
  const verb = run.status?.startedAt === undefined ? "asked for" : "started";
  return `${verb} by ${who(run.spec.requestedBy)} ${when(begunAt(run), begunAt(run))}`;
}

function further({ run, deleted }: RunFacts): readonly string[] {
  if (deleted || phaseOf(run) !== "Running" || stalledReason(run) !== "") return [];
  if (isCalledOff(run)) return ["its clean-up is asked for"];
  const due = dueOf(run);
  if (due !== undefined) return [`cleans up at ${when(due, begunAt(run))}`];
  return run.spec.cleanUp.after === "Never" ? ["stays until somebody cleans it up"] : [];
}
