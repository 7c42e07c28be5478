// The answer to `/asr` alone: what of a namespace needs attention, then how much there is. Pure.

import { conditionOf, isTrue } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import type { Alert, Surroundings } from "../notice.ts";
import { hasEnded } from "../run.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { bold, code, count, esc, message } from "./text.ts";
import { inWords, plainly, told } from "./told.ts";

export interface OverviewFacts extends Surroundings {
  readonly namespace: string;
  readonly protections: readonly PhysicalMachineProtection[];
  readonly runs: readonly TestFailover[];
  /** What is wrong now, in the words that channels hear; the worst first. */
  readonly alerts: readonly Alert[];
  /** Machines that nobody protects. */
  readonly free: number;
  readonly simulated: boolean;
}

const MOST = 12;

export function overviewMessage(facts: OverviewFacts): Message {
  const { namespace, now, simulated, protections } = facts;
  const attention = [...facts.alerts.map(({ title }) => `• 🟠 ${esc(title)}`), ...stuckRuns(facts.runs)];
  const head =
    attention.length === 0 ? `🟢 ${bold(namespace)}: nothing needs attention.` : `${bold(namespace)}: needs attention`;
  const shown = attention.slice(0, MOST);
  const more = attention.length > MOST ? [`… and ${attention.length - MOST} more`] : [];
  const lines = [head, ...shown, ...more, ...goingOn(protections), ...runningRuns(facts.runs), counts(facts)];
  return message(plainly(lines), [
    ...paragraphs(lines),
    footer(facts, { vault: undefined, more: [namespace], simulated, near: now }),
  ]);
}

function stuckRuns(runs: readonly TestFailover[]): readonly string[] {
  return runs
    .filter((run) => !hasEnded(run) && isTrue(run, "Stalled"))
    .map((run) => `• 🔴 ${code(run.metadata.name)}: ${told(conditionOf(run, "Stalled")?.message ?? "stuck", 300)}`);
}

function runningRuns(runs: readonly TestFailover[]): readonly string[] {
  return runs
    .filter((run) => !hasEnded(run) && !isTrue(run, "Stalled"))
    .slice(0, MOST)
    .map(
      (run) =>
        `• 🔵 test failover of ${bold(run.spec.protection ?? "")}: ${inWords(run.status?.phase ?? "Pending")} (${code(run.metadata.name)})`,
    );
}

/** Neither well nor wrong: the first copy, or Azure at work. */
function goingOn(protections: readonly PhysicalMachineProtection[]): readonly string[] {
  return protections
    .filter((one) => isTrue(one, "Reconciling"))
    .slice(0, MOST)
    .map((one) => `• 🔵 ${bold(one.metadata.name)}: ${esc(one.status?.stateDescription ?? "not looked at yet")}`);
}

function counts({ protections, runs, free }: OverviewFacts): string {
  const drills = runs.filter((run) => !hasEnded(run)).length;
  return `${protectedOnes(protections)} · ${count(drills, "drill")} under way · ${count(free, "machine")} that nobody protects`;
}

/** In place: Azure has it as its manifest says. That one of them is unwell is said above. */
function protectedOnes(protections: readonly PhysicalMachineProtection[]): string {
  const ready = protections.filter((one) => isTrue(one, "Ready")).length;
  const all = count(protections.length, "protection");
  return ready === protections.length ? `${all} in place` : `${all}, ${ready} of them in place`;
}
