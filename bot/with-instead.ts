// A name that nobody has, mistyped in a line: the same line with the name that was probably meant. Pure.
import { type Line, UsageError } from "./command.ts";
import { commandLine } from "./parse.ts";
import type { UnknownTargetError } from "./target.ts";

/**
 * The error with the mended line as its suggestion, where there is one. A line that a button said has flags that nobody
 * types, such as one that stops replication: with another name in it, it would do that to another machine.
 */
export function withInstead({ message, word, instead }: UnknownTargetError, line: Line): UsageError {
  if (instead === undefined) return new UsageError(message);
  const words = line.words.map((one) => (one === word ? instead : one));
  return new UsageError(message, commandLine({ ...line, words }));
}
