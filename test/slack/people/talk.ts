// What people type: slash commands and messages.
import { messageJson } from "../api/message.ts";
import { identity } from "../model/people.ts";
import type { Acted } from "../types.ts";
import { escaped } from "./escape.ts";
import { eventFrame } from "./payloads.ts";
import { ownChannel, type Somebody } from "./person.ts";
import { showAcknowledged } from "./respond.ts";

export interface Typed {
  readonly channel: string;
  readonly line: string;
  readonly threadTs?: string | undefined;
}

export async function typeCommand(somebody: Somebody, { channel: id, line, threadTs }: Typed): Promise<Acted> {
  const { world, office, person, url } = somebody;
  const channel = ownChannel(somebody, id);
  const [, command = "", typed = ""] = /^(\/\S+)\s*(.*)$/s.exec(line) ?? [];
  const known = world.manifest.commands.find((one) => one.command === command);
  if (known === undefined) return { failed: "unknown_command" };
  if (threadTs !== undefined) return { failed: "not_in_threads" };
  const bound = { user: person.id, channel: channel.id };
  const payload = {
    token: identity.verificationToken,
    team_id: person.teamId,
    team_domain: identity.teamDomain,
    channel_id: channel.id,
    channel_name: channel.private && !channel.direct ? "privategroup" : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text: known.escape ? escaped(world, typed) : typed,
    api_app_id: identity.appId,
    is_enterprise_install: "false",
    response_url: `${url()}/response/${world.responses.issue(bound)}`,
    trigger_id: world.triggers.issue({ user: person.id }),
  };
  const outcome = await office.send({ kind: "slash_commands", name: "slash_commands", payload }, (said) =>
    showAcknowledged(world, bound, said),
  );
  return "failed" in outcome ? { failed: outcome.failed } : {};
}

export async function say(somebody: Somebody, { channel: id, line, threadTs }: Typed): Promise<void> {
  const { world, office, person } = somebody;
  const channel = ownChannel(somebody, id);
  const mention = `<@${identity.botUserId}>`;
  const text = line.replaceAll("<@BOT>", mention);
  if (threadTs !== undefined && world.messages.find(channel.id, threadTs) === undefined) {
    throw new Error(`There is no message ${threadTs} in ${channel.name}`);
  }
  const thread = threadTs === undefined ? {} : { threadTs };
  const message = world.messages.post({ channel: channel.id, user: person.id, text, blocks: [], ...thread });
  world.changed();
  const heard = channel.bot && text.includes(mention) && world.manifest.events.includes("app_mention");
  if (!heard) return;
  const event = {
    ...messageJson(message),
    type: "app_mention",
    team: person.teamId,
    channel: channel.id,
    event_ts: message.ts,
  };
  await office.event({ kind: "events_api", name: "app_mention", payload: eventFrame(world, event) });
}
