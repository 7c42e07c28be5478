// A modal as a form, and the Home tab.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import { blocksHtml } from "./blocks.ts";
import { withEmoji } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import type { Reader } from "./reader.ts";

/** The inside of the dialog. */
export function modalHtml({ title, submit, close, blocks }: ModalView, reader: Reader): Html {
  const send =
    submit !== undefined && html`<button type="submit" class="button primary">${withEmoji(submit.text)}</button>`;
  return html`<form method="dialog" novalidate data-modal><header><h2 id="modal-title">${withEmoji(title.text)}</h2><button type="button" class="icon" data-close aria-label="Close">✕</button></header><div class="fill">${blocksHtml(blocks as KnownBlock[], reader)}</div><footer><button type="button" class="button" data-close>${withEmoji(close?.text ?? "Cancel")}</button>${send}</footer></form>`;
}

export function homeHtml(home: HomeView | undefined, reader: Reader): Html {
  if (home === undefined) return html`<p class="empty">${reader.bot.name} has not said anything here yet.</p>`;
  return html`<div class="home">${blocksHtml(home.blocks as KnownBlock[], reader)}</div>`;
}
