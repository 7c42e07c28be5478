// Brings an answer to whoever asked, and to nobody else, by the first way that is open.
import type { WebClient } from "@slack/web-api";
import type { Logger } from "../../kube/logger.ts";
import type { Message } from "../cards/message.ts";
import type { Said } from "../chat.ts";
import type { FormPlace } from "./modal.ts";
import { said } from "./web.ts";

export interface Recipient {
  readonly user: string;
  readonly place: FormPlace;
}

/** Neither rejects: what was not delivered is logged. */
export interface Courier {
  /** By the delivery's own way; where that is closed, by `whisper`. */
  answer(reply: (message: Message) => Promise<unknown>, to: Recipient, message: Message): Promise<void>;
  /** An ephemeral message, or a direct one where that has certainly not arrived. */
  whisper(to: Recipient, message: Message): Promise<void>;
}

/** The Home tab is in no channel. */
const NO_CHANNEL: Said = { refused: "channel_not_found" };

export function createCourier(web: WebClient, logger: Logger): Courier {
  async function whisper({ user, place }: Recipient, message: Message): Promise<void> {
    const first = place.channel === "" ? NO_CHANNEL : await ephemeral(web, { user, place }, message);
    if ("ts" in first) return;
    const last = "unknown" in first ? first : await direct(web, user, message);
    if (!("ts" in last)) logger.warn({ outcome: last, user }, "an answer was not delivered");
  }
  return {
    whisper,
    async answer(reply, to, message) {
      try {
        await reply(message);
      } catch (error) {
        logger.debug({ err: error }, "an answer takes another way");
        await whisper(to, message);
      }
    },
  };
}

function ephemeral(web: WebClient, { user, place }: Recipient, { text, blocks }: Message): Promise<Said> {
  const { channel, threadTs } = place;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const call = web.chat.postEphemeral({ channel, user, text, blocks: [...blocks], ...thread });
  return said(call.then(({ message_ts }) => ({ ts: message_ts ?? "" })));
}

function direct(web: WebClient, user: string, { text, blocks }: Message): Promise<Said> {
  return said(web.chat.postMessage({ channel: user, text, blocks: [...blocks] }));
}
