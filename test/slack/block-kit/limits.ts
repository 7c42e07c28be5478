// Slack's limits of size, one row each (docs.slack.dev/reference/block-kit): of what, which field, how much of it.

export interface Limit {
  /** The `type` of the object, or what it is where it has none: message, view, confirm, option. "*" is every object. */
  readonly of: string;
  /** Path to the field; `[]` is every item of a list. "" is the object itself. */
  readonly field: string;
  /** Characters of a text, items of a list, or the number itself. */
  readonly most: number;
  readonly least?: number;
}

const row = (of: string, field: string, most: number, least?: number): Limit => ({
  of,
  field,
  most,
  ...(least !== undefined && { least }),
});

const SELECTS = ["static_select", "external_select", "users_select", "conversations_select", "channels_select"];
const ALL_SELECTS = [...SELECTS, ...SELECTS.map((type) => `multi_${type}`)];
const TYPED = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"];
const PICKED = ["datepicker", "timepicker"];

export const limits: readonly Limit[] = [
  row("message", "", 50),
  row("modal", "blocks", 100),
  row("home", "blocks", 100),
  ...["title", "submit", "close"].map((field) => row("modal", `${field}.text`, 24, 1)),
  ...["modal", "home"].flatMap((of) => [
    row(of, "private_metadata", 3000),
    row(of, "callback_id", 255),
    row(of, "external_id", 255),
  ]),

  row("*", "block_id", 255, 1),
  row("*", "action_id", 255, 1),
  row("plain_text", "text", 3000, 1),
  row("mrkdwn", "text", 3000, 1),

  row("header", "text.text", 150),
  row("section", "fields", 10, 1),
  row("section", "fields[].text", 2000),
  row("context", "elements", 10, 1),
  row("context_actions", "elements", 5, 1),
  row("actions", "elements", 25, 1),
  row("markdown", "text", 12_000, 1),
  row("table", "rows", 100, 1),
  row("table", "rows[]", 20, 1),
  row("data_table", "rows", 101, 2),
  row("data_table", "rows[]", 20, 1),
  row("data_table", "page_size", 100, 1),
  row("alert", "text.text", 200),
  row("image", "alt_text", 2000, 1),
  row("image", "image_url", 3000, 1),
  row("image", "title.text", 2000),
  row("input", "label.text", 2000),
  row("input", "hint.text", 2000),

  row("button", "text.text", 75),
  row("button", "value", 2000),
  row("button", "url", 3000),
  row("button", "accessibility_label", 75),
  row("confirm", "title.text", 100),
  row("confirm", "text.text", 300),
  row("confirm", "confirm.text", 30),
  row("confirm", "deny.text", 30),
  row("option", "text.text", 75),
  row("option", "description.text", 75),
  row("option", "value", 150, 1),
  row("option", "url", 3000),
  row("option_group", "label.text", 75),
  row("option_group", "options", 100, 1),
  row("overflow", "options", 5, 1),
  row("checkboxes", "options", 10, 1),
  row("radio_buttons", "options", 10, 1),
  ...["static_select", "multi_static_select"].flatMap((of) => [
    row(of, "options", 100, 1),
    row(of, "option_groups", 100, 1),
  ]),
  ...[...ALL_SELECTS, ...TYPED, ...PICKED].map((of) => row(of, "placeholder.text", 150)),
  row("plain_text_input", "max_length", 3000, 1),
  row("plain_text_input", "min_length", 3000, 0),
];
