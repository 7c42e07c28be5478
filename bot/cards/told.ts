// Text that others wrote (Azure, machines, people with kubectl) as it may stand in a message of ours. Pure.
import { cut, dayAndTime, esc, timeOfDay } from "./text.ts";

const NAME = 80;

/** A name, plain: one line, not longer than a name needs to be. Still to be escaped. */
export function named(text: string): string {
  return cut(text.replaceAll("`", "'").replace(/\s+/g, " ").trim(), NAME);
}

/** The last part of an ARM id. */
export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Several sentences as mrkdwn: escaped, without code style, in at most so many characters as they travel. */
export function told(text: string, most: number): string {
  return fitted(mended(text), most);
}

/** The same as pieces that each fit into a section, when it must be word for word. */
export function toldInFull(text: string, most: number, piece = 2800): readonly string[] {
  const whole = fitted(mended(text), most);
  const pieces: string[] = [];
  for (let rest = whole; rest !== ""; ) {
    const [head, tail] = split(rest, piece);
    pieces.push(head);
    rest = tail;
  }
  return pieces;
}

function mended(text: string): string {
  const oneBreak = text.replace(/[^\S\n]+/g, " ").replace(/\s*\n\s*/g, "\n");
  return esc(oneBreak.replaceAll("`", "'").trim());
}

/** At most so many characters in JSON, where quotes and line breaks count twice; the last an ellipsis where it is cut. */
function fitted(escaped: string, most: number): string {
  const fits = fitting(escaped, most);
  return fits === escaped.length ? escaped : cut(escaped, Array.from(escaped.slice(0, fits)).length);
}

/** How many UTF-16 units fit. */
function fitting(text: string, most: number): number {
  let [used, units] = [0, 0];
  for (const point of text) {
    used += JSON.stringify(point).length - 2;
    if (used > most) return units;
    units += point.length;
  }
  return units;
}

/** Where a piece ends: after a space where there is one, never inside an escape. */
function split(text: string, most: number): readonly [string, string] {
  const fits = fitting(text, most);
  if (fits === text.length) return [text, ""];
  const head = text.slice(0, fits);
  const space = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"));
  const at = space > fits / 2 ? space : head.replace(/&[a-z]*$/, "").length;
  return [text.slice(0, at), text.slice(at).trimStart()];
}

const NEAR_MS = 18 * 3_600_000;

/** The time alone when it is near another that people see with it, else with the day. */
export function when(at: Date, near: Date): string {
  return Math.abs(at.getTime() - near.getTime()) < NEAR_MS ? timeOfDay(at) : dayAndTime(at);
}

/** The day, such as 21 Feb 2027, in the reader's own way. */
export function day(at: Date): string {
  const month = at.toUTCString().slice(8, 11);
  const utc = `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short}|${utc}>`;
}

/** A time of a resource; `undefined` when it is none. */
export function timeIn(text: string | undefined): Date | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** A notification may still be edited with so many characters. */
const TEXT = 3800;

/** For readers of the text alone: dates as they stand in UTC, nothing bold, and no longer than Slack takes. */
export function plainly(lines: readonly string[]): string {
  const text = lines.join("\n").replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1");
  const plain = fitted(text.replace(/\*([^*\n]+)\*/g, "$1"), TEXT);
  // Half a mention would be shown as it stands.
  return plain.replace(/<[^>]*…$/, "…");
}

/** `NotDiscovered` → `not discovered`. */
export function inWords(reason: string): string {
  return reason
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\bazure\b/, "Azure");
}
