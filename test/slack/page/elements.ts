// Interactive elements of blocks: buttons and menus that the client can press, with what it needs in data attributes.
import type { ActionsBlockElement, Button, ConfirmationDialog, PlainTextOption, StaticSelect } from "@slack/types";
import { withEmoji } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";

/** Anything with a `type` that stands in an actions block or beside a section. */
export type Active = { readonly type: string };

/** The element; nothing when the page has no form for it. */
export function element(active: Active, reader: Reader): Html | undefined {
  const one = active as ActionsBlockElement;
  switch (one.type) {
    case "button":
      return button(one, reader);
    case "overflow":
      return menu({ label: "More actions", shown: "⋯", options: one.options }, one.confirm, reader);
    case "static_select":
      return menu(
        { label: one.placeholder?.text ?? "Choose", shown: chosen(one), options: optionsOf(one) },
        one.confirm,
        reader,
      );
    case "radio_buttons":
    case "checkboxes":
      return menu({ label: "Choose", shown: "Choose", options: one.options as PlainTextOption[] }, one.confirm, reader);
    default:
      return undefined;
  }
}

function button(one: Button, reader: Reader): Html {
  const { text, style, url, action_id: id = "", accessibility_label: spoken, confirm } = one;
  const label = withEmoji(text.text);
  const look = style === undefined ? "button" : `button ${style}`;
  const aria = spoken === undefined ? undefined : html` aria-label="${spoken}"`;
  if (url !== undefined && /^https?:\/\//i.test(url)) {
    return html`<a class="${look}" href="${url}" target="_blank" rel="noopener noreferrer" data-press="${text.text}" data-action="${id}"${aria}>${label}</a>`;
  }
  return html`<button type="button" class="${look}" data-press="${text.text}" data-action="${id}"${asks(confirm, reader)}${aria}>${label}</button>`;
}

interface Menu {
  readonly label: string;
  readonly shown: string;
  readonly options: readonly PlainTextOption[];
}

/** A native menu: works with a keyboard and a screen reader without any help. */
function menu({ label, shown, options }: Menu, confirm: ConfirmationDialog | undefined, reader: Reader): Html {
  const choices = options.map(({ text }) => html`<option>${withEmoji(text.text)}</option>`);
  return html`<select class="button menu" data-pick aria-label="${label}"${asks(confirm, reader)}><option value="">${shown}</option>${choices}</select>`;
}

function chosen({ initial_option: initial, placeholder }: StaticSelect): string {
  return initial?.text.text ?? placeholder?.text ?? "Choose";
}

export interface Offering {
  readonly options?: readonly PlainTextOption[];
  readonly option_groups?: readonly { readonly options: readonly PlainTextOption[] }[];
}

export function optionsOf({ options = [], option_groups: groups = [] }: Offering): PlainTextOption[] {
  return [...options, ...groups.flatMap((group) => group.options)];
}

/** What a confirm dialog asks, for the client to put up. */
function asks(confirm: ConfirmationDialog | undefined, reader: Reader): Html | undefined {
  if (confirm === undefined) return undefined;
  const { title, text, confirm: yes, deny, style = "primary" } = confirm;
  const body = text.type === "mrkdwn" ? mrkdwn(text.text, reader) : html`${withEmoji(text.text)}`;
  const dialog = {
    title: title?.text ?? "Are you sure?",
    body: body.markup,
    yes: yes?.text ?? "Yes",
    no: deny?.text ?? "Cancel",
    style,
  };
  return html` data-confirm="${JSON.stringify(dialog)}"`;
}
