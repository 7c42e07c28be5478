// Blocks as HTML: a form of our own for what can be pressed and for what must look right, the library's for the rest.
import type { AlertBlock, ContextBlock, ImageBlock, KnownBlock, SectionBlock, TextObject } from "@slack/types";
import { type Active, element } from "./elements.ts";
import { withEmoji } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import { inputBlock } from "./inputs.ts";
import { libraryBlock } from "./library.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";
import { richText } from "./rich-text.ts";
import { table } from "./table.ts";

/** All blocks. What has no form is said to be missing: silence would look like an empty message. */
export function blocksHtml(blocks: readonly KnownBlock[], reader: Reader): Html {
  const shown = (block: KnownBlock) =>
    blockHtml(block, reader) ?? html`<p class="missing">This page cannot show a ${block.type} block.</p>`;
  return html`${blocks.map((block) => html`<div class="block block-${block.type}">${shown(block)}</div>`)}`;
}

/** One block; nothing when it would be empty on the page. */
export function blockHtml(block: KnownBlock, reader: Reader): Html | undefined {
  const own = OWN[block.type];
  return own === undefined ? libraryBlock(block, reader) : own(block as never, reader);
}

type Form = (block: never, reader: Reader) => Html | undefined;

const OWN: { readonly [type in KnownBlock["type"]]?: Form } = {
  header: ({ text }: { text: TextObject }) => html`<h3>${withEmoji(text.text)}</h3>`,
  divider: () => html`<hr>`,
  section,
  context,
  actions: ({ elements }: { elements: readonly Active[] }, reader) => every(elements, reader),
  image,
  alert: ({ level = "default", text }: AlertBlock, reader) =>
    html`<div class="alert ${level}" role="note">${textHtml(text, reader)}</div>`,
  input: inputBlock,
  rich_text: richText,
  table,
  data_table: table,
};

export function textHtml(text: TextObject, reader: Reader): Html {
  return text.type === "mrkdwn" ? mrkdwn(text.text, reader) : html`${withEmoji(text.text)}`;
}

function every(elements: readonly Active[], reader: Reader): Html | undefined {
  const shown = elements.map((one) => element(one, reader));
  return shown.includes(undefined) ? undefined : html`<div class="actions">${shown}</div>`;
}

function section({ text, fields = [], accessory }: SectionBlock, reader: Reader): Html | undefined {
  const body = text !== undefined && html`<div class="text">${textHtml(text, reader)}</div>`;
  const list = fields.map((field) => html`<div class="text">${textHtml(field, reader)}</div>`);
  const grid = fields.length > 0 && html`<div class="fields">${list}</div>`;
  const beside = accessory?.type === "image" ? picture(accessory) : accessory && element(accessory, reader);
  if (accessory !== undefined && beside === undefined) return undefined;
  return html`<div class="section"><div class="words">${body}${grid}</div>${beside && html`<div class="beside">${beside}</div>`}</div>`;
}

function context({ elements }: ContextBlock, reader: Reader): Html {
  const shown = elements.map((one) =>
    one.type === "image" ? picture(one) : html`<span class="text">${textHtml(one, reader)}</span>`,
  );
  return html`<div class="context">${shown}</div>`;
}

function image(block: ImageBlock): Html {
  return html`<figure>${block.title !== undefined && html`<figcaption>${withEmoji(block.title.text)}</figcaption>`}${picture(block)}</figure>`;
}

/** Pictures come from elsewhere, and the page asks nobody: what they show is said instead. */
function picture({ alt_text: alt }: { alt_text: string }): Html {
  return html`<span class="picture" role="img" aria-label="${alt}">${alt}</span>`;
}
