// What the chat's end-to-end tests stand on: the whole stack with two bots, a filled vault, and people who type and press.
import { readRunEntry } from "../../bot/ledger.ts";
import { isReady } from "../../crds/conditions.ts";
import { type TestFailover, TestFailoverKind } from "../../crds/types.ts";
import { fillVault } from "../demo/vault.ts";
import type { Hands, SeenMessage, SlackFake, Transport } from "../slack/types.ts";
import { BOT } from "../stack/bot.ts";
import { CHANNELS, type ChatStack, startChatStack } from "../stack/chat.ts";
import type { Child } from "../stack/child.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { askedOf, buttonsOf, cardsIn } from "./chat-read.ts";
import { eventually } from "./eventually.ts";
import { apply, getProtection, getRun, protection, TEAM } from "./shop.ts";
import { type Tally, tally } from "./writes.ts";

const MINUTE = 60_000;

export interface ChatGround {
  readonly stack: ChatStack;
  readonly slack: SlackFake;
  /** All that ever ran, in the order of their start. */
  readonly bots: readonly Child[];
  /** One more bot, counted with the others. */
  startBot(): Promise<Child>;
  kubectl(...args: readonly string[]): Promise<string>;
  apply(...manifests: readonly object[]): Promise<void>;
  /** Types the command in the channel and waits for the answer, which only this person sees. */
  asked(person: string, channel: string, line: string): Promise<SeenMessage>;
  /** Presses a button on a message and waits for the answer: instead of the message, or after it. */
  pressed(person: string, on: SeenMessage, label: string): Promise<SeenMessage>;
  /** Does anything, and waits for the answer that only this person sees. */
  answered(person: string, channel: string, act: (hands: Hands) => Promise<unknown>): Promise<SeenMessage>;
  /** Asks for a drill that nobody cleans up while the test looks on; resolves with the preview. */
  preview(person: string, machine: string, channel?: string): Promise<SeenMessage>;
  /** Asks for such a drill and presses Start; resolves with its run. */
  started(person: string, machine: string, channel?: string): Promise<TestFailover>;
  /** The runs of a machine, the oldest first. */
  runsOf(machine: string): Promise<readonly TestFailover[]>;
  run(name: string): Promise<TestFailover | undefined>;
  runIs(name: string, phase: string): Promise<TestFailover>;
  /** Every card of the run that stands in the channel. */
  cards(run: string, channel?: string): readonly SeenMessage[];
  /** The run's only card, once it says that. */
  cardSays(run: string, what: RegExp, channel?: string): Promise<SeenMessage>;
  /** Waits until the bots know that this is the run's card: it stands in Slack a moment earlier. */
  isKept(run: TestFailover, card: SeenMessage): Promise<void>;
  /** What the bot said in the thread of a message, once it said that. */
  threadSays(card: SeenMessage, what: RegExp): Promise<SeenMessage>;
  /** Calls of that name about the machine's item. */
  calls(machine: string, call: "testFailover" | "testFailoverCleanup"): Promise<Tally>;
  stop(): Promise<void>;
}

export interface ChatGroundOptions {
  readonly transport: Transport;
  /** Machines beside those of the demo, protected since yesterday. */
  readonly ready?: readonly string[];
}

