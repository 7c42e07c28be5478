// What the page shows to one person now, in pieces that the client can put in place one by one.
import type { SlackFake } from "../types.ts";
import { appAvatar, avatar } from "./avatar.ts";
import { type Html, html } from "./html.ts";
import { channelItems, type Item, threadItems } from "./message.ts";
import { APP_NAME, channelsOf, directOf, type Look, type PageOptions, readerOf } from "./options.ts";
import { homeHtml, modalHtml } from "./view.ts";

export interface PageState {
  readonly me: string;
  readonly place: string;
  readonly sidebar: string;
  readonly header: string;
  readonly items: readonly Item[];
  /** Empty: no thread is open. */
  readonly thread: readonly Item[];
  /** What the message box says while it is empty; nothing where nothing can be said. */
  readonly hint: string;
  readonly modal?: { readonly id: string; readonly html: string };
}

export function pageState(fake: SlackFake, options: PageOptions, look: Look): PageState {
  const { me, place, thread } = look;
  const hands = fake.as(me.id);
  const reader = readerOf(fake, options, look.zone);
  const isHome = place === "home";
  const seen = isHome ? [] : hands.sees(place);
  const home: Item[] = isHome ? [{ key: "home", html: homeHtml(hands.home(), reader).markup }] : [];
  const modal = hands.modal();
  return {
    me: me.id,
    place,
    sidebar: sidebar(options, look).markup,
    header: header(options, look).markup,
    items: [...home, ...channelItems(seen, reader)],
    thread: thread === undefined ? [] : threadItems(seen, thread, reader),
    hint: isHome ? "" : `Message ${placeName(options, look)}`,
    ...(modal !== undefined && { modal: { id: modal.id, html: modalHtml(modal, reader).markup } }),
  };
}

function placeName({ channels }: PageOptions, { place }: Look): string {
  const channel = channels.find(({ id }) => id === place);
  return channel === undefined ? APP_NAME : `#${channel.name}`;
}

function sidebar(options: PageOptions, { me, place }: Look): Html {
  const link = (id: string, sign: string | Html, name: string) =>
    html`<li><a href="?as=${me.id}&amp;in=${id}" data-place="${id}"${id === place && html` aria-current="page"`}><span class="sign" aria-hidden="true">${sign}</span>${name}</a></li>`;
  const rooms = channelsOf(options, me).map(({ id, name, private: locked }) => link(id, locked ? LOCK : "#", name));
  const inApp = place === "home" || place === directOf(me);
  const app = html`<li><a href="?as=${me.id}&amp;in=home" data-place="home"${inApp && html` aria-current="page"`}>${appAvatar}${APP_NAME}</a></li>`;
  const faces = options.people.map((person, index) => {
    const title = person.title !== undefined && html`<small>${person.title}</small>`;
    return html`<li><button type="button" data-person="${person.id}" aria-pressed="${person.id === me.id ? "true" : "false"}">${avatar(person.name, index)}<span>${person.name}${title}</span></button></li>`;
  });
  return html`<h1>${options.workspace}</h1><nav aria-label="Channels and apps"><h2>Channels</h2><ul>${rooms}</ul><h2>Apps</h2><ul>${app}</ul></nav><section class="people" aria-label="You are"><h2>You are</h2><ul>${faces}</ul></section>`;
}

const LOCK = html`<svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" stroke-width="1.6"><rect x="3" y="7" width="10" height="7" rx="1.5"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/></svg>`;

function header(options: PageOptions, look: Look): Html {
  const channel = options.channels.find(({ id }) => id === look.place);
  if (channel !== undefined) {
    const size = channel.members.length;
    return html`<h2><span class="sign" aria-hidden="true">#</span>${channel.name}</h2><p>${size} ${size === 1 ? "member" : "members"}</p>`;
  }
  const tab = (id: string, name: string) =>
    html`<a href="?as=${look.me.id}&amp;in=${id}" data-place="${id}"${id === look.place && html` aria-current="page"`}>${name}</a>`;
  return html`<h2>${APP_NAME} <span class="badge">APP</span></h2><nav class="tabs" aria-label="${APP_NAME}">${tab("home", "Home")}${tab(directOf(look.me), "Messages")}</nav>`;
}
