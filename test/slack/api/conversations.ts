// conversations.info and .list: which channels there are, and whether the bot is in them.
import type { Channel } from "../model/channels.ts";
import { Refusal } from "../refusal.ts";
import {
  type Answer,
  badArgument,
  type Call,
  type Method,
  maybeText,
  needScope,
  TIER_2,
  TIER_3,
  textOf,
} from "./call.ts";

function channelJson(channel: Channel): Readonly<Record<string, unknown>> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private && !channel.direct,
    is_im: channel.direct,
    is_private: channel.private,
    is_archived: false,
    is_member: channel.bot,
    num_members: channel.members.size,
  };
}

function info({ world, args }: Call): Answer {
  const channel = world.channels.find(textOf(args, "channel"));
  if (channel === undefined || (channel.private && !channel.bot)) throw new Refusal("channel_not_found");
  if (channel.direct) needScope(world, "im:read");
  else needScope(world, channel.private ? "groups:read" : "channels:read");
  return { channel: channelJson(channel) };
}

const SCOPE_OF: Readonly<Record<string, string>> = {
  public_channel: "channels:read",
  private_channel: "groups:read",
  im: "im:read",
  mpim: "mpim:read",
};

/** All on one page: no test has as many channels as a page of Slack. */
function list({ world, args }: Call): Answer {
  const types = (maybeText(args, "types") ?? "public_channel").split(",").map((type) => type.trim());
  for (const type of types) {
    const scope = SCOPE_OF[type];
    if (scope === undefined) throw badArgument(`"${type}" is no type of conversation`);
    needScope(world, scope);
  }
  const visible = world.channels.all.filter((channel) =>
    channel.private ? channel.bot && types.includes("private_channel") : types.includes("public_channel"),
  );
  return { channels: visible.map(channelJson), response_metadata: { next_cursor: "" } };
}

export const conversationMethods: Readonly<Record<string, Method>> = {
  "conversations.info": { scopes: [], token: "bot", perMinute: TIER_3, run: info },
  "conversations.list": { scopes: [], token: "bot", perMinute: TIER_2, run: list },
};