export async function startChatGround({ transport, ready = [] }: ChatGroundOptions): Promise<ChatGround> {
  // What is late by Slack's three seconds is its own tests' matter: these share two cores with other stacks.
  const slack = { ackMilliseconds: MINUTE, triggerMilliseconds: MINUTE };
  const stack = await startChatStack({ simulatorArgs: ["--speed", "240"], transport, slack, log: () => {} });
  const ground = groundOn(stack);
  try {
    await fillVault(stack, ["web01"]);
    await protectAll(ground, ready);
    return ground;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function protectAll({ stack, apply }: ChatGround, machines: readonly string[]): Promise<void> {
  for (const machine of machines) {
    await stack.simulator.tell("machines", { name: machine });
    await stack.simulator.tell("items", { machine });
  }
  if (machines.length > 0) await apply(...machines.map((machine) => protection(machine, { policy: "portal" })));
  const isProtected = (machine: string) =>
    eventually(
      `${machine} is protected`,
      () => getProtection(stack.client, machine),
      (found) => found !== undefined && isReady(found),
    );
  await Promise.all(machines.map(isProtected));
}

/** For a stack that was started in another way too. */
export function groundOn(stack: ChatStack): ChatGround {
  const { slack, client, controlPlane } = stack;
  const { drills } = CHANNELS;
  const bots = [...stack.bots];
  const inTurn = createTurns();

  const answered: ChatGround["answered"] = (person, channel, act) =>
    inTurn(person, async () => {
      const hands = slack.as(person);
      const ephemeral = () => hands.sees(channel).filter((one) => one.ephemeral);
      const before = new Map(ephemeral().map(({ ts, edits }) => [ts, edits]));
      await act(hands);
      const fresh = async () => ephemeral().find(({ ts, edits }) => edits > (before.get(ts) ?? -1));
      return there(await eventually("the bot answers", fresh, (found) => found !== undefined));
    });

  const runsOf: ChatGround["runsOf"] = async (machine) => {
    const { items } = await client.list<TestFailover>(TestFailoverKind, { namespace: TEAM });
    return items
      .filter(({ spec }) => spec.protection === machine)
      .sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
  };

  const ground: ChatGround = {
    stack,
    slack,
    bots,
    startBot: async () => {
      const bot = await stack.startBot();
      bots.push(bot);
      return bot;
    },
    kubectl: (...args) => controlPlane.kubectlOrThrow(args),
    apply: (...manifests) => apply(controlPlane, ...manifests),
    answered,
    asked: (person, channel, line) =>
      answered(person, channel, async (hands) => taken(await hands.command(channel, line))),
    pressed: (person, { ts, channel }, label) =>
      answered(person, channel, async (hands) => taken(await hands.press(ts, label))),
    preview: async (person, machine, channel = drills) => {
      const preview = await ground.asked(person, channel, `/asr testfailover ${machine} --cleanup-after 48h`);
      if (!buttonsOf(preview).includes("Start")) throw new Error(`No preview of ${machine}: ${preview.text}`);
      return preview;
    },
    started: async (person, machine, channel = drills) => {
      const before = (await runsOf(machine)).map(({ metadata }) => metadata.name);
      const answer = await ground.pressed(person, await ground.preview(person, machine, channel), "Start");
      if (!/^Started/.test(answer.text)) throw new Error(`Not started: ${answer.text}`);
      return there((await runsOf(machine)).find(({ metadata }) => !before.includes(metadata.name)));
    },
    runsOf,
    run: (name) => getRun(client, name),
    runIs: async (name, phase) =>
      there(
        await eventually(
          `run ${name} is ${phase}`,
          () => ground.run(name),
          (run) => run?.status?.phase === phase,
        ),
      ),
    cards: (run, channel = drills) => cardsIn(slack.messages(channel), run),
    cardSays: async (run, what, channel = drills) => {
      const found = await eventually(
        `the card of ${run} says ${what}`,
        async () => ground.cards(run, channel),
        (cards) => cards.length > 0 && what.test(cards.at(-1)?.text ?? ""),
      );
      if (found.length > 1) throw new Error(`${found.length} cards of ${run}: ${JSON.stringify(found)}`);
      return there(found[0]);
    },
    isKept: async ({ metadata: { uid = "", name } }, { ts }) => {
      await eventually(
        `the card of ${name} is kept`,
        () => readRunEntry(client, BOT.namespace, uid),
        (entry) => entry?.card?.ts === ts,
      );
    },
    threadSays: async ({ ts, channel }, what) =>
      there(
        await eventually(
          `the thread says ${what}`,
          async () => slack.messages(channel).find(({ threadTs, text }) => threadTs === ts && what.test(text)),
          (found) => found !== undefined,
        ),
      ),
    calls: async (machine, call) => {
      const { writes } = await stack.simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
      const item = (await getProtection(client, machine))?.status?.bound?.itemName ?? "not bound";
      return tally(writes, new RegExp(`^POST .*/${item}/${call}$`, "i"));
    },
    stop: () => stack.stop(),
  };
  return ground;
}

/** Commands and presses of one person one after the other: an answer does not say what it answers. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(person: string, act: () => Promise<T>): Promise<T> => {
    const turn = (last.get(person) ?? Promise.resolve()).then(act);
    last.set(
      person,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

function taken({ failed }: { readonly failed?: string }): void {
  if (failed !== undefined) throw new Error(`Slack shows ${failed}`);
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("It is gone again");
  return found;
}

/** What must be true of every chat in the end, as a list of what is not. */
export function complaints({ slack, bots }: ChatGround): readonly string[] {
  const said = Object.values(CHANNELS).flatMap((channel) => slack.messages(channel));
  const silent = said.filter(({ user, text }) => user === slack.botUserId && text.trim() === "");
  const ids = bots.flatMap((bot) => askedOf(bot.lines));
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return [
    ...slack.problems,
    ...silent.map(({ ts }) => `message ${ts} has no text`),
    ...twice.map((id) => `request ${id} ran twice`),
  ];
}
