// `/asr help`: what there is, and how one command is written.
import { helpMessage, helpOf } from "../cards/help.ts";
import { code } from "../cards/text.ts";
import { type Answer, type Command, type Desk, type Request, UsageError } from "../command.ts";
import { nearest } from "../nearest.ts";
import { commandOf } from "../parse.ts";

export const help: Command = {
  verbs: ["help"],
  takes: "[command]",
  does: "What I can do, or how one command is written.",
  deed: "see the help",
  words: [0, 1],
  flags: [],
  examples: ["help", "help testfailover"],
  needs: undefined,
  namespaced: false,
  run: async (request, desk) => answer(request, desk),
};

function answer({ line }: Request, { commands }: Desk): Answer {
  const [word] = line.words;
  if (word === undefined) return { message: helpMessage(commands) };
  const command = commandOf(word, commands);
  if (command !== undefined) return { message: helpOf(command) };
  const near = nearest(
    word,
    commands.flatMap(({ verbs }) => verbs),
  );
  const guess =
    near === undefined ? `${code("/asr help")} lists the commands.` : `Did you mean ${code(`/asr help ${near}`)}?`;
  throw new UsageError(`${code(word)} is not a command. ${guess}`, near === undefined ? "help" : `help ${near}`);
}
