// A failure in a card: Azure's words as Azure's, and what can be done here. Pure.
import type { Failure } from "../../../crds/types.ts";
import type { RunFacts } from "../../notice.ts";
import { code, esc } from "../text.ts";
import { lastPart, named, told } from "../told.ts";
import { cleanedUp } from "./machine.ts";

/** In a card, where the thread has all of it. */
const IN_CARD = 900;

/** `Azure says (28031): …`, then `What Azure recommends: …`; a sentence without a code is ours. */
export function failureLines({ code: number, message, recommendedAction }: Failure): readonly string[] {
  const says = number === undefined ? "" : `Azure says (${esc(named(number))}): `;
  const recommends =
    recommendedAction === undefined ? [] : [`What Azure recommends: ${told(recommendedAction, IN_CARD)}`];
  return [`${says}${told(message, IN_CARD)}`, ...recommends];
}

/** Said only when it is so. */
export function whatIsLeft(facts: RunFacts): string {
  const gone = facts.run.status?.endReason === "ProtectedItemGone";
  const left = gone ? "No test machine of it is known to be left." : "Nothing of it is left running.";
  return `${left}${cleanedUp(facts)}`;
}

/** What to do from here, for the few codes where this bot knows more than Azure says. */
export function remedy(facts: RunFacts): string {
  const again = canRepeat(facts) ? "press *Try again*" : "ask for another one";
  const known = KNOWN[facts.run.status?.failure?.code ?? ""]?.(facts);
  return `What you can do here: ${known ?? "mend the cause"}, then ${again}.`;
}

type Advice = (facts: RunFacts) => string;

const KNOWN: Readonly<Record<string, Advice>> = {
  "28031": (facts) => {
    const size = sizeOf(facts);
    const today = size === undefined ? "" : `; today it is ${esc(named(size))}`;
    return `name a smaller size in ${code("spec.target.vmSize")} of the protection (${"`kubectl`"} or Git${today}), or wait for the quota`;
  },
  "28092": ({ run }) => {
    const { network } = run.status ?? {};
    const where = network === undefined ? "the test network" : `test network ${esc(named(lastPart(network)))}`;
    return `free addresses in ${where}, or name another subnet in ${code("spec.testNetwork")} of the protection`;
  },
};

function sizeOf({ protection }: RunFacts): string | undefined {
  return protection?.status?.bound?.target?.vmSize ?? protection?.spec.target?.vmSize;
}

/** Its protection is still there to be rehearsed. */
export function canRepeat({ protection, deleted }: RunFacts): boolean {
  return !deleted && protection !== undefined && protection.metadata.deletionTimestamp === undefined;
}
