// Pieces of messages: mrkdwn that is safe, and blocks within Slack's limits (docs.slack.dev/reference/block-kit).
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from "@slack/types";
import type { Message } from "./message.ts";

/** Slack's limits in characters: a section's text, a button's value, a notification's text that may still be edited. */
const SECTION = 3000;
const VALUE = 2000;
const TEXT = 3900;

/** Untrusted text as mrkdwn: no mention, link or channel ping can come out of it. */
export function esc(text: string): string {
  return text.toWellFormed().replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Untrusted text in bold. Asterisks, which have no escape, are taken out so that the bold does not end early. */
export function bold(text: string): string {
  return `*${esc(text.replaceAll("*", "").trim())}*`;
}

/** Untrusted text in code style, without backticks. */
export function code(text: string): string {
  return `\`${esc(text.replaceAll("`", "'"))}\``;
}

/** At most so many characters, the last of them an ellipsis where something is cut; never half an escape. */
export function cut(text: string, most: number): string {
  const points = Array.from(text);
  if (points.length <= most) return text;
  return `${points
    .slice(0, most - 1)
    .join("")
    .replace(/&[a-z]*$/, "")
    .trimEnd()}…`;
}

/** A person as a mention, when the name is one that the bot wrote; else the name, escaped. */
export function who(name: string | undefined): string {
  if (name === undefined) return "somebody with kubectl";
  const slack = /^slack:([UW][A-Z0-9]{2,20})$/.exec(name);
  return slack === null ? esc(name) : `<@${slack[1]}>`;
}

/** The time of day in the reader's own zone, with UTC for readers that cannot. */
export function timeOfDay(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^{time}|${at.toISOString().slice(11, 16)} UTC>`;
}

/** Day and time of day in the reader's own zone. */
export function dayAndTime(at: Date): string {
  const utc = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time}|${utc}>`;
}

/** A length of time for people: "40 seconds", "12 minutes", "1 h 12 min", "3 days". Negative counts as none. */
export function lengthOf(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return count(s, "second");
  const minutes = Math.round(s / 60);
  if (minutes < 90) return count(minutes, "minute");
  if (minutes >= 48 * 60) return count(Math.round(minutes / 1440), "day");
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** "1 machine", "2 machines". */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

export function section(mrkdwn: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: cut(mrkdwn, SECTION) } };
}

/** Small print. */
export function context(mrkdwn: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text: cut(mrkdwn, SECTION) }] };
}

/** Plain text, at most 150 characters. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text: cut(text, 150), emoji: true } };
}

export interface ButtonOptions {
  readonly style?: "primary" | "danger";
  /** Asked before it does anything. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

/** A button that runs a command line as whoever presses it: every button has a verb. */
export function button(label: string, line: string, { style, confirm }: ButtonOptions = {}): Button {
  if (line.length > VALUE) throw new RangeError(`A button's line has ${line.length} characters; ${VALUE} is the most`);
  return {
    type: "button",
    action_id: `asr:${slug(label)}`,
    text: plain(label),
    value: line,
    ...(style !== undefined && { style }),
    ...(confirm !== undefined && {
      confirm: {
        title: plain(confirm.title),
        text: plain(confirm.text),
        confirm: plain(confirm.yes),
        deny: plain("No"),
      },
    }),
  };
}

/** A button that opens a page. */
export function linkButton(label: string, url: string): Button {
  return { type: "button", action_id: `asr:open:${slug(label)}`, text: plain(label), url };
}

/** Nothing when there is no button. Labels must differ. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: "actions", elements: [...buttons] }];
}

/** A message whose fallback text is given, without markup that only blocks can show. */
export function message(text: string, blocks: readonly KnownBlock[]): Message {
  return { text: cut(text, TEXT), blocks };
}

/** A message of one paragraph. */
export function say(mrkdwn: string, buttons: readonly Button[] = []): Message {
  return message(mrkdwn, [section(mrkdwn), ...actions(buttons)]);
}

function slug(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function plain(text: string) {
  return { type: "plain_text" as const, text, emoji: true };
}
