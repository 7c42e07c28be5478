// A form as Slack's modal, and what was filled in as a command line again.
import type { ModalView } from "@slack/types";
import type { Form } from "../cards/form.ts";

/** Where the answer to a form goes. */
export interface FormPlace {
  readonly channel: string;
  readonly threadTs?: string;
}

/** What a modal carries along: Slack gives it back with the submission, and nobody else can write it. */
interface Carried extends FormPlace {
  readonly line: string;
}

export const FORM = "asr:form";

export function modalOf({ title, submit, line, blocks }: Form, place: FormPlace): ModalView {
  return {
    type: "modal",
    callback_id: FORM,
    private_metadata: JSON.stringify({ line, ...place } satisfies Carried),
    title: { type: "plain_text", text: title },
    submit: { type: "plain_text", text: submit },
    close: { type: "plain_text", text: "Close" },
    blocks: [...blocks],
  };
}

/** The state of one input, of the kinds that forms use. */
interface Input {
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
}

export interface Submitted {
  readonly private_metadata: string;
  readonly state: { readonly values: Readonly<Record<string, Readonly<Record<string, Input>>>> };
}

export interface FilledIn {
  readonly place: FormPlace;
  /** The line that the form was opened for. */
  readonly line: string;
  /** By `block_id`, without what was left empty. */
  readonly values: Readonly<Record<string, string>>;
}

/** Throws when the view is not one of ours. */
export function filledIn({ private_metadata, state }: Submitted): FilledIn {
  const { line, channel, threadTs } = JSON.parse(private_metadata) as Carried;
  const given = Object.entries(state.values).map(([name, inputs]) => [name, inputValue(inputs.value)] as const);
  return {
    line,
    place: { channel, ...(threadTs !== undefined && { threadTs }) },
    values: Object.fromEntries(given.filter(([, value]) => value !== "")),
  };
}

function inputValue(input: Input | undefined): string {
  return (input?.selected_option?.value ?? input?.value ?? "").trim();
}
