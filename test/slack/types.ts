// The Slack fake as tests, demo and page see it. Types only: what Slack does, in Slack's words.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export type Transport = "socket" | "http";

export interface FakePerson {
  /** Such as U0ASKER001. */
  readonly id: string;
  readonly name: string;
  /** Default: the fake's own team. */
  readonly teamId?: string;
  readonly guest?: boolean;
  readonly deactivated?: boolean;
  readonly bot?: boolean;
}

export interface FakeChannel {
  /** Such as C0DRILLS01. */
  readonly id: string;
  readonly name: string;
  /** Ids of people. */
  readonly members: readonly string[];
  /** Whether the bot is in it. */
  readonly bot: boolean;
  readonly private?: boolean;
}

export interface SlackFakeOptions {
  readonly people: readonly FakePerson[];
  readonly channels: readonly FakeChannel[];
  /** User groups: id, handle, ids of members. */
  readonly groups?: readonly { readonly id: string; readonly handle: string; readonly members: readonly string[] }[];
  /** 0 takes a free one. */
  readonly port?: number;
  /** Scopes of the bot's token. Default: those of the manifest that the project ships. */
  readonly scopes?: readonly string[];
  /** Whether commands arrive with `@bob` as `<@U1|bob>`. Default: as the manifest says. */
  readonly shouldEscape?: boolean;
  /**
   * The fake's time in milliseconds: message ids, expiry, rates. Default: the machine's clock.
   * What waits for the bot (acknowledgement, sockets) is real time whatever this says.
   */
  readonly now?: () => number;
  /**
   * Whether Slack's rates are kept, counted on `now`: chat.postMessage 1 a second and channel after a burst of 5, other
   * methods by their tier (chat.update 50 a minute). Default: true. With a clock that stands still nothing is forgiven.
   */
  readonly rateLimits?: boolean;
  /** How long the bot may take to acknowledge. Default: Slack's 3,000. */
  readonly ackMilliseconds?: number;
  /** How long a trigger may be used. Default: Slack's 3,000. */
  readonly triggerMilliseconds?: number;
  /** How often sockets are pinged; one that has not answered by the next ping is dropped. Default: 5,000; 0: never. */
  readonly pingMilliseconds?: number;
}

/** A message as somebody sees it. */
export interface SeenMessage {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** A user id; the bot's messages have its own user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** Seen by one person only. */
  readonly ephemeral: boolean;
  /** How often it was edited. */
  readonly edits: number;
  /** Whether it says "(edited)": Slack says so only of messages without blocks. */
  readonly edited: boolean;
  /** A reply that stands in the channel as well. */
  readonly broadcast: boolean;
}

/** A mention, a ping or a labelled link that the bot sent as live markup. */
export interface Ping {
  /** What carried it, such as `chat.postMessage C0DRILLS01`. */
  readonly where: string;
  /** The markup, such as `<!channel>`, `<@U0ASKER001>` or `<https://example.org|portal>`. */
  readonly what: string;
}

/** One entry of the transcript: what went over the wire, in order. */
export interface TranscriptEntry {
  readonly at: number;
  readonly kind: "call" | "delivery" | "ack" | "respond" | "problem";
  /** The Web API method, or the type of the delivery (`slash_commands`, `block_actions`, `app_mention`, …). */
  readonly name: string;
  readonly body?: unknown;
  readonly answer?: unknown;
  /** From delivery to acknowledgement. */
  readonly ackMilliseconds?: number;
}

export type Fault =
  /** The request was received and done, and the connection breaks before the answer. */
  | { readonly kind: "drop-after" }
  /** The connection breaks before anything is done. */
  | { readonly kind: "drop-before" }
  | { readonly kind: "http-500" }
  | { readonly kind: "ok-false"; readonly error: string }
  | { readonly kind: "rate-limited"; readonly retryAfterSeconds: number }
  | { readonly kind: "slow"; readonly milliseconds: number };

/** Answers for paths that are not Slack's own (/api/, /socket, /response/). False: not mine, ask the next one. */
export type Mounted = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** What Slack shows to whoever acted: nothing, or an error such as `operation_timeout`. */
export interface Acted {
  readonly failed?: string;
}

/** What a menu shows. */
export interface Suggested extends Acted {
  readonly options: readonly { readonly text: string; readonly value: string }[];
}

