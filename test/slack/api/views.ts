// views.*: modals and Home tabs.
import { readView } from "../content.ts";
import type { StoredView } from "../model/views.ts";
import { Refusal } from "../refusal.ts";
import { type Answer, badArgument, type Call, type Method, maybeText, objectOf, TIER_4, textOf } from "./call.ts";
import { viewJson } from "./view.ts";

function shown({ world }: Call, stored: StoredView): Answer {
  world.changed();
  return { view: viewJson(stored) };
}

/** The view is checked first: a trigger is not spent on one that Slack does not take. */
function open(call: Call): Answer {
  const { world, args, method } = call;
  const view = readView(world, method, objectOf(args, "view"), "modal");
  const { user } = world.triggers.use(textOf(args, "trigger_id"));
  return shown(call, world.views.open(user, view));
}

function push(call: Call): Answer {
  const { world, args, method } = call;
  const view = readView(world, method, objectOf(args, "view"), "modal");
  const trigger = world.triggers.use(textOf(args, "trigger_id"));
  if (trigger.view === undefined) throw new Refusal("invalid_trigger_id", "only what is done in a modal may push");
  return shown(call, world.views.push(trigger.user, view));
}

function named({ world, args }: Call): StoredView {
  const [id, externalId] = [maybeText(args, "view_id"), maybeText(args, "external_id")];
  if (id === undefined && externalId === undefined) throw badArgument("missing required field: view_id");
  const found = id === undefined ? world.views.byExternalId(externalId ?? "") : world.views.find(id);
  if (found === undefined) throw new Refusal("not_found");
  return found;
}

function update(call: Call): Answer {
  const { world, args, method } = call;
  const stored = named(call);
  const hash = maybeText(args, "hash");
  if (hash !== undefined && hash !== stored.hash) throw new Refusal("hash_conflict");
  const view = readView(world, method, objectOf(args, "view"), stored.view.type);
  return shown(call, world.views.update(stored, view));
}

function publish(call: Call): Answer {
  const { world, args, method } = call;
  const user = textOf(args, "user_id");
  if (world.people.find(user) === undefined) throw new Refusal("user_not_found");
  const hash = maybeText(args, "hash");
  if (hash !== undefined && hash !== world.views.home(user)?.hash) throw new Refusal("hash_conflict");
  return shown(call, world.views.publish(user, readView(world, method, objectOf(args, "view"), "home")));
}

const common = { scopes: [], token: "bot", perMinute: TIER_4 } as const;

export const viewMethods: Readonly<Record<string, Method>> = {
  "views.open": { ...common, run: open },
  "views.push": { ...common, run: push },
  "views.update": { ...common, run: update },
  "views.publish": { ...common, run: publish },
};
