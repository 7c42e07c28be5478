// From deliveries to answers: who asked what, and the answer put where only they see it.
import { createHash } from "node:crypto";
import type { BlockAction, EnvelopedEvent, RespondFn, SlashCommand, ViewOutput } from "@slack/bolt";
import type { AppMentionEvent } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Logger } from "../../kube/logger.ts";
import type { Answerer, Asked } from "../asked.ts";
import type { Form } from "../cards/form.ts";
import type { Message } from "../cards/message.ts";
import { bug } from "../cards/refusals.ts";
import { button, say } from "../cards/text.ts";
import { createCourier } from "./courier.ts";
import { showHome } from "./home.ts";
import { type FormPlace, filledIn, modalOf, type Submitted } from "./modal.ts";
import { said } from "./web.ts";

export interface AnswersParts {
  readonly web: WebClient;
  readonly answer: Answerer;
  readonly logger: Logger;
}

/** All return at once: what they begin is waited for by `idle`. */
export interface Answers {
  command(command: SlashCommand, respond: RespondFn): void;
  pressed(body: BlockAction, line: string, respond: RespondFn): void;
  submitted(body: Submitter, view: ViewOutput): void;
  mentioned(event: AppMentionEvent, body: EnvelopedEvent): void;
  /** Somebody opened the app's Home tab. */
  homeOpened(user: string, body: EnvelopedEvent): void;
  idle(): Promise<void>;
}

/** Who submitted a form. */
interface Submitter {
  readonly user: { readonly id: string; readonly team_id?: string | undefined };
}

/** Where an answer goes. */
interface Way {
  readonly asked: Asked;
  /** For a form; absent where Slack opens none. */
  readonly triggerId: string | undefined;
  readonly place: FormPlace;
  /** Where the delivery itself can be answered. */
  readonly say?: (message: Message) => Promise<unknown>;
}

export function createAnswers({ web, answer, logger }: AnswersParts): Answers {
  const courier = createCourier(web, logger);
  const running = new Set<Promise<void>>();
  const begin = (way: Way): void => {
    const done = serve(way)
      .catch((error: unknown) => failed(way, error))
      .finally(() => running.delete(done));
    running.add(done);
  };

  async function serve(way: Way): Promise<void> {
    const answered = await answer(way.asked);
    if ("message" in answered) return await deliver(way, answered.message);
    if (await opened(way, answered.form)) return;
    await deliver(way, formByButton(answered.form.line));
  }

  async function opened({ triggerId, place, asked }: Way, form: Form): Promise<boolean> {
    if (triggerId === undefined) return false;
    const call = web.views.open({ trigger_id: triggerId, view: modalOf(form, place) });
    const outcome = await said(call.then(() => ({ ts: "open" })));
    if ("ts" in outcome) return true;
    logger.warn({ outcome, user: asked.user }, "a form was not opened");
    return false;
  }

  async function failed(way: Way, error: unknown): Promise<void> {
    const { id, user } = way.asked;
    logger.error({ err: error, id, user }, "an answer failed: this is a bug");
    await deliver(way, bug(id));
  }

  function deliver({ asked, place, say: reply }: Way, message: Message): Promise<void> {
    const to = { user: asked.user, place };
    return reply === undefined ? courier.whisper(to, message) : courier.answer(reply, to, message);
  }

  return {
    command(command, respond) {
      const { user_id: user, team_id: team, channel_id: channel, trigger_id: triggerId, text } = command;
      const asked: Asked = { user, team, channel, text, source: "typed", id: idOf(triggerId) };
      begin({ asked, triggerId, place: { channel }, say: (message) => respond(answerOf(message, false)) });
    },
    pressed(body, line, respond) {
      const { user, trigger_id: triggerId } = body;
      const channel = body.channel?.id ?? "";
      const threadTs = threadOf(body);
      const asked: Asked = {
        user: user.id,
        team: user.team_id,
        channel,
        text: line,
        source: "button",
        id: idOf(triggerId),
      };
      const replace = body.container.is_ephemeral === true;
      const place = { channel, ...(threadTs !== undefined && { threadTs }) };
      // What is pressed in the Home tab has no message to answer to, whatever the types say.
      const say = body.response_url ? (message: Message) => respond(answerOf(message, replace)) : undefined;
      begin({ asked, triggerId, place, ...(say !== undefined && { say }) });
    },
    submitted(body, view) {
      const { line, place, values } = filledIn(view as unknown as Submitted);
      const { id: user, team_id: team } = body.user;
      const asked: Asked = {
        user,
        team,
        channel: place.channel,
        text: line,
        values,
        source: "form",
        id: idOf(view.id),
      };
      begin({ asked, triggerId: undefined, place });
    },
    mentioned({ user, channel, text, thread_ts }, body) {
      if (user === undefined) return;
      // Slack shows an ephemeral message only in a thread that there is already.
      const place = { channel, ...(thread_ts !== undefined && { threadTs: thread_ts }) };
      const line = text.replace(/^\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>/, "").trim();
      const asked: Asked = { user, team: undefined, channel, text: line, source: "typed", id: idOf(body.event_id) };
      begin({ asked, triggerId: undefined, place });
    },
    homeOpened(user, body) {
      const asked: Asked = { user, team: undefined, channel: "", text: "", source: "typed", id: idOf(body.event_id) };
      const say = (message: Message) => showHome(web, user, message, logger);
      begin({ asked, triggerId: undefined, place: { channel: "" }, say });
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function answerOf({ text, blocks }: Message, replace: boolean) {
  return {
    response_type: "ephemeral" as const,
    replace_original: replace,
    text,
    blocks: [...blocks],
  };
}

/** Slack opens a form only within three seconds of a press or a command. */
function formByButton(line: string): Message {
  return say("This needs a few details, and Slack opens a form only right after a press. Press here:", [
    button("Open the form", line, { style: "primary" }),
  ]);
}

function threadOf(body: BlockAction): string | undefined {
  const { thread_ts } = body.container as { thread_ts?: unknown };
  return typeof thread_ts === "string" ? thread_ts : undefined;
}

/**
 * Deliveries have ids that say nothing outside of Slack and are as good as secrets there: only a digest goes on, in the
 * form of a GUID, which Azure takes as the id that correlates its calls.
 */
function idOf(delivery: string): string {
  const digest = createHash("sha256").update(delivery).digest("hex");
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
