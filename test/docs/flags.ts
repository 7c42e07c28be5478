// The switches of a script of ours. One that it does not know is refused: a typo must not write what was to be checked.
import { parseArgs } from "node:util";

/** Which of these were given (`check` as --check). Ends the process with 2 and a sentence on anything else. */
export function flags<N extends string>(...known: readonly N[]): Readonly<Partial<Record<N, boolean>>> {
  const options = Object.fromEntries(known.map((name) => [name, { type: "boolean" as const }]));
  try {
    return parseArgs({ options }).values as Partial<Record<N, boolean>>;
  } catch (error) {
    const why = error instanceof Error ? error.message.split(". ", 1)[0] : String(error);
    process.stderr.write(`${why}. There is ${known.map((name) => `--${name}`).join(" and ")}.\n`);
    return process.exit(2);
  }
}
