// Blocks and views that Slack takes, with one thing in them that can be made larger.
import { limits } from "./limits.ts";

export const plain = (text: string) => ({ type: "plain_text", text });
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
export const section = (text = "Text", more: object = {}) => ({ type: "section", text: mrkdwn(text), ...more });
export const button = (more: object = {}) => ({ type: "button", action_id: "go", text: plain("Go"), ...more });
export const actions = (...elements: object[]) => ({ type: "actions", elements });
export const option = (n = 0, more: object = {}) => ({ text: plain(`Option ${n}`), value: `value-${n}`, ...more });
export const input = (element: object, more: object = {}) => ({
  type: "input",
  label: plain("Label"),
  element,
  ...more,
});
export const modal = (more: object = {}) => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Send"),
  blocks: [section()],
  ...more,
});

const x = (n: number) => "x".repeat(n);
const list = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));
const cell = (text = "a") => ({ type: "raw_text", text });

const select = (more: object) => ({ type: "static_select", action_id: "pick", options: [option()], ...more });
const beside = (element: object) => [section("Text", { accessory: element })];
const text = (more: object) => modal({ blocks: [input({ type: "plain_text_input", action_id: "value", ...more })] });
const confirm = (more: object) => [actions(button({ confirm: { text: plain("Sure?"), ...more } }))];
const group = (more: object) => ({ label: plain("Group"), options: [option()], ...more });
const picture = (more: object) => [{ type: "image", alt_text: "Alt", image_url: "https://example.org/a.png", ...more }];
const choice = (type: string) => (n: number) => beside({ type, action_id: "pick", options: list(n, option) });

/** Of this size: blocks of a message where it is a list, else a view. */
export type Sample = (size: number) => unknown;

const REQUIRED: Readonly<Record<string, object>> = {
  static_select: { options: [option()] },
  multi_static_select: { options: [option()] },
  number_input: { is_decimal_allowed: false },
};

/** Elements of forms have their samples in a modal, where all of them may be. */
function placeholder(of: string): Sample {
  return (n) => modal({ blocks: [input({ type: of, action_id: "value", placeholder: plain(x(n)), ...REQUIRED[of] })] });
}

const own: Readonly<Record<string, Sample>> = {
  "message ": (n) => list(n, () => section()),
  "modal blocks": (n) => modal({ blocks: list(n, () => section()) }),
  "home blocks": (n) => ({ type: "home", blocks: list(n, () => section()) }),
  "modal title.text": (n) => modal({ title: plain(x(n)) }),
  "modal submit.text": (n) => modal({ submit: plain(x(n)) }),
  "modal close.text": (n) => modal({ close: plain(x(n)) }),
  "modal private_metadata": (n) => modal({ private_metadata: x(n) }),
  "modal callback_id": (n) => modal({ callback_id: x(n) }),
  "modal external_id": (n) => modal({ external_id: x(n) }),
  "home private_metadata": (n) => ({ type: "home", blocks: [], private_metadata: x(n) }),
  "home callback_id": (n) => ({ type: "home", blocks: [], callback_id: x(n) }),
  "home external_id": (n) => ({ type: "home", blocks: [], external_id: x(n) }),
  "* block_id": (n) => [section("Text", { block_id: x(n) })],
  "* action_id": (n) => [actions(button({ action_id: x(n) }))],
  "plain_text text": (n) => [{ type: "section", text: plain(x(n)) }],
  "mrkdwn text": (n) => [section(x(n))],
  "header text.text": (n) => [{ type: "header", text: plain(x(n)) }],
  "section fields": (n) => [{ type: "section", fields: list(n, () => mrkdwn("f")) }],
  "section fields[].text": (n) => [{ type: "section", fields: [mrkdwn(x(n))] }],
  "context elements": (n) => [{ type: "context", elements: list(n, () => mrkdwn("c")) }],
  "context_actions elements": (n) => [
    {
      type: "context_actions",
      elements: list(n, (i) => ({ type: "icon_button", icon: "trash", text: plain("Delete"), action_id: `a${i}` })),
    },
  ],
  "actions elements": (n) => [actions(...list(n, (i) => button({ action_id: `a${i}` })))],
  "markdown text": (n) => [{ type: "markdown", text: x(n) }],
  "table rows": (n) => [{ type: "table", rows: list(n, () => [cell()]) }],
  "table rows[]": (n) => [{ type: "table", rows: [list(n, () => cell())] }],
  "data_table rows": (n) => [{ type: "data_table", caption: "All", rows: list(n, () => [cell()]) }],
  "data_table rows[]": (n) => [{ type: "data_table", caption: "All", rows: [list(n, () => cell()), [cell()]] }],
  "data_table page_size": (n) => [{ type: "data_table", caption: "All", page_size: n, rows: [[cell()], [cell()]] }],
  "alert text.text": (n) => [{ type: "alert", text: mrkdwn(x(n)) }],
  "image alt_text": (n) => picture({ alt_text: x(n) }),
  "image image_url": (n) => picture({ image_url: x(n) }),
  "image title.text": (n) => picture({ title: plain(x(n)) }),
  "input label.text": (n) => modal({ blocks: [input({ type: "plain_text_input" }, { label: plain(x(n)) })] }),
  "input hint.text": (n) => modal({ blocks: [input({ type: "plain_text_input" }, { hint: plain(x(n)) })] }),
  "button text.text": (n) => [actions(button({ text: plain(x(n)) }))],
  "button value": (n) => [actions(button({ value: x(n) }))],
  "button url": (n) => [actions(button({ url: x(n) }))],
  "button accessibility_label": (n) => [actions(button({ accessibility_label: x(n) }))],
  "confirm title.text": (n) => confirm({ title: plain(x(n)) }),
  "confirm text.text": (n) => confirm({ text: plain(x(n)) }),
  "confirm confirm.text": (n) => confirm({ confirm: plain(x(n)) }),
  "confirm deny.text": (n) => confirm({ deny: plain(x(n)) }),
  "option text.text": (n) => beside(select({ options: [option(0, { text: plain(x(n)) })] })),
  "option description.text": (n) => beside(select({ options: [option(0, { description: plain(x(n)) })] })),
  "option value": (n) => beside(select({ options: [option(0, { value: x(n) })] })),
  "option url": (n) => beside({ type: "overflow", action_id: "more", options: [option(0, { url: x(n) })] }),
  "option_group label.text": (n) => beside(select({ option_groups: [group({ label: plain(x(n)) })] })),
  "option_group options": (n) => beside(select({ option_groups: [group({ options: list(n, option) })] })),
  "overflow options": choice("overflow"),
  "checkboxes options": choice("checkboxes"),
  "radio_buttons options": choice("radio_buttons"),
  "static_select options": choice("static_select"),
  "multi_static_select options": choice("multi_static_select"),
  "static_select option_groups": (n) => beside(select({ option_groups: list(n, () => group({})) })),
  "multi_static_select option_groups": (n) =>
    beside(select({ type: "multi_static_select", option_groups: list(n, () => group({})) })),
  "plain_text_input max_length": (n) => text({ max_length: n }),
  "plain_text_input min_length": (n) => text({ min_length: n }),
};

/** A sample for every row of the table of limits, by what it is of and its field. */
export const samples: ReadonlyMap<string, Sample> = new Map([
  ...limits
    .filter(({ field }) => field === "placeholder.text")
    .map(({ of, field }) => [`${of} ${field}`, placeholder(of)] as const),
  ...Object.entries(own),
]);
