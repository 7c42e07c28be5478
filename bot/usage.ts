// How a command is written: one line for help, for mistakes and for the README. Plain text, not escaped. Pure.
import type { Command, Flag } from "./command.ts";

/** Such as `/asr extend <run> [1h] [-n namespace]`. */
export function usage(command: Command): string {
  const flags = shownFlags(command).map((flag) => `[${flagUsage(flag)}]`);
  const namespace = command.namespaced ? ["[-n namespace]"] : [];
  return ["/asr", command.verbs[0], command.takes, ...flags, ...namespace].filter((part) => part !== "").join(" ");
}

/** Such as `--cleanup-after 2h`. */
export function flagUsage({ name, takes }: Flag): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`;
}

/** The flags that people may type. */
export function shownFlags(command: Command): readonly Flag[] {
  return command.flags.filter(({ hidden }) => hidden !== true);
}
