// How an alert is put together: its key, its words, its small print. Pure.
import type { Condition } from "../../crds/types.ts";
import { footer } from "../cards/footer.ts";
import type { Message } from "../cards/message.ts";
import { paragraphs } from "../cards/paragraphs.ts";
import { actions, bold, type button, lengthOf, message } from "../cards/text.ts";
import { plainly, timeIn } from "../cards/told.ts";
import type { Alert, Surroundings } from "../notice.ts";

/** Something that is wrong. */
export interface Found {
  readonly alert: Alert;
  /** The title of another alert that is told instead of this one. */
  readonly explainedBy?: string;
}

export interface Words {
  readonly emoji: "⚪" | "🟠" | "🔴";
  /** Plain. */
  readonly title: string;
  /** After the title, in the same line. */
  readonly after?: string;
  readonly lines: readonly string[];
  readonly buttons?: readonly ReturnType<typeof button>[];
  readonly vault: string | undefined;
  readonly namespace?: string;
  readonly simulated?: boolean | undefined;
}

export function alertMessage(words: Words, around: Surroundings): Message {
  const { emoji, title, after = "", lines, buttons = [], vault, namespace, simulated = false } = words;
  const all = [`${emoji} ${bold(title)}${after}`, ...lines];
  const more = namespace === undefined ? [] : [namespace];
  const small = footer(around, { vault, more, simulated, near: around.now });
  return message(plainly(all), [...paragraphs(all), ...actions(buttons), small]);
}

/** `uid/condition/status/lastTransitionTime`. */
export function conditionKey(uid: string, { type, status, lastTransitionTime }: Condition): string {
  return `${uid}/${type}/${status}/${lastTransitionTime}`;
}

export function sinceOf({ lastTransitionTime }: Condition): Date {
  return timeIn(lastTransitionTime) ?? new Date(0);
}

/** ` for 4 minutes`, at the moment it is said. */
export function forSoLong(since: Date, { now }: Surroundings): string {
  return ` for ${lengthOf((now.getTime() - since.getTime()) / 1000)}`;
}
