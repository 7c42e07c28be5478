// One message on a page of its own, for pictures.
import type { KnownBlock } from "@slack/types";
import { blockHtml } from "./blocks.ts";
import { html } from "./html.ts";
import { messageHtml } from "./message.ts";
import { APP_NAME } from "./options.ts";
import { knownZone, type Named, type Reader } from "./reader.ts";
import { documentHtml } from "./shell.ts";

export interface CardOptions extends Partial<Named> {
  readonly message: { readonly text: string; readonly blocks: readonly KnownBlock[] };
  /** When it was said, in milliseconds. */
  readonly at: number;
  /** Seen by one person only. */
  readonly ephemeral?: boolean;
  /** The reader's zone. Default: UTC. */
  readonly zone?: string;
}

const BOT = { id: "U0BOT", name: APP_NAME };

/** The document, hidden until its emoji font is there. Throws when a block would not be seen on it: such a picture would show a card that is not sent. */
export function cardHtml({
  message,
  at,
  ephemeral = false,
  zone,
  people = [],
  channels = [],
  groups = [],
}: CardOptions): string {
  const reader: Reader = { people, channels, groups, zone: knownZone(zone ?? "UTC"), now: at, bot: BOT };
  const { text, blocks } = message;
  const missing = blocks.find((block) => blockHtml(block, reader) === undefined);
  if (missing !== undefined) throw new Error(`The page cannot show a ${missing.type} block`);
  const seen = { ts: String(at / 1000), channel: "C0", user: BOT.id, text, blocks, ephemeral };
  const shown = messageHtml({ ...seen, edits: 0, edited: false, broadcast: false }, reader);
  return documentHtml("Message", html`<body class="card-page"><div class="card" hidden>${shown}</div></body>`);
}
