// What a person does on the page, carried out by their hands in the fake.
import type { Hands, SlackFake } from "../types.ts";
import { APP_NAME, type PageOptions } from "./options.ts";

/** What the client shows of it: why it failed, or what is wrong with an input by its block_id. */
export interface Done {
  readonly failed?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

type Body = Readonly<Record<string, unknown>>;

/** Carries out one act, such as `{act: "press", as: "U1", ts: "…", label: "Start"}`. */
export async function carryOut(fake: SlackFake, options: PageOptions, body: Body): Promise<Done> {
  const act = ACTS[text(body, "act")];
  if (act === undefined) return { failed: "There is nothing of that kind to do here" };
  try {
    return await act(fake.as(text(body, "as")), body, { fake, options });
  } catch (error) {
    // The hands throw when a person could not have done it: what they pressed went away a moment ago, say.
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

interface Stage {
  readonly fake: SlackFake;
  readonly options: PageOptions;
}

type Act = (hands: Hands, body: Body, stage: Stage) => Promise<Done>;

const ACTS: Readonly<Record<string, Act>> = {
  send: async (hands, body, stage) => await send(hands, body, stage),
  press: async (hands, body) => await hands.press(text(body, "ts"), text(body, "label")),
  "press-home": async (hands, body) => await hands.pressHome(text(body, "label")),
  "press-modal": async (hands, body) => await hands.pressModal(text(body, "label")),
  submit: async (hands, body) => await hands.submit(values(body)),
  close: async (hands) => await only(hands.close()),
  home: async (hands) => await only(hands.openHome()),
  reload: async (hands) => await only(hands.reload()),
};

/** Done, and nothing to say about it. */
async function only(done: Promise<void> | void): Promise<Done> {
  await done;
  return {};
}

async function send(hands: Hands, body: Body, { fake, options }: Stage): Promise<Done> {
  const [channel, line] = [text(body, "channel"), text(body, "line").trim()];
  const thread = typeof body.thread === "string" ? body.thread : undefined;
  if (line.startsWith("/")) {
    const { failed } = await hands.command(channel, line, thread);
    return failed === undefined ? {} : { failed: said(line, failed) };
  }
  await hands.say(channel, mentions(line, fake, options), thread);
  return {};
}

/** Slack's own words when a command did not get through. */
function said(line: string, failed: string): string {
  const command = line.split(/\s/)[0] ?? line;
  if (failed === "unknown_command") return `${command} is not a valid command.`;
  if (failed === "not_in_threads") return `${command} is not supported in threads. Sorry!`;
  return `${command} failed with the error “${failed}”`;
}

/** `@asr` and `@name` as Slack's client turns them into mentions; the rest is escaped as it escapes. */
function mentions(line: string, { botUserId }: SlackFake, { people }: PageOptions): string {
  const ids = new Map([[APP_NAME, botUserId], ...people.map(({ name, id }) => [name, id] as const)]);
  const escaped = line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(/(?<=^|\s)@([\w.-]*\w)/g, (typed, name: string) => {
    const id = ids.get(name);
    return id === undefined ? typed : `<@${id}>`;
  });
}

function text(body: Body, key: string): string {
  const value = body[key];
  return typeof value === "string" ? value : "";
}

function values({ values: given }: Body): Record<string, string> {
  const entries = Object.entries((given ?? {}) as Body).map(([key, value]) => [key, String(value)] as const);
  return Object.fromEntries(entries);
}
