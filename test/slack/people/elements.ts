// Finds what can be pressed or picked in blocks, and what Slack says was done.

type Json = Readonly<Record<string, unknown>>;

interface Words {
  readonly text: string;
}

export interface Option {
  readonly text: Words;
  readonly value?: string;
}

export interface Element {
  readonly type: string;
  readonly action_id: string;
  readonly text?: Words;
  readonly value?: string;
  readonly style?: string;
  readonly confirm?: unknown;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
}

interface Block {
  readonly type: string;
  readonly block_id: string;
  readonly elements?: readonly Element[];
  readonly accessory?: Element;
}

export interface Pressed {
  readonly element: Element;
  /** As it stands in `actions`, but for action_ts. */
  readonly action: Json;
}

export function optionsOf({ options = [], option_groups: groups = [] }: Element): readonly Option[] {
  return [...options, ...groups.flatMap((group) => group.options)];
}

function activeIn(block: Block): readonly Element[] {
  const accessory = block.accessory === undefined ? [] : [block.accessory];
  return [...accessory, ...(block.type === "actions" ? (block.elements ?? []) : [])];
}

const MANY = new Set(["checkboxes", "multi_static_select"]);

function pressed(blockId: string, element: Element, label: string): Pressed | undefined {
  const { type, action_id, text, value, style } = element;
  const common = { action_id, block_id: blockId, type };
  if (type === "button") {
    if (text?.text !== label && action_id !== label) return undefined;
    const more = { ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
    return { element, action: { ...common, text, ...more } };
  }
  const option = optionsOf(element).find((one) => one.text.text === label);
  if (option === undefined) return undefined;
  const picked = MANY.has(type) ? { selected_options: [option] } : { selected_option: option };
  return { element, action: { ...common, ...picked } };
}

/** The first button with this label or action_id, or the first option with this label. */
export function findPressed(blocks: unknown, label: string): Pressed | undefined {
  for (const block of blocks as readonly Block[]) {
    for (const element of activeIn(block)) {
      const found = pressed(block.block_id, element, label);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
