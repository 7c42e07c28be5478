// Channels in memory behind the chat port, for what becomes of calls: refused, throttled, lost before or after they arrived.
import type { Message } from "../../../bot/cards/message.ts";
import type { Chat, Place, Said } from "../../../bot/chat.ts";
import type { Clock } from "../../../kube/clock.ts";

export interface Posted {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  text: string;
  edits: number;
}

export interface Channels {
  readonly chat: Chat;
  readonly messages: Posted[];
  /** When each call came and what it was, such as "0 post C1". */
  readonly calls: string[];
  /** Calls that are made meanwhile wait until it is resolved. */
  gate: Promise<void> | undefined;
  /** What the next calls meet; then all is well again. "lost" arrives, and the answer does not. */
  readonly next: (Said | "lost")[];
  /** What every call meets. */
  always: Said | "lost" | undefined;
  /** The bot is in these only, if they are given. */
  members: Set<string> | undefined;
  remove(ts: string): void;
  /** What is in a channel: texts of cards and alerts, with threads behind ">". */
  read(channel: string): string[];
}

export function createChannels(clock: Clock): Channels {
  let count = 0;

  const arrive = ({ channel, threadTs, broadcast }: Place, { text }: Message): Said => {
    if (channels.members?.has(channel) === false) return { refused: "not_in_channel" };
    if (threadTs !== undefined && find(channel, threadTs) === undefined) return { refused: "thread_not_found" };
    count += 1;
    const ts = `${count}.0`;
    channels.messages.push({ ts, channel, threadTs, broadcast: broadcast === true, text, edits: 0 });
    return { ts };
  };

  const find = (channel: string, ts: string) =>
    channels.messages.find((message) => message.channel === channel && message.ts === ts);

  const change = ({ channel, ts }: { channel: string; ts: string }, { text }: Message): Said => {
    const message = find(channel, ts);
    if (message === undefined) return { refused: "message_not_found" };
    message.text = text;
    message.edits += 1;
    return { ts };
  };

  const call = async (name: string, work: () => Said): Promise<Said> => {
    channels.calls.push(`${clock.monotonicMs()} ${name}`);
    await channels.gate;
    const fate = channels.next.shift() ?? channels.always;
    if (fate === undefined) return work();
    if (fate !== "lost") return fate;
    work();
    return { unknown: "no answer" };
  };

  const channels: Channels = {
    chat: {
      post: (to, message) => call(`post ${to.channel}`, () => arrive(to, message)),
      update: (at, message) => call(`edit ${at.channel}`, () => change(at, message)),
      isMember: async (channel) => channels.members?.has(channel) ?? true,
      linkTo: ({ channel, ts }) => `https://slack.example/${channel}/${ts}`,
    },
    messages: [],
    calls: [],
    gate: undefined,
    next: [],
    always: undefined,
    members: undefined,
    remove: (ts) => {
      const index = channels.messages.findIndex((message) => message.ts === ts);
      channels.messages.splice(index, 1);
    },
    read: (channel) =>
      channels.messages
        .filter((message) => message.channel === channel)
        .map(({ threadTs, broadcast, text }) => `${threadTs === undefined ? "" : "> "}${broadcast ? "! " : ""}${text}`),
  };
  return channels;
}
