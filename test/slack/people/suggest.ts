// What a menu offers while somebody types into it: asked of the bot, as block_suggestion.
import { viewJson } from "../api/view.ts";
import { identity } from "../model/people.ts";
import type { StoredView } from "../model/views.ts";
import type { Suggested } from "../types.ts";
import type { World } from "../world.ts";
import { type Element, type Option, optionsOf } from "./elements.ts";
import { interactionFrame } from "./payloads.ts";
import type { Somebody } from "./person.ts";

interface InputBlock {
  readonly type: string;
  readonly block_id: string;
  readonly element?: Element & { readonly min_query_length?: number };
}

const FEWEST_CHARACTERS = 3;
const MOST_OPTIONS = 100;

const key = ({ id }: StoredView, blockId: string) => `${id}/${blockId}`;

/** The view's blocks, with what the bot has offered in its menus so far. */
export function blocksWithOffers({ offers }: World, stored: StoredView): readonly unknown[] {
  return (stored.view.blocks as readonly unknown[] as readonly InputBlock[]).map((block) => {
    const options = offers.get(key(stored, block.block_id));
    return options === undefined ? block : { ...block, element: { ...block.element, options } };
  });
}

function offered(world: World, said: unknown): readonly Option[] {
  const options = optionsOf((said ?? {}) as Element);
  if (options.length <= MOST_OPTIONS) return options;
  world.transcript.problem("block_suggestion", `${options.length} options; ${MOST_OPTIONS} are the most`);
  return [];
}

/** Types into the menu of this block. Nothing is asked below the menu's fewest characters. */
export async function typeIntoMenu(
  { world, office, person }: Somebody,
  stored: StoredView,
  { blockId, typed }: { readonly blockId: string; readonly typed: string },
): Promise<Suggested> {
  const blocks = stored.view.blocks as readonly unknown[] as readonly InputBlock[];
  const element = blocks.find((block) => block.block_id === blockId)?.element;
  if (element?.type !== "external_select") throw new Error(`"${blockId}" is no menu that asks the bot`);
  if (typed.length < (element.min_query_length ?? FEWEST_CHARACTERS)) return { options: [] };
  const payload = {
    ...interactionFrame("block_suggestion", person),
    container: { type: "view", view_id: stored.id },
    api_app_id: identity.appId,
    action_id: element.action_id,
    block_id: blockId,
    value: typed,
    view: viewJson(stored),
  };
  let options: readonly Option[] = [];
  const outcome = await office.send({ kind: "interactive", name: "block_suggestion", payload }, (said) => {
    options = offered(world, said);
    world.offers.set(key(stored, blockId), options);
  });
  if ("failed" in outcome) return { failed: outcome.failed, options: [] };
  return { options: options.map(({ text, value = "" }) => ({ text: text.text, value })) };
}
