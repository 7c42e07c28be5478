// What the bot says to whoever acted: with its acknowledgement, or later through the response_url.
import type { Args } from "../api/call.ts";
import type { Reply } from "../api/dispatch.ts";
import { readContent } from "../content.ts";
import { identity } from "../model/people.ts";
import type { Bound } from "../model/response-urls.ts";
import { isProblem, Refusal } from "../refusal.ts";
import type { World } from "../world.ts";

function deleteOriginal(world: World, { user, original = "" }: Bound): void {
  const message = world.messages.findSeen(user, original);
  if (message !== undefined) world.messages.remove(message);
}

/** An original that is gone, as an ephemeral one after a reload, stays gone. */
function replaceOriginal(world: World, { user, original = "" }: Bound, said: Args): void {
  const content = readContent(world, "response_url", said);
  const message = world.messages.findSeen(user, original);
  if (message !== undefined) world.messages.change(message, content);
}

function sayAnew(world: World, { user, channel, threadTs }: Bound, said: Args): void {
  const content = readContent(world, "response_url", said);
  const inChannel = said.response_type === "in_channel";
  world.messages.post({
    ...content,
    channel,
    user: identity.botUserId,
    ...(!inChannel && { to: user }),
    ...(threadTs !== undefined && { threadTs }),
  });
}

/** Throws Refusal. */
export function sayTo(world: World, bound: Bound, said: Args): void {
  if (said.delete_original === true) deleteOriginal(world, bound);
  else if (said.replace_original === true && bound.original !== undefined) replaceOriginal(world, bound, said);
  else sayAnew(world, bound, said);
  world.changed();
}

/** What stands in the acknowledgement of a command: a text, a message, or nothing. */
export function showAcknowledged(world: World, bound: Bound, payload: unknown): void {
  const said = typeof payload === "string" ? { text: payload } : ((payload ?? {}) as Args);
  if (said.text === undefined && said.blocks === undefined) return;
  try {
    sayTo(world, bound, said);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.transcript.problem("ack", error.message);
  }
}

/** A use of a response_url. */
export function answerRespond(world: World, id: string, args: Args | undefined): Reply {
  const bound = world.responses.use(id);
  if (typeof bound === "string") return { status: 404, headers: {}, body: { ok: false, error: bound } };
  try {
    if (args === undefined) throw new Refusal("invalid_form_data", "the body is not JSON");
    sayTo(world, bound, args);
    return { status: 200, headers: {}, body: "ok" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isProblem(error)) world.transcript.problem("response_url", error.message);
    return { status: 400, headers: {}, body: { ok: false, error: error.code, ...error.extra } };
  }
}
