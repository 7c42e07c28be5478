// The bot's side of Slack on a fake Slack, without the rest of the bot; after each test its log is searched for secrets.
import { EventEmitter, once } from "node:events";
import type { WebClient } from "@slack/web-api";
import { type Logger, pino } from "pino";
import { expect } from "vitest";
import type { Answerer, Asked } from "../../bot/asked.ts";
import type { Form } from "../../bot/cards/form.ts";
import { say } from "../../bot/cards/text.ts";
import type { Answer } from "../../bot/command.ts";
import { createSlackApp, type SlackApp } from "../../bot/slack/app.ts";
import { createWeb } from "../../bot/slack/web.ts";
import type { Clock } from "../../kube/clock.ts";
import { testify } from "../security/witness.ts";
import { CHANNEL, startSlack, stopLater } from "../slack/rig.ts";
import type { Hands, SeenMessage, SlackFake, SlackFakeOptions, Transport } from "../slack/types.ts";

export interface Log {
  readonly logger: Logger;
  /** As they are written: JSON. */
  readonly lines: readonly string[];
  /** The messages of a level (pino's number), in order. */
  messages(level: 40 | 50): readonly string[];
  /** The first line that has this text, as soon as there is one. */
  line(text: string): Promise<string>;
}

interface Line {
  readonly level: number;
  readonly msg: string;
}

/** What nobody may read in a log: tokens, the signing secret, tickets, triggers, response_urls. */
const SECRETS = /xoxb-|xapp-|the-fake-signs-with-this|ticket-\d|\.fake\b|\/response\/|nobody-checks-this/;

/** Everything down to debug. Searched for secrets when the test is over, and what it started has stopped. */
export function createLog(): Log {
  const lines: string[] = [];
  testify(() => [{ where: "the bot's log", text: lines.join("\n") }]);
  stopLater({
    stop: async () => expect(lines.filter((line) => SECRETS.test(line))).toEqual([]),
  });
  const written = new EventEmitter();
  const write = (line: string) => {
    lines.push(line);
    written.emit("line");
  };
  const found = (text: string) => lines.find((line) => line.includes(text));
  const read = () => lines.map((line) => JSON.parse(line) as Line);
  return {
    logger: pino({ level: "debug", base: null }, { write }),
    lines,
    line: async (text) => {
      while (found(text) === undefined) await once(written, "line");
      return found(text) ?? "";
    },
    messages: (asked) => read().flatMap(({ level, msg }) => (level === asked ? [msg] : [])),
  };
}

export interface BotRig {
  readonly slack: SlackFake;
  readonly app: SlackApp;
  readonly log: Log;
  readonly web: WebClient;
  readonly ada: Hands;
  readonly bob: Hands;
  /** What the answerer was asked, in order. */
  readonly asked: readonly Asked[];
}

export interface BotRigOptions {
  readonly answer?: Answerer;
  readonly slack?: Partial<SlackFakeOptions>;
  readonly clock?: Clock;
  readonly timeoutMilliseconds?: number;
  /** `host:port` over HTTP. Default: 127.0.0.1 and a free port. */
  readonly address?: string;
}

/** Echoes by default. */
export const echo: Answerer = ({ text }) => Promise.resolve({ message: say(`You said ${text}`) });

export function makeApp(slack: SlackFake, transport: Transport, options: BotRigOptions = {}) {
  const { answer = echo, address = "127.0.0.1:0", ...others } = options;
  const { botToken, appToken, signingSecret, apiUrl } = slack;
  const log = createLog();
  const webOptions = { apiUrl, logger: log.logger, ...others };
  const web = createWeb(botToken, webOptions);
  const asked: Asked[] = [];
  const app = createSlackApp({
    ...webOptions,
    inbound: transport === "socket" ? { by: "socket", appToken } : { by: "http", signingSecret, address },
    botToken,
    web,
    answer: (one) => {
      asked.push(one);
      return answer(one);
    },
  });
  return { app, log, asked, web };
}

/** Where the app said that it listens. */
export async function addressIn(log: Log): Promise<string> {
  return (JSON.parse(await log.line("answering Slack over HTTP")) as { address: string }).address;
}

export async function startBot(transport: Transport, options: BotRigOptions = {}): Promise<BotRig> {
  const slack = await startSlack(options.slack);
  const { app, log, asked, web } = makeApp(slack, transport, options);
  await app.start();
  stopLater(app);
  if (transport === "http") await slack.connectHttp(`http://${await addressIn(log)}/slack/events`);
  return { slack, app, log, asked, web, ada: slack.as("U0ADA00001"), bob: slack.as("U0BOB00001") };
}

/** Resolves once it is so: looked at after every change of what people see. */
export async function until(slack: SlackFake, isSo: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = slack.onChange(() => isSo() && resolve());
  if (isSo()) resolve();
  await promise;
  stop();
}

/** What they see once they see a message that begins so. */
export async function seen(slack: SlackFake, hands: Hands, text: string, channel = CHANNEL): Promise<SeenMessage> {
  const find = () => hands.sees(channel).find((message) => message.text.startsWith(text));
  await until(slack, () => find() !== undefined);
  return find() as SeenMessage;
}

/** An answerer that answers when it is told to. */
export function heldAnswerer() {
  const held: ((answer: Answer) => void)[] = [];
  const answer: Answerer = () => new Promise((resolve) => held.push(resolve));
  return { answer, release: (answered: Answer) => held.shift()?.(answered) };
}

export const FORM: Form = {
  title: "Test failover",
  submit: "Preview",
  line: "testfailover web01 -n dr-team",
  blocks: [
    {
      type: "input",
      block_id: "notes",
      optional: true,
      label: { type: "plain_text", text: "Notes" },
      element: { type: "plain_text_input", action_id: "value" },
    },
    {
      type: "input",
      block_id: "point",
      optional: true,
      label: { type: "plain_text", text: "Recovery point" },
      element: {
        type: "static_select",
        action_id: "value",
        options: ["latest", "app"].map((value) => ({ value, text: { type: "plain_text", text: value } })),
      },
    },
  ],
};
