// Reads messages as people do: the words of their blocks, the lines that their buttons run, what is wrong with them.
import type { Message } from "../../bot/cards/message.ts";
import { blockProblems } from "../slack/block-kit/validate.ts";

/** All mrkdwn of the blocks, one piece a line; times as readers in UTC see them. */
export function words({ blocks }: Message): string {
  return withMarkup({ text: "", blocks }).replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1");
}

export function withMarkup({ blocks }: Message): string {
  return blocks
    .flatMap((block) => {
      if (block.type === "section") return [block.text?.text ?? ""];
      if (block.type === "context") return block.elements.map((one) => ("text" in one ? one.text : ""));
      return [];
    })
    .join("\n");
}

/** Label → the command line that it runs, or the address that it opens. */
export function buttons({ blocks }: Message): Readonly<Record<string, string>> {
  const all = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  return Object.fromEntries(
    all.flatMap((one) => (one.type === "button" ? [[one.text.text, one.value ?? one.url ?? ""]] : [])),
  );
}

const LONGEST_TEXT = 3900;

/** Everything that Slack would refuse, or show wrongly: pings and links that no message of ours may have. */
export function problems(message: Message): readonly string[] {
  const said = `${message.text}\n${withMarkup(message)}`;
  const markup = said.match(/<(?!@[UW][A-Z0-9]+>|!date\^\d+\^\{[a-z_]+\}( \{time\})?\|[^<>|]+>)[^>]*>?/g) ?? [];
  return [
    ...blockProblems(message.blocks),
    ...(message.text === "" || message.text.length > LONGEST_TEXT ? [`text of ${message.text.length} characters`] : []),
    ...markup.map((one) => `markup that is not ours: ${one}`),
  ];
}
