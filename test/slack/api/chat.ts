// chat.*: posting, editing and deleting, to everybody or to one person.
import { readContent } from "../content.ts";
import type { Stored } from "../model/messages.ts";
import { identity } from "../model/people.ts";
import { RateLimited, Refusal } from "../refusal.ts";
import { type Answer, badArgument, type Call, isTrue, type Method, TIER_3, TIER_4, textOf } from "./call.ts";
import { messageJson } from "./message.ts";
import { threadOf, writable } from "./places.ts";

const MOST_TEXT = 40_000;
/** Editing is stricter than posting. */
const MOST_EDITED_TEXT = 4000;

function post({ world, args, method }: Call): Answer {
  const channel = writable(world, args);
  const wait = world.rates?.takePost(channel.id);
  if (wait !== undefined) throw new RateLimited(wait);
  const threadTs = threadOf(world, channel, args);
  const broadcast = isTrue(args, "reply_broadcast");
  if (broadcast && threadTs === undefined) throw badArgument("reply_broadcast without thread_ts");
  const { text, blocks } = readContent(world, `${method} ${channel.id}`, args);
  const message = world.messages.post({
    channel: channel.id,
    user: identity.botUserId,
    text: text.slice(0, MOST_TEXT),
    blocks,
    ...(threadTs !== undefined && { threadTs, broadcast }),
  });
  world.changed();
  const answer = { channel: channel.id, ts: message.ts, message: messageJson(message) };
  if (text.length <= MOST_TEXT) return answer;
  world.transcript.problem(method, `message_truncated: the text has ${text.length} characters`);
  return { ...answer, warning: "message_truncated", response_metadata: { warnings: ["message_truncated"] } };
}

function ownMessage({ world, args }: Call, channel: string, otherwise: string): Stored {
  const message = world.messages.find(channel, textOf(args, "ts"));
  if (message === undefined) throw new Refusal("message_not_found");
  if (message.user !== identity.botUserId) throw new Refusal(otherwise);
  return message;
}

function update(call: Call): Answer {
  const { world, args, method } = call;
  const channel = writable(world, args);
  const message = ownMessage(call, channel.id, "cant_update_message");
  const content = readContent(world, `${method} ${channel.id}`, args);
  if (content.text.length > MOST_EDITED_TEXT) throw new Refusal("msg_too_long", `${content.text.length} characters`);
  const changed = world.messages.change(message, content);
  world.changed();
  return { channel: channel.id, ts: changed.ts, text: changed.text, message: messageJson(changed) };
}

function postEphemeral({ world, args, method }: Call): Answer {
  const channel = writable(world, args);
  const user = textOf(args, "user");
  const active = world.people.find(user)?.deactivated === false;
  if (!active || !channel.members.has(user)) throw new Refusal("user_not_in_channel");
  const threadTs = threadOf(world, channel, args);
  const content = readContent(world, `${method} ${channel.id}`, args);
  const message = world.messages.post({
    ...content,
    channel: channel.id,
    user: identity.botUserId,
    to: user,
    ...(threadTs !== undefined && { threadTs }),
  });
  world.changed();
  return { message_ts: message.ts };
}

function remove(call: Call): Answer {
  const channel = writable(call.world, call.args);
  const message = ownMessage(call, channel.id, "cant_delete_message");
  call.world.messages.remove(message);
  call.world.changed();
  return { channel: channel.id, ts: message.ts };
}

function permalink({ world, args }: Call): Answer {
  const channel = world.channels.find(textOf(args, "channel"));
  if (channel === undefined) throw new Refusal("channel_not_found");
  const ts = textOf(args, "message_ts");
  const message = world.messages.find(channel.id, ts);
  if (message === undefined) throw new Refusal("message_not_found");
  const thread = message.threadTs === undefined ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const link = `https://${identity.teamDomain}.slack.com/archives/${channel.id}/p${ts.replace(".", "")}${thread}`;
  return { channel: channel.id, permalink: link };
}

export const chatMethods: Readonly<Record<string, Method>> = {
  "chat.postMessage": { scopes: ["chat:write"], token: "bot", run: post },
  "chat.update": { scopes: ["chat:write"], token: "bot", perMinute: TIER_3, run: update },
  "chat.postEphemeral": { scopes: ["chat:write"], token: "bot", perMinute: TIER_4, run: postEphemeral },
  "chat.delete": { scopes: ["chat:write"], token: "bot", perMinute: TIER_3, run: remove },
  "chat.getPermalink": { scopes: [], token: "bot", run: permalink },
};
