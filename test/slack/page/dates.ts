// Times as the reader sees them: the tokens of <!date^…>, the time of a message, the day above it.
import type { Reader } from "./reader.ts";

type Form = Intl.DateTimeFormatOptions;

const DAY: Form = { day: "numeric", month: "long", year: "numeric" };
const SHORT: Form = { day: "numeric", month: "short", year: "numeric" };
const LONG: Form = { weekday: "long", ...DAY };
const TIME: Form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const TOKENS: ReadonlyMap<string, Form> = new Map([
  ["date_num", { year: "numeric", month: "2-digit", day: "2-digit" }],
  ["date", DAY],
  ["date_pretty", DAY],
  ["date_short", SHORT],
  ["date_short_pretty", SHORT],
  ["date_long", LONG],
  ["date_long_pretty", LONG],
  ["time", TIME],
  ["time_secs", { ...TIME, second: "2-digit" }],
]);

function formatted(at: number, form: Form, { zone }: Reader): string {
  return new Intl.DateTimeFormat("en-GB", { ...form, timeZone: zone }).format(at);
}

function dayNumber(at: number, reader: Reader): number {
  return Date.parse(
    formatted(at, { year: "numeric", month: "2-digit", day: "2-digit" }, reader).split("/").reverse().join("-"),
  );
}

const DAY_MS = 86_400_000;
const NEAR: ReadonlyMap<number, string> = new Map([
  [-DAY_MS, "yesterday"],
  [0, "today"],
  [DAY_MS, "tomorrow"],
]);

function nearDay(at: number, reader: Reader): string | undefined {
  return NEAR.get(dayNumber(at, reader) - dayNumber(reader.now, reader));
}

/** Fills in the tokens of <!date^…>, such as `{date_short_pretty} at {time}`. Tokens that Slack does not have stay. */
export function fillDate(tokens: string, at: number, reader: Reader): string {
  return tokens.replace(/\{(\w+)\}/g, (token, name: string) => {
    const form = TOKENS.get(name);
    if (form === undefined) return token;
    const near = name.endsWith("_pretty") ? nearDay(at, reader) : undefined;
    return near ?? formatted(at, form, reader);
  });
}

export function clockTime(at: number, reader: Reader): string {
  return formatted(at, TIME, reader);
}

/** The line between two days of messages: "Today", or "Monday, 23 November". */
export function dayName(at: number, reader: Reader): string {
  const near = nearDay(at, reader);
  if (near !== undefined) return near.charAt(0).toUpperCase() + near.slice(1);
  return formatted(at, { weekday: "long", day: "numeric", month: "long" }, reader);
}

/** When a message was said: the seconds of its ts. */
export function sentAt(ts: string): number {
  return Number(ts) * 1000;
}
