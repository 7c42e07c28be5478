// What Slack would say to blocks and views: its types first, then sizes, then the rules that neither can say.
import { limitProblems, ofMessage, ofView } from "./limits-pass.ts";
import { lengthProblems, listProblems, objectProblems } from "./rules.ts";
import { schemaProblems } from "./schema-pass.ts";
import type { Found } from "./walk.ts";

/**
 * Everything for which Slack would refuse these blocks of a message, each a sentence with a JSON pointer. Empty is valid.
 * A problem that begins with `msg_blocks_too_long` has that error of its own; all others are `invalid_blocks`.
 */
export function blockProblems(blocks: unknown): string[] {
  return [
    ...schemaProblems("Blocks", blocks, ""),
    ...inside(ofMessage(blocks)),
    ...listProblems(blocks, ""),
    ...lengthProblems(blocks),
  ];
}

/** Everything for which Slack would refuse this view, a modal or a Home. Empty is valid. */
export function viewProblems(view: unknown): string[] {
  const { type, blocks } = (view ?? {}) as { type?: unknown; blocks?: unknown };
  if (type !== "modal" && type !== "home")
    return [`unsupported type: ${JSON.stringify(type)} [json-pointer:/view/type]`];
  return [
    ...schemaProblems(type === "modal" ? "Modal" : "Home", view, "/view"),
    ...inside(ofView(view)),
    ...listProblems(blocks, "/view/blocks"),
  ];
}

function inside(objects: readonly Found[]): string[] {
  return [...limitProblems(objects), ...objectProblems(objects)];
}
