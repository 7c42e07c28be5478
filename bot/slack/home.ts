// The app's Home tab: what `/asr` alone answers, made anew whenever somebody opens it. Nobody else sees theirs.
import type { HomeView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Logger } from "../../kube/logger.ts";
import type { Message } from "../cards/message.ts";
import { context } from "../cards/text.ts";
import { said } from "./web.ts";

const AROUND = "In a channel: `/asr help`. This tab is made anew when you open it.";

/** Never rejects: what was not shown is logged, and opening the tab again tries again. */
export async function showHome(web: WebClient, user: string, message: Message, logger: Logger): Promise<void> {
  const call = web.views.publish({ user_id: user, view: homeOf(message) });
  const outcome = await said(call.then(() => ({ ts: "shown" })));
  if (!("ts" in outcome)) logger.warn({ outcome, user }, "a Home tab was not shown");
}

function homeOf({ blocks }: Message): HomeView {
  return { type: "home", blocks: [...blocks, context(AROUND)] };
}
