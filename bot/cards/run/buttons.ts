// The buttons of a test failover's card: those that fit the state. Each is a command line, run as whoever presses it. Pure.

import type { Button } from "@slack/types";
import type { RunFacts } from "../../notice.ts";
import { dueOf, hasEnded } from "../../run.ts";
import { portalButton } from "../portal.ts";
import { button } from "../text.ts";
import { timeIn } from "../told.ts";
import { isCalledOff, machineOf, phaseOf, stalledReason, testMachineOf } from "./facts.ts";
import { canRepeat } from "./failure.ts";

const HOUR_MS = 3_600_000;
/** The longest that a test machine may run. */
const MOST_MS = 168 * HOUR_MS;

export function buttonsOf(facts: RunFacts): readonly Button[] {
  if (facts.deleted) return [];
  const phase = phaseOf(facts.run);
  switch (phase) {
    case "New":
    case "Pending":
    case "Checking":
    case "Starting":
      return cancel(facts);
    case "Running":
      return [...verdict(facts), ...extend(facts), ...cleanUpNow(facts), ...portal(facts)];
    case "CleaningUp":
      return [...verdict(facts), ...portal(facts)];
    case "Succeeded":
    case "PartiallySucceeded":
    case "Failed":
    case "Cancelled":
      return [...verdict(facts), ...again(facts), ...portalIfNeeded(facts)];
    default:
      return phase satisfies never;
  }
}

/** `<verb> <run> -n <namespace>`: names of Kubernetes need no quotes. */
function line({ run }: RunFacts, verb: string, rest = ""): string {
  const { name, namespace } = run.metadata;
  return `${verb} ${name}${rest} -n ${namespace}`;
}

function cancel(facts: RunFacts): readonly Button[] {
  if (isCalledOff(facts.run)) return [];
  const begun = phaseOf(facts.run) === "Starting";
  const text = begun
    ? `Azure may have begun. The test machine of ${machineOf(facts)} is removed as soon as Azure allows that.`
    : `Nothing was started in Azure for ${machineOf(facts)} so far, as far as I know.`;
  const confirm = { title: "Cancel this test failover?", text, yes: "Cancel it" };
  return [button("Cancel", line(facts, "cleanup"), { confirm })];
}

/** While none is given, and somebody could have looked at a machine. */
function verdict(facts: RunFacts): readonly Button[] {
  const { spec, status } = facts.run;
  if (spec.verdict !== undefined || status?.runningSince === undefined) return [];
  const ended = hasEnded(facts.run);
  return [
    button(ended ? "It worked" : "It works", line(facts, "verdict", " passed"), { style: "primary" }),
    button(ended ? "It did not…" : "It does not…", line(facts, "verdict", " failed")),
  ];
}

/** Until a given time and not by an hour: pressed twice, it extends once. */
function extend(facts: RunFacts): readonly Button[] {
  const { run } = facts;
  const due = dueOf(run);
  const since = timeIn(run.status?.runningSince);
  if (due === undefined || since === undefined || isCalledOff(run) || stalledReason(run) !== "") return [];
  const until = due.getTime() + HOUR_MS;
  if (until > since.getTime() + MOST_MS) return [];
  const iso = `${new Date(until).toISOString().slice(0, 19)}Z`;
  const { name, namespace } = run.metadata;
  return [button("Extend 1 h", `extend ${name} -n ${namespace} --until ${iso}`)];
}

function cleanUpNow(facts: RunFacts): readonly Button[] {
  if (isCalledOff(facts.run) || stalledReason(facts.run) !== "") return [];
  const what = testMachineOf(facts.run) ?? "The test machine";
  const text = `${what} is deleted in Azure. ${machineOf(facts)} itself goes on and replicates on.`;
  return [
    button("Clean up now", line(facts, "cleanup"), { confirm: { title: "Clean up now?", text, yes: "Clean up" } }),
  ];
}

function again(facts: RunFacts): readonly Button[] {
  const { run, protection } = facts;
  if (protection === undefined || !canRepeat(facts)) return [];
  const label = phaseOf(run) === "Succeeded" ? "Drill again" : "Try again";
  return [button(label, `testfailover ${protection.metadata.name} -n ${run.metadata.namespace}`)];
}

function portal({ protection }: RunFacts): readonly Button[] {
  return portalButton(protection?.status?.portalLink);
}

/** Of a run that is over, when there is something to be seen there. */
function portalIfNeeded(facts: RunFacts): readonly Button[] {
  const { phase, endReason } = facts.run.status ?? {};
  const needed = phase === "Cancelled" ? endReason === "Detached" : phase !== "Succeeded";
  return needed ? portal(facts) : [];
}
