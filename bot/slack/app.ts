// Bolt, in Socket Mode or over HTTP: what arrives is acknowledged first, then answered.
import { App } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { type Clock, systemClock } from "../../kube/clock.ts";
import type { Answerer } from "../asked.ts";
import type { Inbound } from "../config.ts";
import { createAnswers } from "./answers.ts";
import { createHttpLine } from "./http-line.ts";
import { libraryLogger } from "./library-logger.ts";
import type { Line } from "./line.ts";
import { FORM } from "./modal.ts";
import { createSocketLine } from "./socket-line.ts";
import { type WebOptions, webOptions } from "./web.ts";

export interface SlackAppOptions extends WebOptions {
  readonly inbound: Inbound;
  readonly botToken: string;
  readonly web: WebClient;
  readonly answer: Answerer;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

export interface SlackApp {
  /** Resolves once Slack can reach us: the socket is open, or the server listens. Waits for Slack as long as it takes. */
  start(): Promise<void>;
  /** Undefined when Slack can reach us, else a sentence. */
  problem(): string | undefined;
  /** Takes nothing more and waits for the answers under way. */
  stop(): Promise<void>;
}

export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { botToken, web, logger } = options;
  const line = lineOf(options);
  const app = new App({
    receiver: line.receiver,
    // Nothing is asked of Slack before an acknowledgement: the token is what it is.
    authorize: () => Promise.resolve({ botToken }),
    ignoreSelf: false,
    logger: libraryLogger(logger),
    clientOptions: webOptions(options),
  });
  const answers = createAnswers({ web, answer: options.answer, logger });
  app.command(/^\/.+$/, async ({ ack, command, respond }) => {
    await ack();
    answers.command(command, respond);
  });
  app.action(/^asr:open:/, async ({ ack }) => {
    await ack();
  });
  app.action(/^asr:(?!open:)/, async ({ ack, body, action, respond }) => {
    await ack();
    if (body.type === "block_actions" && "value" in action) answers.pressed(body, action.value ?? "", respond);
  });
  app.view({ callback_id: FORM, type: "view_submission" }, async ({ ack, body, view }) => {
    await ack();
    answers.submitted(body, view);
  });
  app.event("app_mention", async ({ event, body }) => {
    await Promise.resolve();
    answers.mentioned(event, body);
  });
  app.event("app_home_opened", async ({ event, body }) => {
    await Promise.resolve();
    if (event.tab === "home") answers.homeOpened(event.user, body);
  });
  app.error(async (error) => {
    logger.error({ err: error }, "a delivery from Slack failed");
    await Promise.resolve();
  });
  return {
    start: () => line.start(),
    problem: () => line.problem(),
    async stop() {
      await line.stop();
      await answers.idle();
    },
  };
}

function lineOf({ inbound, apiUrl, logger, clock = systemClock }: SlackAppOptions): Line {
  return inbound.by === "socket"
    ? createSocketLine({ ...inbound, apiUrl, logger, clock })
    : createHttpLine({ ...inbound, logger, clock });
}
