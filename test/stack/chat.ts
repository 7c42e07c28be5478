// Everything of the chat at once: the stack, a Slack with people and channels in it, and the bot's replicas.
import { join } from "node:path";
import { startSlackFake } from "../slack/fake.ts";
import type { PageOptions } from "../slack/page/options.ts";
import type { SlackFake, SlackFakeOptions, Transport } from "../slack/types.ts";
import { botKubeconfig, botReady, startBotProcess } from "./bot.ts";
import type { Child } from "./child.ts";
import { type Stack, startStack } from "./stack.ts";

/** Who is in the example workspace; examples/slack and examples/chat know their ids. */
export const PEOPLE = {
  /** May drill and protect, as a member of @dr-leads. */
  asker: "U0ASHA0001",
  /** The same. */
  colleague: "U0BEN00001",
  /** May look. */
  viewer: "U0VIEWER01",
  /** May do nothing: nobody granted anything. */
  stranger: "U0SAM00001",
  /** A guest of the channel. */
  guest: "U0GUS00001",
  /** Of another workspace, in a shared channel. */
  outsider: "U0OLGA0001",
} as const;

export const CHANNELS = {
  /** The bot is in it, and it is about dr-team. */
  drills: "C0DRILLS01",
  /** The bot is not in it. */
  lobby: "C0LOBBY001",
} as const;

export const WORKSPACE: SlackFakeOptions = {
  people: [
    { id: PEOPLE.asker, name: "Asha" },
    { id: PEOPLE.colleague, name: "Ben" },
    { id: PEOPLE.viewer, name: "Vera" },
    { id: PEOPLE.stranger, name: "Sam" },
    { id: PEOPLE.guest, name: "Gus", guest: true },
    { id: PEOPLE.outsider, name: "Olga", teamId: "T0OTHER001" },
  ],
  channels: [
    { id: CHANNELS.drills, name: "dr-drills", members: Object.values(PEOPLE), bot: true },
    { id: CHANNELS.lobby, name: "lobby", members: Object.values(PEOPLE), bot: false },
  ],
  groups: [{ id: "S0DRLEADS1", handle: "dr-leads", members: [PEOPLE.asker, PEOPLE.colleague] }],
};

/** The page of the same workspace, as its first person sees it. */
export const PAGE: PageOptions = {
  workspace: "Contoso",
  people: [
    { id: PEOPLE.asker, name: "Asha", title: "may drill and protect" },
    { id: PEOPLE.colleague, name: "Ben", title: "may drill and protect" },
    { id: PEOPLE.viewer, name: "Vera", title: "may look" },
    { id: PEOPLE.stranger, name: "Sam", title: "has no rights" },
    { id: PEOPLE.guest, name: "Gus", title: "guest", guest: true },
  ],
  channels: WORKSPACE.channels,
  ...(WORKSPACE.groups !== undefined && { groups: WORKSPACE.groups }),
  me: PEOPLE.asker,
  tries: ["/asr", "/asr testfailover web01", "/asr protect app01", "/asr testfailover app02-fails-test-failover"],
};

export interface ChatStack extends Stack {
  readonly slack: SlackFake;
  /** The replicas; which one leads is theirs to decide. */
  readonly bots: readonly Child[];
  /** Starts one more, with the same account. Stopped with the rest. */
  startBot(): Promise<Child>;
}

export interface ChatStackOptions {
  readonly simulatorArgs: readonly string[];
  readonly transport: Transport;
  /** Default 2. */
  readonly replicas?: number;
  readonly slack?: Partial<SlackFakeOptions>;
  /** One line about what is being started. */
  readonly log: (line: string) => void;
}

const rights = join(import.meta.dirname, "..", "..", "examples", "chat");

/** Starts everything; what was started is stopped again when a part does not come up. */
export async function startChatStack(options: ChatStackOptions): Promise<ChatStack> {
  const { simulatorArgs, transport, replicas = 2, log } = options;
  const stack = await startStack({ simulatorArgs, log });
  const stops: (() => Promise<unknown>)[] = [() => stack.stop()];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    await stack.controlPlane.kubectlOrThrow(["apply", "-f", rights]);
    const slack = await startSlackFake({ ...WORKSPACE, ...options.slack });
    stops.push(() => slack.stop());
    const kubeconfig = await botKubeconfig(stack.controlPlane);
    const addresses: string[] = [];
    const startBot = async (): Promise<Child> => {
      const bot = startBotProcess({ kubeconfig, slack, transport, channel: CHANNELS.drills });
      stops.push(() => bot.end());
      const address = await botReady(bot);
      if (address !== undefined) {
        addresses.push(`http://${address}/slack/events`);
        await slack.connectHttp(...addresses);
      }
      return bot;
    };
    const bots = [];
    for (let started = 0; started < replicas; started++) bots.push(startBot());
    return { ...stack, slack, bots: await Promise.all(bots), startBot, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
