// A test failover's card: one message for each state it can be in, edited in place. Pure.

import type { KnownBlock } from "@slack/types";
import type { TestFailover } from "../../crds/types.ts";
import type { RunFacts } from "../notice.ts";
import { hasEnded } from "../run.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { bodyLines } from "./run/body.ts";
import { buttonsOf } from "./run/buttons.ts";
import { begunAt, stalledReason } from "./run/facts.ts";
import { smallPrint } from "./run/small-print.ts";
import { stepsLine } from "./run/steps.ts";
import { titleLine } from "./run/title.ts";
import { actions, context, message, section } from "./text.ts";
import { plainly, when } from "./told.ts";

export function runCard(facts: RunFacts): Message {
  return card(facts, true);
}

/** All that the card shows but its "as of", as one string: the card is edited when it is another one. */
export function runCardKey(facts: RunFacts): string {
  return JSON.stringify(card(facts, false));
}

/** In which order cards are edited when there are too many. */
export function urgencyOf(run: TestFailover, deleted: boolean): "final" | "failure" | "progress" {
  if (deleted || hasEnded(run)) return "final";
  return stalledReason(run) !== "" || run.status?.failure !== undefined ? "failure" : "progress";
}

function card(facts: RunFacts, asOf: boolean): Message {
  const warnings = [...silence(facts), ...repeats(facts)];
  const lines = [titleLine(facts), ...bodyLines(facts)];
  const steps = stepsLine(facts);
  const blocks: KnownBlock[] = [
    ...warnings.map(section),
    section(titleLine(facts)),
    ...paragraphs(bodyLines(facts)),
    ...(steps === "" ? [] : [context(steps)]),
    ...actions(buttonsOf(facts)),
    smallPrint(facts, asOf),
  ];
  return message(plainly([...warnings, ...lines]), blocks);
}

/** What is shown is then not what is. */
function silence({ run, freshness }: RunFacts): readonly string[] {
  if (!freshness.silent) return [];
  if (freshness.asOf === undefined) return ["⚠️ *The operator has not spoken yet.* Whether this goes on is not known."];
  const since = when(freshness.asOf, begunAt(run));
  return [`⚠️ *The operator has not spoken since ${since}*: what follows is as of then. Azure may be further on.`];
}

function repeats({ mayRepeat }: RunFacts): readonly string[] {
  return mayRepeat ? ["may repeat: the bot was interrupted, so this card may be here twice."] : [];
}
