// Owns the messages: what was said where, to whom, and what each person sees of it.
import type { KnownBlock } from "@slack/types";
import type { SeenMessage } from "../types.ts";

export interface Content {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export interface Draft extends Content {
  readonly channel: string;
  readonly user: string;
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  /** Ephemeral: only this person sees it. */
  readonly to?: string;
}

export interface Stored extends Draft {
  readonly ts: string;
  readonly edits: number;
}

export interface Messages {
  post(draft: Draft): Stored;
  /** Ephemeral messages are not found: no call of the Web API can name them. */
  find(channel: string, ts: string): Stored | undefined;
  /** What this person sees, ephemeral ones included. */
  findSeen(person: string, ts: string): Stored | undefined;
  change(message: Stored, content: Content): Stored;
  remove(message: Stored): void;
  /** Without a person: what everybody sees. */
  seen(channel: string, person?: string): readonly SeenMessage[];
  /** The person's ephemeral messages are gone. */
  forgetEphemeral(person: string): void;
}

function seenOf(message: Stored): SeenMessage {
  const { ts, channel, threadTs, user, text, blocks, to, edits, broadcast = false } = message;
  return {
    ts,
    channel,
    ...(threadTs !== undefined && { threadTs }),
    user,
    text,
    blocks,
    ephemeral: to !== undefined,
    edits,
    edited: edits > 0 && blocks.length === 0,
    broadcast,
  };
}

/** `withIds` gives blocks the ids that they lack, as Slack does. */
export function createMessages(
  nextTs: () => string,
  withIds: (blocks: readonly KnownBlock[]) => readonly KnownBlock[],
): Messages {
  const all = new Map<string, Stored>();
  const keep = (message: Stored): Stored => {
    all.set(message.ts, message);
    return message;
  };
  return {
    post: (draft) => keep({ ...draft, blocks: withIds(draft.blocks), ts: nextTs(), edits: 0 }),
    find: (channel, ts) => {
      const message = all.get(ts);
      return message?.channel === channel && message.to === undefined ? message : undefined;
    },
    findSeen: (person, ts) => {
      const message = all.get(ts);
      return message?.to === undefined || message.to === person ? message : undefined;
    },
    change: (message, { text, blocks }) =>
      keep({ ...message, text, blocks: withIds(blocks), edits: message.edits + 1 }),
    remove: ({ ts }) => void all.delete(ts),
    seen: (channel, person) =>
      [...all.values()]
        .filter((message) => message.channel === channel)
        .filter(({ to }) => to === undefined || to === person)
        .map(seenOf),
    forgetEphemeral: (person) => {
      for (const { ts, to } of all.values()) if (to === person) all.delete(ts);
    },
  };
}
