// What somebody typed in Slack, split into words: quotes, dashes and links as people and phones write them. Pure.
import { UsageError } from "./command.ts";

export interface Word {
  readonly text: string;
  /** Begins with a quote: never a flag, whatever is in it. */
  readonly quoted: boolean;
}

const DOUBLE = /["“”]/;
/** A quote, and the backslashes right before it: in pairs they are backslashes, an odd one takes the quote's meaning. */
const DOUBLE_OR_ESCAPED = /(\\*)(["“”])/g;
/** An apostrophe inside a word ends nothing: only one before a space, or at the end, does. */
const IN_SINGLE = /^['‘’]([\s\S]*?)['‘’](?=\s|$)/;

/** Throws UsageError when a quote is not closed. */
export function wordsOf(text: string): readonly Word[] {
  const plain = withoutMarkup(text);
  const words: Word[] = [];
  let at = skipSpace(plain, 0);
  while (at < plain.length) {
    const { word, end } = wordAt(plain, at);
    words.push(word);
    at = skipSpace(plain, end);
  }
  return words;
}

/** Whether a text is one word as it stands, without quotes around it. */
const ONE_WORD = /^[^\s"“”'‘’\\—–-][^\s"“”'‘’\\]*$/;

/** The inverse of `wordsOf` for one word: quotes where it needs them, and Slack's escapes. */
export function written(text: string): string {
  return (ONE_WORD.test(text) ? text : inQuotes(text))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function inQuotes(text: string): string {
  return `"${text.replace(DOUBLE_OR_ESCAPED, "$1$1\\$2").replace(/\\+$/, "$&$&")}"`;
}

/** Links as their labels, mentions as names: Slack makes links of host names, and of names (`should_escape`). */
function withoutMarkup(text: string): string {
  return unescaped(
    text.replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label = "") => labelOf(target, label)),
  );
}

/** What Slack escaped, as it was. */
export function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: "lt" | "gt" | "amp") => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function labelOf(target: string, label: string): string {
  const name = label === "" ? target.replace(/^[@#!]/, "") : label;
  if (target.startsWith("#")) return name.startsWith("#") ? name : `#${name}`;
  if (target.startsWith("@") || (target.startsWith("!") && label === "")) {
    return name.startsWith("@") ? name : `@${name}`;
  }
  return name;
}

function skipSpace(text: string, from: number): number {
  const found = text.slice(from).search(/\S/);
  return found < 0 ? text.length : from + found;
}

interface Found {
  readonly word: Word;
  readonly end: number;
}

function wordAt(text: string, start: number): Found {
  const single = inSingleQuotes(text, start);
  if (single !== undefined) return { word: { text: single.text, quoted: true }, end: single.end };
  const quoted = DOUBLE.test(text[start] ?? "");
  let said = "";
  let at = start;
  while (at < text.length && !/\s/.test(text[at] ?? "")) {
    const piece = pieceAt(text, at);
    said += piece.text;
    at = piece.end;
  }
  return { word: { text: said, quoted }, end: at };
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function pieceAt(text: string, at: number): Piece {
  const escaped = escapedAt(text, at);
  if (escaped !== undefined) return escaped;
  if (DOUBLE.test(text[at] ?? "")) return untilClosed(text, at + 1);
  // As in --notes='it works': a quote opens after "=" as well.
  const single = text[at - 1] === "=" ? inSingleQuotes(text, at) : undefined;
  return single ?? { text: text[at] ?? "", end: at + 1 };
}

/** Outside of quotes a backslash takes a quote's meaning, and nothing else. */
function escapedAt(text: string, at: number): Piece | undefined {
  const next = text[at + 1];
  return text[at] === "\\" && next !== undefined && DOUBLE.test(next) ? { text: next, end: at + 2 } : undefined;
}

function untilClosed(text: string, from: number): Piece {
  let said = "";
  let at = from;
  for (const found of text.slice(from).matchAll(DOUBLE_OR_ESCAPED)) {
    const [whole, slashes = "", quote = ""] = found;
    said += text.slice(at, from + found.index) + "\\".repeat(Math.floor(slashes.length / 2));
    at = from + found.index + whole.length;
    if (slashes.length % 2 === 0) return { text: said, end: at };
    said += quote;
  }
  throw new UsageError('A quote is opened and not closed. Put `"` at the end of the text, or leave both away.');
}

function inSingleQuotes(text: string, at: number): Piece | undefined {
  const found = IN_SINGLE.exec(text.slice(at));
  return found === null ? undefined : { text: found[1] ?? "", end: at + found[0].length };
}
