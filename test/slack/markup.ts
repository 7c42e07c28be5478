// Finds the live markup in what the bot sends: mentions, pings, labelled links, dates without a fallback.

const PING =
  /<(?:!(?:channel|here|everyone)(?:\|[^>]*)?|@[UW][^>]*|!subteam\^[^>]*|(?:https?:|mailto:)[^>|]*\|[^>]*)>/g;
const DATE = /<!date\^[^>]*>/g;

type Loose = Readonly<Record<string, unknown>>;

/** What the pieces of rich text would be as mrkdwn. */
const RICH: Readonly<Record<string, (piece: Loose) => string>> = {
  user: (piece) => `<@${piece.user_id}>`,
  usergroup: (piece) => `<!subteam^${piece.usergroup_id}>`,
  broadcast: (piece) => `<!${piece.range}>`,
  link: (piece) => (piece.text === undefined ? "" : `<${piece.url}|${piece.text}>`),
};

/** Every string below the value that Slack reads as mrkdwn. Plain text is none. */
export function liveTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(liveTexts);
  if (typeof value !== "object" || value === null) return [];
  const node = value as Loose;
  const type = String(node.type);
  if (type === "plain_text") return [];
  if ((type === "mrkdwn" || type === "markdown") && typeof node.text === "string") return [node.text];
  const rich = RICH[type];
  return rich === undefined ? Object.values(node).flatMap(liveTexts) : [rich(node)];
}

/** Mentions, pings and labelled links, as they stand in the text. */
export function pingsIn(text: string): readonly string[] {
  return text.match(PING) ?? [];
}

/** The first date that readers without its time zone could not read. */
export function dateWithoutFallback(text: string): string | undefined {
  return text.match(DATE)?.find((date) => !/\|[^>]+>$/.test(date));
}
