// Filling in, submitting and closing modals, and what the bot's answer makes of them.
import { viewJson } from "../api/view.ts";
import { readView } from "../content.ts";
import type { StoredView } from "../model/views.ts";
import { Refusal } from "../refusal.ts";
import type { Acted } from "../types.ts";
import type { World } from "../world.ts";
import { fillIn, type Values } from "./inputs.ts";
import { interactionFrame } from "./payloads.ts";
import type { Somebody } from "./person.ts";
import { blocksWithOffers } from "./suggest.ts";

export type Submitted = Acted & { readonly errors?: Values };

interface Said {
  readonly response_action?: string;
  readonly errors?: Values;
  readonly view?: unknown;
}

function shownErrors(stored: StoredView, errors: Values | undefined): Submitted {
  const inputs = stored.view.blocks.filter(({ type }) => type === "input").map(({ block_id }) => block_id);
  const wrong = Object.keys(errors ?? {}).filter((id) => !inputs.includes(id));
  if (errors === undefined || Object.keys(errors).length === 0 || wrong.length > 0) {
    throw new Refusal("invalid_arguments", `errors must name input blocks; these are none: ${wrong.join(", ")}`);
  }
  return { errors };
}

/** Throws Refusal when Slack could do nothing with the answer. */
function apply(world: World, stored: StoredView, { response_action: action, errors, view }: Said): Submitted {
  const name = `view_submission ${action}`;
  switch (action) {
    case undefined:
      world.views.close(stored);
      return {};
    case "clear":
      world.views.clear(stored.user);
      return {};
    case "errors":
      return shownErrors(stored, errors);
    case "update":
      world.views.update(stored, readView(world, name, view, "modal"));
      return {};
    case "push":
      world.views.push(stored.user, readView(world, name, view, "modal"));
      return {};
    default:
      throw new Refusal("invalid_arguments", `"${action}" is no response_action`);
  }
}

function after(world: World, stored: StoredView, said: unknown): Submitted {
  try {
    return apply(world, stored, (typeof said === "object" && said !== null ? said : {}) as Said);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.transcript.problem("view_submission", error.message);
    return { failed: "invalid_response" };
  } finally {
    world.changed();
  }
}

function onTop({ world, person }: Somebody): StoredView {
  const stored = world.views.top(person.id);
  if (stored === undefined) throw new Error(`${person.name} has no modal open`);
  return stored;
}

/** The client refuses by itself what the inputs do not allow: then nothing is delivered. */
export async function submitModal(somebody: Somebody, given: Values): Promise<Submitted> {
  const { world, office, person } = somebody;
  const stored = onTop(somebody);
  const { state, errors } = fillIn(blocksWithOffers(world, stored), given);
  if (Object.keys(errors).length > 0) return { errors };
  const payload = {
    ...interactionFrame("view_submission", person),
    trigger_id: world.triggers.issue({ user: person.id, view: stored.id }),
    view: viewJson(stored, state),
    response_urls: [],
  };
  let shown: Submitted = {};
  const outcome = await office.send({ kind: "interactive", name: "view_submission", payload }, (said) => {
    shown = after(world, stored, said);
  });
  return "failed" in outcome ? { failed: outcome.failed } : shown;
}

export async function closeModal(somebody: Somebody): Promise<void> {
  const { world, office, person } = somebody;
  const stored = onTop(somebody);
  world.views.close(stored);
  world.changed();
  if (stored.view.type !== "modal" || stored.view.notify_on_close !== true) return;
  const payload = {
    ...interactionFrame("view_closed", person),
    view: viewJson(stored, fillIn(stored.view.blocks, {}).state),
    is_cleared: false,
  };
  await office.send({ kind: "interactive", name: "view_closed", payload }, () => undefined);
}
