// A press on a button that has stood there for long: what was pressed on a message once, delivered again with another line.
import { httpCarrier } from "../slack/deliver/http.ts";
import type { SeenMessage } from "../slack/types.ts";
import { botReady } from "../stack/bot.ts";
import type { ChatGround } from "./chat-ground.ts";

type Payload = Readonly<Record<string, unknown>> & { readonly actions: readonly object[] };

/** Over HTTP only: what is delivered is signed as Slack signs it. Something must have been pressed on the message before. */
export async function pressLater({ slack, bots }: ChatGround, { ts }: SeenMessage, line: string): Promise<void> {
  const before = slack.transcript.find(({ kind, name, body }) => {
    const { container } = (body ?? {}) as { readonly container?: { readonly message_ts?: string } };
    return kind === "delivery" && name === "block_actions" && container?.message_ts === ts;
  });
  const [bot] = bots;
  const address = bot && (await botReady(bot));
  if (before === undefined || address === undefined) throw new Error("Nothing was pressed there, or not over HTTP");
  const { actions, ...rest } = before.body as Payload;
  // A press of its own: no form is opened with its trigger.
  const payload = {
    ...rest,
    trigger_id: `${String(rest.trigger_id)}.later`,
    actions: actions.map((action) => ({ ...action, value: line })),
  };
  const requestUrl = `http://${address}/slack/events`;
  const carry = httpCarrier({ requestUrl, ackMilliseconds: 3000, signing: () => "right" });
  const outcome = await carry({ kind: "interactive", name: "block_actions", payload });
  if ("failed" in outcome) throw new Error(`Slack shows ${outcome.failed}`);
}
