// The answer to `/asr drills`: what runs now, what ran, and which machines nobody has rehearsed for too long. Pure.

import { conditionOf } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import type { Surroundings } from "../notice.ts";
import { commandLine } from "../parse.ts";
import { dueOf, hasEnded } from "../run.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { actions, bold, button, code, count, lengthOf, message, section, who } from "./text.ts";
import { named, plainly, timeIn, when } from "./told.ts";

export interface DrillsFacts extends Surroundings {
  readonly namespace: string;
  /** Of the namespace, or of the machine that was asked about. */
  readonly runs: readonly TestFailover[];
  readonly protections: readonly PhysicalMachineProtection[];
}

/** How many lines a part may have, and how many characters: all blocks of a message together have about 13,000. */
interface Room {
  readonly lines: number;
  readonly characters: number;
}
const RUNNING: Room = { lines: 10, characters: 2500 };
const ENDED: Room = { lines: 15, characters: 4000 };
const OVERDUE: Room = { lines: 12, characters: 2000 };
const NEVER: Room = { lines: 24, characters: 1500 };
const MOST_BUTTONS = 3;
/** Characters of lines that go into one section, which Slack limits to 3,000: a line is never cut. */
const PIECE = 2800;

export function drillsMessage(facts: DrillsFacts): Message {
  const { runs, protections, now } = facts;
  const running = runs.filter((run) => !hasEnded(run));
  const ended = runs.filter(hasEnded).sort((a, b) => endOf(b).localeCompare(endOf(a)));
  const overdue = protections.filter((one) => drilled(one) === "DrillOverdue" || drilled(one) === "LastDrillFailed");
  const never = protections.filter((one) => drilled(one) === "NeverDrilled");
  const lines = {
    running: running.map((run) => runningLine(run, now)),
    ended: ended.map((run) => endedLine(run, now)),
    overdue: overdue.map((one) => overdueLine(one, now)),
    never: never.map(({ metadata }) => bold(metadata.name)),
  };
  const paragraphs = [
    ...part("Running now", lines.running, RUNNING),
    ...part("Ended, the latest first", lines.ended, ENDED),
    ...part("To be rehearsed again", lines.overdue, OVERDUE),
    ...part("Never rehearsed", lines.never, NEVER),
  ];
  const told =
    paragraphs.length === 0
      ? [`No test failover is on record in ${bold(facts.namespace)}, and no machine is overdue for one.`]
      : paragraphs;
  return message(plainly(told), [
    ...told.map(section),
    ...actions(drillButtons(facts, [...overdue, ...never])),
    footer(facts, { vault: undefined, more: [facts.namespace], simulated: isSimulated(facts), near: now }),
  ]);
}

/** A heading and its lines, in as many pieces as Slack's limit asks for, and how many lines found no room. */
function part(title: string, lines: readonly string[], room: Room): readonly string[] {
  if (lines.length === 0) return [];
  const shown = fitting(lines, room);
  const more = lines.length - shown.length;
  const pieces = [bold(title)];
  for (const line of [...shown.map((one) => `• ${one}`), ...(more > 0 ? [`… and ${more} more`] : [])]) {
    const grown = `${pieces.at(-1)}\n${line}`;
    if (grown.length <= PIECE) pieces[pieces.length - 1] = grown;
    else pieces.push(line);
  }
  return pieces;
}

function fitting(lines: readonly string[], room: Room): readonly string[] {
  let left = room.characters;
  const most = lines.slice(0, room.lines);
  const over = most.findIndex((line) => {
    left -= line.length;
    return left < 0;
  });
  return over < 0 ? most : most.slice(0, over);
}

/** Whoever asked or judged; a name that a cluster gave may be long. */
function person(name: string | undefined): string {
  return who(name === undefined ? undefined : named(name));
}

function runningLine(run: TestFailover, now: Date): string {
  const { status, metadata } = run;
  const since = timeIn(status?.runningSince);
  const state = since === undefined ? (status?.phase ?? "Pending").toLowerCase() : stateOf(run, since, now);
  return [bold(machineOf(run)), state, `by ${person(run.spec.requestedBy)}`, code(metadata.name)].join(" · ");
}

function stateOf(run: TestFailover, since: Date, now: Date): string {
  if (run.status?.phase === "CleaningUp") return "is being cleaned up";
  const due = dueOf(run);
  const end = due === undefined ? "stays until somebody cleans it up" : `cleans up at ${when(due, now)}`;
  return `machine up since ${when(since, now)}, ${end}`;
}

const SIGNS: Readonly<Record<string, string>> = {
  Succeeded: "🟢",
  PartiallySucceeded: "🟠",
  Failed: "🔴",
  Cancelled: "⚪",
};

function endedLine(run: TestFailover, now: Date): string {
  const { phase = "" } = run.status ?? {};
  const { verdict } = run.spec;
  const failed = verdict?.result === "Failed";
  const said = verdict === undefined ? [] : [`verdict ${verdict.result} by ${person(verdict.by)}`];
  const at = timeIn(endOf(run));
  const sign = failed ? "🔴" : (SIGNS[phase] ?? "⚪");
  const parts = [
    `${sign} ${bold(machineOf(run))}`,
    ...(at === undefined ? [] : [when(at, now)]),
    phase === "PartiallySucceeded" ? "partially succeeded" : phase.toLowerCase(),
    ...said,
    `asked by ${person(run.spec.requestedBy)}`,
    code(run.metadata.name),
  ];
  return parts.join(" · ");
}

function overdueLine(one: PhysicalMachineProtection, now: Date): string {
  const name = bold(one.metadata.name);
  if (drilled(one) === "LastDrillFailed") return `${name} · whoever looked at the last drill said that it failed`;
  const last = timeIn(one.status?.lastSuccessfulDrillTime);
  const ago =
    last === undefined
      ? "no success is known"
      : `last success ${lengthOf((now.getTime() - last.getTime()) / 1000)} ago`;
  const every = one.spec.drillEveryDays === undefined ? "" : `, due every ${count(one.spec.drillEveryDays, "day")}`;
  return `${name} · overdue: ${ago}${every}`;
}

function drillButtons({ namespace, runs }: DrillsFacts, machines: readonly PhysicalMachineProtection[]) {
  const busy = new Set(runs.filter((run) => !hasEnded(run)).map((run) => run.spec.protection));
  return machines
    .filter(({ metadata }) => !busy.has(metadata.name))
    .slice(0, MOST_BUTTONS)
    .map(({ metadata: { name } }) =>
      button(`Drill ${name}`, commandLine({ verb: "testfailover", words: [name], flags: {}, namespace })),
    );
}

function drilled(protection: PhysicalMachineProtection): string | undefined {
  return conditionOf(protection, "Drilled")?.reason;
}

function machineOf({ spec, status, metadata }: TestFailover): string {
  return named(status?.target?.machine ?? spec.protection ?? spec.plan ?? metadata.name);
}

function endOf({ status, metadata }: TestFailover): string {
  return status?.endedAt ?? metadata.creationTimestamp;
}

function isSimulated({ runs, protections }: DrillsFacts): boolean {
  return [...runs, ...protections].some(({ status }) => status?.simulated === true);
}
