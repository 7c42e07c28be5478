// A message as the Web API and the payloads show it.
import type { Stored } from "../model/messages.ts";
import { identity } from "../model/people.ts";

export function messageJson(message: Stored): Readonly<Record<string, unknown>> {
  const { ts, threadTs, user, text, blocks } = message;
  const ofBot = user === identity.botUserId;
  return {
    type: "message",
    user,
    text,
    ts,
    team: identity.teamId,
    ...(ofBot && { bot_id: identity.botId, app_id: identity.appId }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(blocks.length > 0 && { blocks }),
  };
}
