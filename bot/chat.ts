// The port to Slack for posting: our words for it, no SDK types. Implemented over the real Web API in bot/slack/.
import type { Message } from "./cards/message.ts";

/** How a call ended, named by what to do next. A value, never an error. */
export type Said =
  /** Slack has it: the message's id in its channel. */
  | { readonly ts: string }
  /** A definite no, in Slack's word, such as `not_in_channel` or `message_not_found`: the same call again changes nothing. */
  | { readonly refused: string }
  /** 429: nothing was done, and nothing should be tried for so long. */
  | { readonly waitSeconds: number }
  /** Certainly not delivered: Slack could not be reached at all (refused, no such host). Try again. */
  | { readonly unreached: string }
  /** No answer, or a 5xx: it may have arrived. */
  | { readonly unknown: string };

export interface Place {
  /** A channel's id. */
  readonly channel: string;
  /** Post into the thread of this message. */
  readonly threadTs?: string;
  /** Show a reply in the channel as well. Only with `threadTs`. */
  readonly broadcast?: boolean;
}

/** One attempt each: no retries, no waiting. Never rejects. */
export interface Chat {
  post(to: Place, message: Message): Promise<Said>;
  update(at: { readonly channel: string; readonly ts: string }, message: Message): Promise<Said>;
  /** Whether the bot is in the channel; `undefined` when Slack does not say. Cached for a minute. */
  isMember(channel: string): Promise<boolean | undefined>;
  /** A link to the message, made without asking Slack. */
  linkTo(at: { readonly channel: string; readonly ts: string }): string;
}
