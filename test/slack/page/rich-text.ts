// rich_text blocks as HTML: no marks to read, every piece says what it is.
import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextList } from "@slack/types";
import { fillDate } from "./dates.ts";
import { emojiNamed } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import { link } from "./mrkdwn.ts";
import { channelName, groupHandle, personName, type Reader } from "./reader.ts";

export function richText({ elements }: RichTextBlock, reader: Reader): Html {
  return html`${elements.map((part) => paragraph(part, reader))}`;
}

function paragraph(part: RichTextBlockElement, reader: Reader): Html {
  switch (part.type) {
    case "rich_text_section":
      return html`<p>${pieces(part.elements, reader)}</p>`;
    case "rich_text_preformatted":
      return html`<pre>${pieces(part.elements, reader)}</pre>`;
    case "rich_text_quote":
      return html`<blockquote>${pieces(part.elements, reader)}</blockquote>`;
    case "rich_text_list":
      return list(part, reader);
  }
}

function list({ elements, style, indent = 0 }: RichTextList, reader: Reader): Html {
  const items = elements.map((item) => html`<li>${pieces(item.elements, reader)}</li>`);
  const inset = html`style="margin-left:${indent * 24}px"`;
  return style === "ordered" ? html`<ol ${inset}>${items}</ol>` : html`<ul ${inset}>${items}</ul>`;
}

function pieces(elements: readonly RichTextElement[], reader: Reader): Html[] {
  return elements.map((piece) => styled(shown(piece, reader), piece));
}

function shown(piece: RichTextElement, reader: Reader): Html {
  switch (piece.type) {
    case "text":
      return html`${piece.text}`;
    case "emoji":
      return html`${emojiNamed(piece.name) ?? `:${piece.name}:`}`;
    case "link":
      return link(piece.url, piece.text ?? piece.url);
    case "date":
      return html`<time>${fillDate(piece.format, piece.timestamp * 1000, reader)}</time>`;
    case "color":
      return html`<code>${piece.value}</code>`;
    default:
      return html`<span class="mention">${mentioned(piece, reader)}</span>`;
  }
}

type Mention = Exclude<RichTextElement, { type: "text" | "emoji" | "link" | "date" | "color" }>;

function mentioned(piece: Mention, reader: Reader): string {
  switch (piece.type) {
    case "user":
      return `@${personName(reader, piece.user_id)}`;
    case "channel":
      return `#${channelName(reader, piece.channel_id)}`;
    case "usergroup":
      return `@${groupHandle(reader, piece.usergroup_id)}`;
    case "broadcast":
      return `@${piece.range}`;
    case "team":
      return `@${piece.team_id}`;
  }
}

interface Style {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
}

function styled(inner: Html, { style = {} }: { style?: Style }): Html {
  let out = inner;
  if (style.code === true) out = html`<code>${out}</code>`;
  if (style.strike === true) out = html`<s>${out}</s>`;
  if (style.italic === true) out = html`<i>${out}</i>`;
  if (style.bold === true) out = html`<b>${out}</b>`;
  return out;
}
