// What people press: buttons and menus on messages, in modals and on the Home tab.
import { messageJson } from "../api/message.ts";
import { viewJson } from "../api/view.ts";
import type { StoredView } from "../model/views.ts";
import type { Acted } from "../types.ts";
import { findPressed, type Pressed } from "./elements.ts";
import { fillIn } from "./inputs.ts";
import { interactionFrame } from "./payloads.ts";
import { ownChannel, type Somebody } from "./person.ts";

type Json = Readonly<Record<string, unknown>>;

function found(blocks: unknown, label: string, where: string): Pressed {
  const pressed = findPressed(blocks, label);
  if (pressed === undefined) throw new Error(`There is no "${label}" on ${where}`);
  return pressed;
}

/** What Slack does with an answer in the acknowledgement of a press: nothing. */
const ignore = (): void => undefined;

async function deliver({ world, office, person }: Somebody, { action }: Pressed, more: Json): Promise<Acted> {
  const actions = [{ ...action, action_ts: world.nextTs() }];
  const payload = { ...interactionFrame("block_actions", person), ...more, actions };
  const outcome = await office.send({ kind: "interactive", name: "block_actions", payload }, ignore);
  return "failed" in outcome ? { failed: outcome.failed } : {};
}

export interface OnMessage {
  readonly ts: string;
  readonly label: string;
  readonly confirm: "yes" | "no";
}

/** The message itself is in the payload only when everybody sees it. */
export async function pressOnMessage(somebody: Somebody, { ts, label, confirm }: OnMessage): Promise<Acted> {
  const { world, person, url } = somebody;
  const message = world.messages.findSeen(person.id, ts);
  if (message === undefined) throw new Error(`${person.name} sees no message ${ts}`);
  const channel = ownChannel(somebody, message.channel);
  const pressed = found(message.blocks, label, `message ${ts}: ${message.text}`);
  if (pressed.element.confirm !== undefined && confirm === "no") return {};
  const ephemeral = message.to !== undefined;
  const thread = message.threadTs === undefined ? {} : { threadTs: message.threadTs };
  const bound = { user: person.id, channel: channel.id, original: ts, ...thread };
  return await deliver(somebody, pressed, {
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    trigger_id: world.triggers.issue({ user: person.id }),
    channel: { id: channel.id, name: channel.name },
    ...(!ephemeral && { message: messageJson(message) }),
    state: { values: {} },
    response_url: `${url()}/response/${world.responses.issue(bound)}`,
  });
}

export async function pressOnView(somebody: Somebody, stored: StoredView, label: string): Promise<Acted> {
  const { world, person } = somebody;
  const pressed = found(stored.view.blocks, label, `the ${stored.view.type}`);
  return await deliver(somebody, pressed, {
    container: { type: "view", view_id: stored.id },
    trigger_id: world.triggers.issue({ user: person.id, view: stored.id }),
    view: viewJson(stored, fillIn(stored.view.blocks, {}).state),
  });
}
