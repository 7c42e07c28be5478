// Gives blocks and their elements the ids that they lack: Slack does so, and the payloads of buttons carry them.
import type { AnyBlock } from "@slack/types";
import type { Ids } from "./ids.ts";

interface Element {
  readonly type: string;
  readonly action_id?: string;
}

interface Loose {
  readonly type: string;
  readonly block_id?: string;
  readonly elements?: readonly Element[];
  readonly accessory?: Element;
  readonly element?: Element;
}

const PASSIVE = new Set(["image", "mrkdwn", "plain_text"]);

export function withBlockIds<B extends AnyBlock>(blocks: readonly B[], ids: Ids): B[] {
  const active = (element: Element): Element =>
    PASSIVE.has(element.type) || element.type.startsWith("rich_text") || element.action_id !== undefined
      ? element
      : { ...element, action_id: ids("action") };
  return (blocks as readonly unknown[] as readonly Loose[]).map(
    (block) =>
      ({
        ...block,
        block_id: block.block_id ?? ids("block"),
        ...(block.type === "actions" && { elements: block.elements?.map(active) }),
        ...(block.accessory !== undefined && { accessory: active(block.accessory) }),
        ...(block.element !== undefined && { element: active(block.element) }),
      }) as unknown as B,
  );
}
