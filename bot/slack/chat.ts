// The port for posting, over Slack's Web API: one attempt each.
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../../kube/clock.ts";
import type { Message } from "../cards/message.ts";
import type { Chat } from "../chat.ts";
import { said } from "./web.ts";
import type { Workspace } from "./workspace.ts";

const MEMBER_FRESH_MS = 60_000;

export function createChat(web: WebClient, workspace: () => Workspace | undefined, clock: Clock): Chat {
  const members = new Map<string, { readonly is: boolean; readonly atMs: number }>();
  return {
    post: ({ channel, threadTs, broadcast }, message) =>
      said(
        web.chat.postMessage({
          channel,
          ...body(message),
          ...(threadTs !== undefined && { thread_ts: threadTs, reply_broadcast: broadcast === true }),
          unfurl_links: false,
          unfurl_media: false,
        } as Parameters<WebClient["chat"]["postMessage"]>[0]),
      ),
    update: ({ channel, ts }, message) => said(web.chat.update({ channel, ts, ...body(message) })),
    async isMember(channel) {
      const known = members.get(channel);
      if (known !== undefined && clock.monotonicMs() - known.atMs < MEMBER_FRESH_MS) return known.is;
      const is = await memberOf(web, channel);
      // A no is asked anew at once: somebody is probably inviting the bot.
      if (is === true) members.set(channel, { is, atMs: clock.monotonicMs() });
      else members.delete(channel);
      return is;
    },
    linkTo({ channel, ts }) {
      const { url } = workspace() ?? { url: "https://slack.com/" };
      return new URL(`archives/${channel}/p${ts.replace(".", "")}`, url).href;
    },
  };
}

async function memberOf(web: WebClient, channel: string): Promise<boolean | undefined> {
  try {
    const { channel: found } = await web.conversations.info({ channel });
    return found?.is_member === true;
  } catch (error) {
    const answer = await said(Promise.reject(error));
    // A private channel that the bot is not in does not exist for it.
    return "refused" in answer && answer.refused === "channel_not_found" ? false : undefined;
  }
}

function body({ text, blocks }: Message) {
  return { text, blocks: [...blocks] };
}
