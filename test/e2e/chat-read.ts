// Reads what the chat's end-to-end tests look at: messages as people see them, and what the bots' logs say.
import type { SeenMessage } from "../slack/types.ts";

/** The cards of a run among messages: its name is in their small print. */
export function cardsIn(messages: readonly SeenMessage[], run: string): readonly SeenMessage[] {
  return messages.filter(({ threadTs, blocks }) => threadTs === undefined && written(blocks).includes(`run ${run} `));
}

/** Everything that stands in the message, its buttons and small print included, as it was sent. */
export function written(blocks: SeenMessage["blocks"]): string {
  return JSON.stringify(blocks);
}

/** Labels, in order. */
export function buttonsOf({ blocks }: SeenMessage): readonly string[] {
  return elementsOf(blocks).map(({ text }) => text?.text ?? "");
}

/** The command line behind a button. */
export function lineOf({ blocks }: SeenMessage, label: string): string | undefined {
  return elementsOf(blocks).find(({ text }) => text?.text === label)?.value;
}

interface Element {
  readonly text?: { readonly text: string };
  readonly value?: string;
}

function elementsOf(blocks: SeenMessage["blocks"]): readonly Element[] {
  return blocks.flatMap((block) => (block.type === "actions" ? (block.elements as readonly Element[]) : []));
}

/** The ids of the requests that a bot took, by its log. */
export function askedOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => (line.includes('"msg":"asked"') ? [(JSON.parse(line) as { id: string }).id] : []));
}

/** Which term of leadership the bot is in, by its log; -1: it does not lead. */
export function termOf(lines: readonly string[]): number {
  const last = lines.findLast((line) => /"msg":"(leading|leadership lost)"/.test(line));
  return last?.includes('"msg":"leading"') === true ? (JSON.parse(last) as { epoch: number }).epoch : -1;
}
