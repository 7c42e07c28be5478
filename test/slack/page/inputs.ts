// The inputs of a modal as native form controls, named by their block_id.
import type { InputBlock, Option, PlainTextInput } from "@slack/types";
import { type Offering, optionsOf } from "./elements.ts";
import { withEmoji } from "./emoji.ts";
import { type Html, html, type Part } from "./html.ts";

/** An input with its label, hint, and room for what is wrong with it. */
export function inputBlock({ block_id: id = "", label, hint, optional, element }: InputBlock): Html {
  const name = `input-${id}`;
  const note = html`${hint !== undefined && html`<p class="hint" id="${name}-hint">${withEmoji(hint.text)}</p>`}<p class="wrong" id="${name}-wrong" data-wrong="${id}" role="alert"></p>`;
  const described = `${hint === undefined ? "" : `${name}-hint `}${name}-wrong`;
  const field = { id, name, described, required: optional !== true };
  const words = html`${withEmoji(label.text)}${optional === true && html` <span class="optional">(optional)</span>`}`;
  const group = GROUPS.get(element.type);
  if (group !== undefined) {
    const choices = group(element as Choice, field);
    return html`<fieldset class="input" aria-describedby="${described}"><legend>${words}</legend>${choices}${note}</fieldset>`;
  }
  const control = (CONTROLS.get(element.type) ?? unknown)(element as never, field);
  return html`<div class="input"><label for="${name}">${words}</label>${control}${note}</div>`;
}

interface Field {
  /** The block_id: the name of the value. */
  readonly id: string;
  readonly name: string;
  readonly described: string;
  readonly required: boolean;
}

interface Choice {
  readonly options: readonly Option[];
  readonly initial_option?: Option;
  readonly initial_options?: readonly Option[];
}

function common({ id, name, described, required }: Field, placeholder: string | undefined): Html {
  return html`id="${name}" name="${id}" aria-describedby="${described}"${required && html` aria-required="true"`}${
    placeholder !== undefined && html` placeholder="${placeholder}"`
  }`;
}

function textInput(one: PlainTextInput, field: Field): Html {
  const focus = one.focus_on_load === true && html` autofocus`;
  const attributes = html`${common(field, one.placeholder?.text)}${focus}`;
  const value = one.initial_value ?? "";
  if (one.multiline === true) return html`<textarea rows="4" ${attributes}>${value}</textarea>`;
  return html`<input type="text" autocomplete="off" value="${value}" ${attributes}>`;
}

const valued =
  (type: string, initial: string) =>
  (one: Readonly<Record<string, unknown>>, field: Field): Html => {
    const value = one[initial];
    return html`<input type="${type}" value="${typeof value === "string" ? value : ""}" ${common(field, undefined)}>`;
  };

function select(one: Choice & Offering & { placeholder?: { text: string } }, field: Field): Html {
  const initial = one.initial_option?.value;
  const options = optionsOf(one).map(
    ({ value = "", text }) =>
      html`<option value="${value}"${value === initial && html` selected`}>${withEmoji(text.text)}</option>`,
  );
  const none: Part = initial === undefined && html`<option value="">${one.placeholder?.text ?? "Choose"}</option>`;
  return html`<select ${common(field, undefined)}>${none}${options}</select>`;
}

const picks =
  (type: "radio" | "checkbox") =>
  ({ options, initial_option: one, initial_options: many = [] }: Choice, { id }: Field): Html => {
    const initial = new Set([one, ...many].map((option) => option?.value));
    const choices = options.map(({ value = "", text, description }) => {
      const on = initial.has(value) && html` checked`;
      const more = description !== undefined && html`<small>${description.text}</small>`;
      return html`<label class="pick"><input type="${type}" name="${id}" value="${value}"${on}><span>${withEmoji(text.text)}${more}</span></label>`;
    });
    return html`${choices}`;
  };

function unknown({ type }: { type: string }, field: Field): Html {
  return html`<input type="text" disabled value="The page has no form for ${type}" ${common(field, undefined)}>`;
}

const CONTROLS: ReadonlyMap<string, (one: never, field: Field) => Html> = new Map<
  string,
  (one: never, field: Field) => Html
>([
  ["plain_text_input", textInput],
  ["number_input", valued("number", "initial_value")],
  ["email_text_input", valued("email", "initial_value")],
  ["url_text_input", valued("url", "initial_value")],
  ["datepicker", valued("date", "initial_date")],
  ["timepicker", valued("time", "initial_time")],
  ["static_select", select],
]);

const GROUPS: ReadonlyMap<string, (one: Choice, field: Field) => Html> = new Map([
  ["radio_buttons", picks("radio")],
  ["checkboxes", picks("checkbox")],
]);
