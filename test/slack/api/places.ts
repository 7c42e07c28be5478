// Where a call wants to write: channels that the bot is in, threads that exist.
import type { Channel } from "../model/channels.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { type Args, maybeText, textOf } from "./call.ts";

/** Throws Refusal: the channel is unknown, hidden from the bot, or one that it is not in. */
export function writable(world: World, args: Args): Channel {
  const channel = world.channels.find(textOf(args, "channel"));
  if (channel === undefined || (channel.private && !channel.bot)) throw new Refusal("channel_not_found");
  if (!channel.bot) throw new Refusal("not_in_channel");
  return channel;
}

/** Stricter than Slack, which takes any number: the thread must be one, and not a reply. */
export function threadOf(world: World, channel: Channel, args: Args): string | undefined {
  const threadTs = maybeText(args, "thread_ts");
  if (threadTs === undefined) return undefined;
  const parent = world.messages.find(channel.id, threadTs);
  if (parent === undefined || parent.threadTs !== undefined) throw new Refusal("thread_not_found");
  return threadTs;
}
