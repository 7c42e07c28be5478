// One message of a channel, as one person sees it.
import type { SeenMessage } from "../types.ts";
import { appAvatar, avatar } from "./avatar.ts";
import { blocksHtml } from "./blocks.ts";
import { clockTime, dayName, sentAt } from "./dates.ts";
import { type Html, html } from "./html.ts";
import { mrkdwn } from "./mrkdwn.ts";
import { personName, type Reader } from "./reader.ts";

/** What the client keeps apart: an item whose markup is the same is left alone. */
export interface Item {
  readonly key: string;
  readonly html: string;
}

export interface Around {
  /** Replies, when the message has a thread. */
  readonly replies: number;
}

/** A message with who said it and when. */
export function messageHtml(message: SeenMessage, reader: Reader, { replies }: Around = { replies: 0 }): Html {
  const { ts, user, ephemeral } = message;
  const name = personName(reader, user);
  const isApp = user === reader.bot.id;
  const place = reader.people.findIndex((person) => person.id === user);
  const face = isApp ? appAvatar : avatar(name, Math.max(0, place));
  const at = sentAt(ts);
  const only = ephemeral && html`<p class="only"><span aria-hidden="true">👁</span> Only visible to you</p>`;
  const time = html`<time datetime="${new Date(at).toISOString()}">${clockTime(at, reader)}</time>`;
  const badge = isApp && html` <span class="badge">APP</span>`;
  return html`<article class="message${ephemeral ? " ephemeral" : ""}" data-ts="${ts}" aria-label="${name} at ${clockTime(at, reader)}">${only}${face}<div class="body"><p class="by"><b>${name}</b>${badge} ${time}</p><div class="content">${content(message, reader)}</div>${thread(ts, replies)}</div></article>`;
}

function content({ blocks, text, edited }: SeenMessage, reader: Reader): Html {
  const mark = edited && html` <span class="edited">(edited)</span>`;
  if (blocks.length > 0) return html`${blocksHtml(blocks, reader)}${mark}`;
  return html`<div class="text">${mrkdwn(text, reader)}${mark}</div>`;
}

function thread(ts: string, replies: number): Html | undefined {
  if (replies === 0) return undefined;
  return html`<button type="button" class="thread-link" data-thread="${ts}">${replies} ${replies === 1 ? "reply" : "replies"} <span>View thread</span></button>`;
}

/** A channel's messages without replies, with a line between days. */
export function channelItems(seen: readonly SeenMessage[], reader: Reader): Item[] {
  const tops = seen.filter(({ threadTs, broadcast, ts }) => threadTs === undefined || threadTs === ts || broadcast);
  let day = "";
  return tops.flatMap((message) => {
    const replies = seen.filter(({ threadTs, ts }) => threadTs === message.ts && ts !== message.ts).length;
    const item = { key: message.ts, html: messageHtml(message, reader, { replies }).markup };
    const before = day;
    day = dayName(sentAt(message.ts), reader);
    return before === day ? [item] : [{ key: `day-${message.ts}`, html: dayLine(day).markup }, item];
  });
}

/** A message and its replies. */
export function threadItems(seen: readonly SeenMessage[], root: string, reader: Reader): Item[] {
  return seen
    .filter(({ ts, threadTs }) => ts === root || threadTs === root)
    .map((message) => ({ key: message.ts, html: messageHtml(message, reader).markup }));
}

function dayLine(day: string): Html {
  return html`<div class="day" role="separator" aria-label="${day}"><span>${day}</span></div>`;
}
