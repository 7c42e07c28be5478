// Slack's mrkdwn as HTML: what it marks is shown as Slack shows it, and everything else is text.
import { fillDate } from "./dates.ts";
import { emojiNamed } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import { channelName, groupHandle, personName, type Reader } from "./reader.ts";

/** Each group is one kind of mark; the first that matches at the leftmost place wins. */
const MARK = new RegExp(
  [
    "```\\n?(?<block>[\\s\\S]+?)```",
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<url>https?:\\/\\/[^\\s<>|*`]*[\\w/=])",
    ":(?<emoji>[a-z0-9_+-]+):",
    "(?<![\\w*])\\*(?<bold>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<italic>[^_\\s](?:[^_\\n]*[^_\\s])?)_(?![\\w_])",
    "(?<![\\w~])~(?<strike>[^~\\s](?:[^~\\n]*[^~\\s])?)~(?![\\w~])",
  ].join("|"),
  "gu",
);

type Render = (inner: string, reader: Reader) => Html;

const MARKS: Readonly<Record<string, Render>> = {
  block: (inner) => html`<pre>${unescaped(inner)}</pre>`,
  code: (inner) => html`<code>${unescaped(inner)}</code>`,
  angle,
  url: (inner) => link(inner, unescaped(inner)),
  emoji: (inner) => html`${emojiNamed(inner) ?? `:${inner}:`}`,
  bold: (inner, reader) => html`<b>${inline(inner, reader)}</b>`,
  italic: (inner, reader) => html`<i>${inline(inner, reader)}</i>`,
  strike: (inner, reader) => html`<s>${inline(inner, reader)}</s>`,
};

/** mrkdwn with its lines and quotes. */
export function mrkdwn(text: string, reader: Reader): Html {
  // A code block may hold lines that look like quotes: it is set aside first.
  const pieces = text.split(/(```[\s\S]+?```)/);
  return html`${pieces.map((piece) => (piece.startsWith("```") ? inline(piece, reader) : lines(piece, reader)))}`;
}

const QUOTE = /^(?:>|&gt;) ?/;

function lines(text: string, reader: Reader): Html {
  const groups: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = groups.at(-1);
    if (last?.quoted === quoted) last.lines.push(line.replace(QUOTE, ""));
    else groups.push({ quoted, lines: [line.replace(QUOTE, "")] });
  }
  return html`${groups.map((group) => {
    const shown = inline(group.lines.join("\n"), reader);
    return group.quoted ? html`<blockquote>${shown}</blockquote>` : shown;
  })}`;
}

/** mrkdwn within a line. Line ends stay; the style sheet keeps them. */
function inline(text: string, reader: Reader): Html {
  const parts: (Html | string)[] = [];
  let done = 0;
  for (const match of text.matchAll(MARK)) {
    const [kind, inner] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    parts.push(unescaped(text.slice(done, match.index)));
    if (kind !== undefined && inner !== undefined) parts.push(MARKS[kind]?.(inner, reader) ?? inner);
    done = match.index + match[0].length;
  }
  return html`${[...parts, unescaped(text.slice(done))]}`;
}

/** The three escapes that Slack has. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function mention(text: string): Html {
  return html`<span class="mention">${text}</span>`;
}

function angle(inner: string, reader: Reader): Html {
  const [target = "", label] = inner.split(/\|(.*)/s);
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date !== null) return time(date, label ?? "", reader);
  if (target.startsWith("@")) return mention(`@${personName(reader, target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${channelName(reader, target.slice(1))}`);
  if (target.startsWith("!subteam^")) return mention(`@${groupHandle(reader, target.slice("!subteam^".length))}`);
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`);
  return link(target, unescaped(label ?? target));
}

function time([, epoch, tokens = "", url]: RegExpExecArray, fallback: string, reader: Reader): Html {
  const at = Number(epoch) * 1000;
  const shown = html`<time datetime="${new Date(at).toISOString()}" title="${unescaped(fallback)}">${fillDate(tokens, at, reader)}</time>`;
  return url === undefined ? shown : link(url, shown);
}

/** Only what a browser opens as a page or a letter; anything else is shown as it was written. */
export function link(url: string, label: string | Html): Html {
  const address = unescaped(url);
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return html`&lt;${address}&gt;`;
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}
