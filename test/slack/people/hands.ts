// What one person can do, and what they see: the only way in which tests and the page act.
import type { HomeView, ModalView } from "@slack/types";
import { viewJson } from "../api/view.ts";
import { directWith } from "../model/channels.ts";
import type { StoredView } from "../model/views.ts";
import type { Hands } from "../types.ts";
import { closeModal, submitModal } from "./modal.ts";
import { eventFrame } from "./payloads.ts";
import type { Somebody } from "./person.ts";
import { pressOnMessage, pressOnView } from "./press.ts";
import { typeIntoMenu } from "./suggest.ts";
import { say, typeCommand } from "./talk.ts";

async function openHome({ world, office, person }: Somebody): Promise<void> {
  if (!world.manifest.events.includes("app_home_opened")) return;
  const home = world.views.home(person.id);
  const event = {
    type: "app_home_opened",
    user: person.id,
    channel: directWith(person.id),
    tab: "home",
    ...(home !== undefined && { view: viewJson(home) }),
    event_ts: world.nextTs(),
  };
  await office.event({ kind: "events_api", name: "app_home_opened", payload: eventFrame(world, event) });
}

function shown(stored: StoredView | undefined, what: string): StoredView {
  if (stored === undefined) throw new Error(`There is no ${what}`);
  return stored;
}

export function createHands(somebody: Somebody): Hands {
  const { world, person } = somebody;
  const { views, messages, channels } = world;
  return {
    command: (channel, line, threadTs) => typeCommand(somebody, { channel, line, threadTs }),
    say: (channel, line, threadTs) => say(somebody, { channel, line, threadTs }),
    press: (ts, label, confirm = "yes") => pressOnMessage(somebody, { ts, label, confirm }),
    pressHome: async (label) => await pressOnView(somebody, shown(views.home(person.id), "Home tab"), label),
    pressModal: async (label) => await pressOnView(somebody, shown(views.top(person.id), "modal"), label),
    sees: (id) => {
      const channel = channels.find(id);
      return channel?.members.has(person.id) ? messages.seen(channel.id, person.id) : [];
    },
    modal: () => {
      const top = views.top(person.id);
      return top && { ...(top.view as ModalView), id: top.id };
    },
    submit: (values) => submitModal(somebody, values),
    suggest: async (blockId, typed) =>
      await typeIntoMenu(somebody, shown(views.top(person.id), "modal"), { blockId, typed }),
    close: () => closeModal(somebody),
    home: () => views.home(person.id)?.view as HomeView | undefined,
    openHome: () => openHome(somebody),
    reload: () => {
      messages.forgetEphemeral(person.id);
      world.changed();
    },
  };
}
