// From what somebody typed to a command line, and back. Pure.
import { code } from "./cards/text.ts";
import { type Command, type Flag, type Line, UsageError } from "./command.ts";
import { nearest } from "./nearest.ts";
import { flagUsage, shownFlags, usage } from "./usage.ts";
import { unescaped, type Word, wordsOf, written } from "./words.ts";

export interface ParseOptions {
  /** Whether flags may be given that only buttons and forms give. */
  readonly hidden: boolean;
}

/** What `/asr` alone means: what needs attention. */
const ALONE = "status";

/** Takes a command line apart; an alias becomes its command's verb. Throws UsageError, worded as mrkdwn. */
export function parse(text: string, commands: readonly Command[], options: ParseOptions = { hidden: false }): Line {
  const [verb, ...rest] = wordsOf(text);
  const known = { commands, options };
  const command = commandOf(verb?.text ?? ALONE, commands);
  if (command === undefined) throw unknownVerb(verb?.text ?? ALONE, rest, known);
  const { words, flags, namespace } = sorted(rest, command, known);
  checkCount(command, words);
  return { verb: command.verbs[0], words, flags, ...(namespace !== undefined && { namespace }) };
}

/** The inverse of `parse`, without "/asr" in front. */
export function commandLine({ verb, words, flags, namespace }: Line): string {
  const flagged = Object.entries(flags).flatMap(([name, value]) =>
    value === "" ? [`--${name}`] : [`--${name}`, written(value)],
  );
  const about = namespace === undefined ? [] : ["-n", written(namespace)];
  return [verb, ...words.map(written), ...flagged, ...about].join(" ");
}

/** The command with this verb or alias. */
export function commandOf(verb: string, commands: readonly Command[]): Command | undefined {
  return commands.find(({ verbs }) => verbs.includes(verb.toLowerCase()));
}

interface Known {
  readonly commands: readonly Command[];
  readonly options: ParseOptions;
}

interface Sorted {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
}

function sorted(tokens: readonly Word[], command: Command, known: Known): Sorted {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let at = 0; at < tokens.length; at++) {
    const given = flagOf(tokens[at]);
    if (given === undefined) words.push(tokens[at]?.text ?? "");
    else at += take(given, { tokens, at, command, known }, flags);
  }
  const { [NAMESPACE.name]: namespace, ...others } = flags;
  return { words, flags: others, namespace };
}

/** Notes the flag; gives back how many of the words after it were its value. */
function take(given: Given, place: Place, flags: Record<string, string>): number {
  const { tokens, at, command } = place;
  const flag = knownFlag(given, place);
  if (flag.takes === undefined) {
    flags[flag.name] = noValue(given, command);
    return 0;
  }
  flags[flag.name] = flagValue(given, flag, tokens[at + 1]);
  return given.value === undefined ? 1 : 0;
}

const NAMESPACE: Flag = { name: "namespace", takes: "name", does: "The namespace it is about." };

interface Given {
  readonly name: string;
  readonly value: string | undefined;
}

/** Phones make one long dash of two short ones. A dash before anything but a letter is prose. */
const FLAG = /^(?:--|—|–)([a-z][a-z0-9-]*)(?:=([\s\S]*))?$/i;
const SHORT = /^[-—–]([a-z])(?:=([\s\S]*))?$/i;

function flagOf(word: Word | undefined): Given | undefined {
  const found = word === undefined || word.quoted ? null : (SHORT.exec(word.text) ?? FLAG.exec(word.text));
  const name = found?.[1]?.toLowerCase();
  return name === undefined ? undefined : { name: name === "n" ? NAMESPACE.name : name, value: found?.[2] };
}

interface Place {
  readonly tokens: readonly Word[];
  readonly at: number;
  readonly command: Command;
  readonly known: Known;
}

function knownFlag(given: Given, place: Place): Flag {
  const { command, known } = place;
  const { name } = given;
  const flag = [NAMESPACE, ...command.flags].find((one) => one.name === name);
  if (flag === undefined) throw unknownFlag(given, place);
  if (flag.hidden === true && !known.options.hidden) {
    throw new UsageError(`${code(`--${name}`)} is what a button says. It cannot be typed: press the button instead.`);
  }
  return flag;
}

function noValue({ name, value }: Given, command: Command): string {
  if (value === undefined) return "";
  throw new UsageError(`${code(`--${name}`)} takes no value. ${usageOf(command)}`);
}

function flagValue({ name, value }: Given, flag: Flag, next: Word | undefined): string {
  const said = value ?? (flagOf(next) === undefined ? (next?.text ?? "") : "");
  if (said !== "") return said;
  if (name === NAMESPACE.name) throw new UsageError("`-n` needs a namespace after it, such as `-n dr-team`.");
  throw new UsageError(`${code(`--${name}`)} needs something after it, such as ${code(flagUsage(flag))}.`);
}

function checkCount(command: Command, words: readonly string[]): void {
  const [least, most] = command.words;
  if (words.length < least) throw new UsageError(`Something is missing. ${usageOf(command)}`);
  const over = words[most];
  if (over === undefined) return;
  throw new UsageError(`I do not know what ${code(over)} means here. ${usageOf(command)}`);
}

function usageOf(command: Command): string {
  const example = command.examples[0];
  return `Usage: ${code(usage(command))}${example === undefined ? "" : `, for example ${code(`/asr ${example}`)}`}`;
}

function unknownVerb(verb: string, rest: readonly Word[], known: Known): UsageError {
  const near = nearest(
    verb,
    known.commands.flatMap(({ verbs }) => verbs),
  );
  const what = `${code(verb)} is not a command.`;
  if (near === undefined) return new UsageError(`${what} ${code("/asr help")} lists them.`, "help");
  return didYouMean(what, [{ text: near, quoted: false }, ...rest], known);
}

function unknownFlag({ name, value }: Given, { tokens, at, command, known }: Place): UsageError {
  const names = ["namespace", ...shownFlags(command).map((flag) => flag.name)];
  const near = nearest(name, names);
  const what = `${code(command.verbs[0])} has no ${code(`--${name}`)}.`;
  if (near === undefined) return new UsageError(`${what} ${usageOf(command)}`);
  const mended = { text: value === undefined ? `--${near}` : `--${near}=${value}`, quoted: false };
  return didYouMean(what, [{ text: command.verbs[0], quoted: false }, ...tokens.with(at, mended)], known);
}

/** The mended line is offered as a button only when it is right by now, or can be mended further. */
function didYouMean(what: string, mended: readonly Word[], known: Known): UsageError {
  const text = mended.map(asTyped).join(" ");
  const line = rightLine(text, known);
  const shown = line ?? text;
  return new UsageError(`${what} Did you mean ${code(`/asr ${unescaped(shown)}`)}?`, line);
}

function rightLine(text: string, known: Known): string | undefined {
  try {
    return commandLine(parse(text, known.commands, known.options));
  } catch (error) {
    if (error instanceof UsageError) return error.suggestion;
    throw error;
  }
}

/** A flag stays a flag; everything else is written so that it is read the same again. */
function asTyped(word: Word): string {
  const given = flagOf(word);
  if (given === undefined) return written(word.text);
  return given.value === undefined ? `--${given.name}` : `--${given.name}=${written(given.value)}`;
}
