// A modal's inputs as a person fills them in: initial values, options, what the client itself refuses.
import type { ViewState } from "../api/view.ts";
import { type Element, type Option, optionsOf } from "./elements.ts";

type Json = Readonly<Record<string, unknown>>;

interface InputBlock {
  readonly type: string;
  readonly block_id: string;
  readonly optional?: boolean;
  readonly element: Element & Json;
}

export type Values = Readonly<Record<string, string>>;

export interface FilledIn {
  readonly state: ViewState;
  /** By block_id: what the client says before it sends anything. */
  readonly errors: Values;
}

/** Elements with one value: its name in the state, and the name of the initial one. */
const SIMPLE: Readonly<Record<string, readonly [string, string]>> = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
};

const MANY = new Set(["checkboxes", "multi_static_select"]);

function optionFor(block: InputBlock, wanted: string): Option {
  const { element, block_id } = block;
  const options = optionsOf(element);
  const found = options.find(({ value, text }) => value === wanted || text.text === wanted);
  if (found !== undefined) return found;
  const offered = options.map(({ value }) => value).join(", ");
  throw new Error(`"${block_id}" has no option "${wanted}"; it has ${offered}`);
}

function picked(block: InputBlock, given: string | undefined): Json {
  const { element } = block;
  if (MANY.has(element.type)) {
    const initial = (element.initial_options ?? []) as readonly Option[];
    const wanted = given?.split(",").filter((part) => part !== "");
    return { selected_options: wanted?.map((one) => optionFor(block, one)) ?? initial };
  }
  const initial = element.initial_option ?? null;
  if (given === "") return { selected_option: null };
  return { selected_option: given === undefined ? initial : optionFor(block, given) };
}

function stateOf(block: InputBlock, given: string | undefined): Json {
  const { type } = block.element;
  const simple = SIMPLE[type];
  if (simple === undefined) return { type, ...picked(block, given) };
  const [name, initial] = simple;
  const value = given ?? block.element[initial] ?? null;
  return { type, [name]: value === "" ? null : value };
}

function isEmpty({ type: _, ...value }: Json): boolean {
  return Object.values(value).every((one) => one === null || (Array.isArray(one) && one.length === 0));
}

function errorOf({ optional, element }: InputBlock, value: Json): string | undefined {
  if (isEmpty(value)) return optional === true ? undefined : "Please complete this required field.";
  const { length } = typeof value.value === "string" ? value.value : "";
  const [least, most] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
  if (element.type === "plain_text_input" && length < least) return `Must be ${least} characters or more.`;
  return length > most ? `Must be ${most} characters or fewer.` : undefined;
}

/** Throws when a value is given for something that the modal does not ask, or that it does not offer. */
export function fillIn(blocks: unknown, given: Values): FilledIn {
  const inputs = (blocks as readonly InputBlock[]).filter(({ type }) => type === "input");
  const unknown = Object.keys(given).find((id) => !inputs.some(({ block_id }) => block_id === id));
  if (unknown !== undefined) {
    throw new Error(`The modal asks no "${unknown}"; it asks ${inputs.map(({ block_id }) => block_id).join(", ")}`);
  }
  const state: Record<string, Json> = {};
  const errors: Record<string, string> = {};
  for (const block of inputs) {
    const value = stateOf(block, given[block.block_id]);
    state[block.block_id] = { [block.element.action_id]: value };
    const error = errorOf(block, value);
    if (error !== undefined) errors[block.block_id] = error;
  }
  return { state: state as ViewState, errors };
}
