// Reads what the bot sends as a message or a view: checked as strictly as Slack would, or stricter; pings recorded.
import type { KnownBlock } from "@slack/types";
import { blockProblems, viewProblems } from "./block-kit/validate.ts";
import { dateWithoutFallback, liveTexts, pingsIn } from "./markup.ts";
import type { Content } from "./model/messages.ts";
import type { View } from "./model/views.ts";
import { Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** A value that may come as JSON in a string, as form fields do. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(code: string, sentences: readonly string[]): never {
  const messages = sentences.map((sentence) => `[ERROR] ${sentence}`);
  throw new Refusal(code, sentences.join("; "), { response_metadata: { messages } });
}

/** Of blocks the validation sees to it. */
function checkDates(text: string): void {
  const found = dateWithoutFallback(text);
  if (found !== undefined) refuse("invalid_arguments", [`${found} has no fallback text`]);
}

function readBlocks(given: unknown): readonly KnownBlock[] {
  if (given === undefined) return [];
  const blocks = unpacked(given);
  if (!Array.isArray(blocks)) throw new Refusal("invalid_blocks_format", "blocks is not a JSON array");
  const problems = blockProblems(blocks);
  if (problems.length > 0) refuse("invalid_blocks", problems);
  return blocks as readonly KnownBlock[];
}

/** Slack takes blocks alone; we do not, since notifications and screen readers read nothing else than the text. */
function readText(given: unknown, blocks: readonly KnownBlock[]): string {
  if (given !== undefined && typeof given !== "string") refuse("invalid_arguments", ["text is not a string"]);
  if (given !== undefined && given !== "") return given;
  throw new Refusal("no_text", blocks.length > 0 ? "blocks without a text that can stand for them" : "");
}

function recordPings({ transcript }: World, where: string, texts: readonly string[]): void {
  for (const what of texts.flatMap(pingsIn)) transcript.ping({ where, what });
}

/** Throws Refusal. `where` names what carried it. */
export function readContent(world: World, where: string, given: { text?: unknown; blocks?: unknown }): Content {
  const blocks = readBlocks(given.blocks);
  const text = readText(given.text, blocks);
  checkDates(text);
  recordPings(world, where, [text, ...liveTexts(blocks)]);
  return { text, blocks };
}

/** Throws Refusal. */
export function readView(world: World, where: string, given: unknown, type: View["type"]): View {
  const view = unpacked(given) as View | undefined;
  if (typeof view !== "object" || view === null) refuse("invalid_arguments", ["view is not a JSON object"]);
  if (view.type !== type) refuse("invalid_arguments", [`a view of type "${type}" is wanted [json-pointer:/view/type]`]);
  const problems = viewProblems(view);
  if (problems.length > 0) refuse("invalid_arguments", problems);
  recordPings(world, where, liveTexts(view.blocks));
  return view;
}
