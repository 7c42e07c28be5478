// How the bot says no, and why it cannot: to one person only, with the way out. Pure.
import type { Right } from "../authorize.ts";
import type { UsageError } from "../command.ts";
import type { Message } from "./message.ts";
import { bold, button, code, cut, esc, say } from "./text.ts";

/** Why somebody may not talk to the bot at all. */
export type Stranger = "guest" | "bot" | "deactivated" | "otherWorkspace" | "unknown";

const STRANGERS: Readonly<Record<Stranger, string>> = {
  guest: "Guests of this workspace may not use me. A full member of the workspace can ask for you.",
  bot: "I take no orders from other apps: a person has to ask.",
  deactivated: "Your Slack account is deactivated, so I may not act for you.",
  otherWorkspace:
    "I serve another workspace than yours. In a shared channel, ask somebody of the workspace that I belong to.",
  unknown: "Slack knows nobody of your id, so I may not act for you.",
};

export function stranger(why: Stranger): Message {
  return say(STRANGERS[why]);
}

/** Slack did not answer who somebody is: nothing is allowed until it does. */
export const WHO_ARE_YOU: Message = say(
  "Slack does not tell me who you are at the moment, so I may not act for you. Nothing was done. Try again in a minute.",
);

/** The cluster did not answer whether somebody may: that is not the same as that they may not. */
export const RIGHTS_UNKNOWN: Message = say(
  "The cluster does not tell me at the moment whether you may, so nothing was done. Try again in a minute.",
);

export interface NoRight {
  /** What it would have been, such as "start a test failover". */
  readonly deed: string;
  readonly right: Right;
  readonly groups: readonly string[];
  /** Who grants rights: a user group's or person's id, or plain words; absent when nobody said. */
  readonly grantedBy: string | undefined;
}

export function noRight({ deed, right, groups, grantedBy }: NoRight): Message {
  const where = right.namespace === undefined ? "" : ` in ${bold(right.namespace)}`;
  const needed = `${code(right.verb)} on ${code(`${right.resource}.asr-chatops.io`)}`;
  const yours = groups.length === 0 ? "you are in no group that I know" : `your groups: ${groups.map(code).join(", ")}`;
  return say(`You may not ${esc(deed)}${where}. It needs ${needed}; ${yours}. ${granting(grantedBy)}`);
}

/** Said to one person only, where a mention calls nobody else. */
export function granting(grantedBy: string | undefined): string {
  if (grantedBy === undefined) return "Whoever manages the cluster's RBAC can grant it.";
  if (/^[UW][A-Z0-9]+$/.test(grantedBy)) return `<@${grantedBy}> can grant it.`;
  return `${/^S[A-Z0-9]+$/.test(grantedBy) ? `<!subteam^${grantedBy}>` : esc(grantedBy)} can grant it.`;
}

/** Mistyped: in the error's words, which are mrkdwn by now, and with the line that would have been right. */
export function mistyped({ message, suggestion }: UsageError): Message {
  const fits = suggestion !== undefined && suggestion.length <= 1900;
  return say(message, fits ? [button(cut(`/asr ${suggestion}`, 70), suggestion)] : []);
}

/** The API server's own sentence, word for word. */
export function refusedByCluster(sentence: string): Message {
  return say(
    `The cluster refused it, and nothing was done. It says:\n>${esc(cut(sentence, 2000)).replaceAll("\n", "\n>")}`,
  );
}

/** `mayHaveHappened`: the answer to a write was lost. */
export function clusterSilent(): Message {
  return say(
    "The cluster does not answer at the moment, so I cannot tell whether that was done. Look at `/asr status` in a minute, then ask again: asking twice makes nothing twice.",
  );
}

export function bug(id: string): Message {
  return say(`Something went wrong that should not have: a bug of mine. The log has it under ${code(id)}.`);
}
