// Splits a command line as documents show it into the words that a shell would pass on. Pure.

const WORD = /(?:[^\s'"]+|'[^']*'|"[^"]*")+/g;

/** Quotes are taken off and keep spaces together; variables, pipes and globs mean nothing here. */
export function shellWords(line: string): string[] {
  return (line.match(WORD) ?? []).map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
