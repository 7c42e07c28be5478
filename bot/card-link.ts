// Where a run's card is, for commands on any replica: read from the ledger at the moment of asking.
import type { TestFailover } from "../crds/types.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Logger } from "../kube/logger.ts";
import type { Chat } from "./chat.ts";
import { readRunEntry } from "./ledger.ts";

export interface CardLinkParts {
  readonly client: KubeClient;
  /** The bot's own namespace. */
  readonly namespace: string;
  readonly chat: Pick<Chat, "linkTo">;
  readonly logger: Logger;
}

/** `undefined`: there is no card yet, or it could not be found out in time. Never rejects. */
export function createCardLink(parts: CardLinkParts): (run: TestFailover) => Promise<string | undefined> {
  const { client, namespace, chat, logger } = parts;
  return async ({ metadata: { uid, name } }) => {
    if (uid === undefined) return undefined;
    try {
      const card = (await readRunEntry(client, namespace, uid))?.card;
      return card?.ts === undefined ? undefined : chat.linkTo({ channel: card.channel, ts: card.ts });
    } catch (error) {
      logger.warn({ err: error, run: name }, "card not looked up");
      return undefined;
    }
  };
}
