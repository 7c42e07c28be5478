// What is said by itself in the thread of a run's card: all that belongs there by now; who says it, says each once. Pure.

import type { Failure, TestFailover } from "../crds/types.ts";
import { explained } from "./cards/explained.ts";
import type { Message } from "./cards/message.ts";
import { paragraphs } from "./cards/paragraphs.ts";
import { bodyLines } from "./cards/run/body.ts";
import { isActive, isCalledOff, machineOf, phaseOf, stalledReason } from "./cards/run/facts.ts";
import { failureLines, remedy, whatIsLeft } from "./cards/run/failure.ts";
import { machineLine } from "./cards/run/machine.ts";
import { smallPrint } from "./cards/run/small-print.ts";
import { stateOf } from "./cards/run/title.ts";
import { stuckLines } from "./cards/run/waiting.ts";
import { bold, code, esc, message, who } from "./cards/text.ts";
import { lastPart, named, plainly, told } from "./cards/told.ts";
import type { Notice, RunFacts } from "./notice.ts";
import { hasEnded } from "./run.ts";

/** In the order in which they are said. */
export function runNotices(facts: RunFacts): readonly Notice[] {
  if (facts.deleted) return [];
  return [...verdictGiven(facts), ...ofState(facts)];
}

function ofState(facts: RunFacts): readonly Notice[] {
  const { run } = facts;
  if (hasEnded(run)) return [ended(facts)];
  if (stalledReason(run) !== "") return [stuck(facts)];
  return phaseOf(run) === "Running" ? machineUp(facts) : [];
}

/** `uid/phase/stalledReason`: the same key is never said twice. */
function keyOf(run: TestFailover): string {
  return `${run.metadata.uid}/${phaseOf(run)}/${stalledReason(run)}`;
}

/** A person has to look at it, so the one who asked is called. */
function machineUp(facts: RunFacts): readonly Notice[] {
  const { run } = facts;
  if (isCalledOff(run) || run.status?.failure !== undefined) return [];
  const { name, namespace } = run.metadata;
  const lines = [
    `${caller(run)}the test machine of ${bold(machineOf(facts))} is up. Please look at it and say how it is.`,
    ...(run.status?.testMachine === undefined ? [] : [machineLine(facts)]),
    reach(facts),
    `Then press *It works* or *It does not…* on the card, or type ${code(`/asr verdict ${name} passed -n ${namespace}`)}.`,
  ];
  return [
    notice(facts, {
      key: keyOf(run),
      broadcast: false,
      lines: run.spec.verdict === undefined ? lines : lines.slice(0, -1),
    }),
  ];
}

/** Only somebody in Slack can be called. */
function caller({ spec: { requestedBy } }: TestFailover): string {
  return requestedBy?.startsWith("slack:") === true ? `${who(requestedBy)}, ` : "";
}

function reach({ run }: RunFacts): string {
  const { network, testMachine } = run.status ?? {};
  const where = network === undefined ? "its test network" : `test network ${esc(named(lastPart(network)))}`;
  const [address] = testMachine?.addresses ?? [];
  const at = address === undefined ? "" : ` at ${code(named(address))}`;
  return `It is reached from inside ${where} only${at}: through a jump host or Azure Bastion there, or the serial console in the portal.`;
}

function verdictGiven(facts: RunFacts): readonly Notice[] {
  const { run } = facts;
  const { verdict } = run.spec;
  if (verdict === undefined) return [];
  const note = verdict.note === undefined ? "" : `: “${told(verdict.note, 2000)}”`;
  const passed = verdict.result === "Passed";
  const line = `${passed ? "🟢" : "🔴"} *Verdict on ${esc(machineOf(facts).replaceAll("*", ""))}: ${verdict.result}* by ${who(verdict.by)}${note}`;
  return [notice(facts, { key: `${run.metadata.uid}/verdict/${verdict.result}`, broadcast: false, lines: [line] })];
}

/** Ends that somebody has to know of who does not follow the thread. */
function isBadEnd({ status }: TestFailover): boolean {
  const { phase, endReason = "" } = status ?? {};
  if (phase === "Cancelled") return endReason === "TooLate" || endReason === "Detached";
  return phase !== "Succeeded";
}

function ended(facts: RunFacts): Notice {
  const { run } = facts;
  const { failure, phase } = run.status ?? {};
  const broadcast = isBadEnd(run);
  const about = { key: keyOf(run), broadcast };
  if (phase !== "Failed" || failure === undefined)
    return notice(facts, { ...about, lines: [headline(facts, broadcast), ...bodyLines(facts)] });
  return notice(facts, { ...about, lines: [headline(facts, true), whatIsLeft(facts), remedy(facts)], failure });
}

/** Those that cost money while nobody acts are shown in the channel. */
function stuck(facts: RunFacts): Notice {
  const { run } = facts;
  const failure = refusalOf(run);
  return notice(facts, {
    key: keyOf(run),
    broadcast: isActive(run) && run.status?.runningSince !== undefined,
    lines: [headline(facts, true), ...stuckLines(facts, () => [])],
    ...(failure === undefined ? {} : { failure }),
  });
}

function refusalOf(run: TestFailover): Failure | undefined {
  const { refusal, cleanUp } = run.status ?? {};
  const reason = stalledReason(run);
  return reason === "AzureRefused" ? refusal : reason === "CleanUpFailed" ? cleanUp?.lastFailure : undefined;
}

function headline(facts: RunFacts, calls: boolean): string {
  const { emoji, words } = stateOf(facts);
  const line = `${emoji} ${bold(`${machineOf(facts)} test failover: ${words}`)}`;
  const name = calls ? caller(facts.run).replace(/, $/, "") : "";
  return name === "" ? line : `${line}  (asked for by ${name})`;
}

interface About {
  readonly key: string;
  readonly broadcast: boolean;
  readonly lines: readonly string[];
  /** Told in full after the lines. */
  readonly failure?: Failure;
}

function notice(facts: RunFacts, { key, broadcast, lines, failure }: About): Notice {
  const text = plainly([...lines, ...(failure === undefined ? [] : failureLines(failure))]);
  const blocks: Message["blocks"] = [
    ...paragraphs(lines),
    ...(failure === undefined ? [] : explained(failure)),
    smallPrint(facts),
  ];
  return { key, broadcast, message: message(text, blocks) };
}