/**
 * What one person does and sees. All that acts resolves when the delivery is over: acknowledged, or given up.
 * Rejects when the person could not have done it: not in the channel, no such button, no modal.
 */
export interface Hands {
  /**
   * Types a slash command, `/asr status`, in a channel. Resolves with what Slack shows on failure: `dispatch_failed`,
   * `operation_timeout`, `unknown_command`, or `not_in_threads` (slash commands do not work there).
   */
  command(channel: string, line: string, threadTs?: string): Promise<Acted>;
  /** Says something; mentions of the bot are written `<@BOT>`. */
  say(channel: string, text: string, threadTs?: string): Promise<void>;
  /**
   * Presses the button with this label (or action_id) on a message that they see, or picks the option with this label
   * from a menu. `confirm` dialogs are answered as given; yes by default, and no delivers nothing.
   */
  press(ts: string, label: string, confirm?: "yes" | "no"): Promise<Acted>;
  /** The same on their Home tab. */
  pressHome(label: string): Promise<Acted>;
  /** The same in the modal on top. */
  pressModal(label: string): Promise<Acted>;
  /** Everything in the channel that this person sees now, oldest first, threads included. */
  sees(channel: string): readonly SeenMessage[];
  /** The modal on top, if one is open. */
  modal(): (ModalView & { readonly id: string }) | undefined;
  /**
   * Fills in the modal (block_id → text, or an option's value; several options with commas between) and submits it.
   * What is not given keeps its initial value. Errors that it shows, by block_id, are given back.
   */
  submit(
    values: Readonly<Record<string, string>>,
  ): Promise<Acted & { readonly errors?: Readonly<Record<string, string>> }>;
  /** Types into a menu of the modal on top that asks the bot for its options, and gives what it then shows. */
  suggest(blockId: string, typed: string): Promise<Suggested>;
  /** Closes the modal on top. */
  close(): Promise<void>;
  home(): HomeView | undefined;
  openHome(): Promise<void>;
  /** Ephemeral messages are gone, as after a reload. */
  reload(): void;
}

export interface SlackFake {
  /** Such as http://127.0.0.1:4103, where the page is. */
  readonly url: string;
  /** SLACK_API_URL: `${url}/api/`. */
  readonly apiUrl: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /**
   * HTTP mode: where requests are sent from now on, to several in turn as by a load balancer. Verifies each address as
   * Slack does; rejects when that fails.
   */
  connectHttp(...requestUrls: readonly string[]): Promise<void>;
  /** HTTP mode: how requests are signed from now on. `old`: six minutes ago. At the start: right. */
  signAs(how: "right" | "wrong-secret" | "old" | "none"): void;
  /** How many sockets are open (Socket Mode). */
  readonly sockets: number;
  /** Tells every socket to go, as Slack does when it moves a connection, and closes it. */
  disconnectSockets(reason: "warning" | "refresh_requested"): void;
  /** Serves other paths on the same address, such as a page. Later ones are asked first. */
  mount(handler: Mounted): void;
  as(person: string): Hands;
  /** Messages of a channel as everybody sees them, oldest first, threads included, without ephemeral ones. */
  messages(channel: string): readonly SeenMessage[];
  /** Takes the bot into a channel, or out. */
  invite(channel: string, bot: boolean): void;
  /** The next `times` (1) calls of the method meet the fault. "*": of any method. "respond": uses of a response_url. */
  fault(method: string, fault: Fault, times?: number): void;
  /** Nothing answers and sockets are cut, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Delivers again what was delivered last to the bot, as a client that sends twice. */
  redeliverLast(): Promise<void>;
  /** Delivers events again that were not taken and are due on the fake's clock: a minute, and five, after the first try. */
  deliverDue(): Promise<void>;
  readonly transcript: readonly TranscriptEntry[];
  /** Every mention, ping and labelled link that the bot sent as live markup, in order. */
  readonly pings: readonly Ping[];
  /**
   * What is never right, whatever the weather: what no Slack accepts, calls that the manifest does not allow, spent or
   * unknown triggers, broadcasts (`<!channel>`). Must be empty at the end of a test. Refusals that a bot has to live
   * with, such as `not_in_channel` or 429, are in the transcript only.
   */
  readonly problems: readonly string[];
  /** Called after every change of anything that somebody sees. */
  onChange(handler: () => void): () => void;
  stop(): Promise<void>;
}
