// The page around what it shows: one document with empty places that the client fills.
import { STYLES } from "./assets.ts";
import { type Html, html } from "./html.ts";
import type { PageOptions } from "./options.ts";

export function documentHtml(title: string, body: Html, script: Html | undefined = undefined): string {
  const styles = STYLES.map((path) => html`<link rel="stylesheet" href="${path}">`);
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="icon" href="data:,">${styles}${script}</head>${body}</html>`
    .markup;
}

export function shellHtml({ workspace, tries = [] }: PageOptions): string {
  const chips = tries.map((line) => html`<button type="button" data-try="${line}">${line}</button>`);
  const suggestions =
    tries.length > 0 && html`<div class="tries" role="group" aria-label="Things to try"><span>Try</span>${chips}</div>`;
  return documentHtml(
    workspace,
    html`<body><div class="app"><aside id="sidebar"></aside><main><header id="header"></header><div id="items" class="items" role="log" aria-label="Messages" tabindex="0"></div><div class="foot"><div id="toast" class="toast" role="alert" hidden></div><div id="say">${suggestions}${composer("main", "Message")}</div></div></main><aside id="thread" class="thread" aria-label="Thread" hidden><header><h2>Thread</h2><button type="button" class="icon" data-close-thread aria-label="Close thread">✕</button></header><div id="replies" class="items"></div>${composer("thread", "Reply")}</aside></div><dialog id="modal" aria-labelledby="modal-title"></dialog></body>`,
    html`<script type="module" src="/page/main.js"></script>`,
  );
}

function composer(name: string, label: string): Html {
  return html`<form class="composer" data-composer="${name}"><textarea rows="1" name="line" aria-label="${label}" autocomplete="off" spellcheck="false"></textarea><button type="submit" aria-label="Send"><svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path fill="currentColor" d="M2.2 3.1c-.2-.7.5-1.3 1.1-1l14.1 7c.7.3.7 1.4 0 1.7l-14.1 7c-.6.3-1.3-.3-1.1-1l1.7-5.7 6.400-1.100-6.400-1.100z"/></svg></button></form>`;
}
