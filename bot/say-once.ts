// One message, said once: claim it in the ledger, post it without retries, save what Slack answered.
import type { Message } from "./cards/message.ts";
import { context } from "./cards/text.ts";
import type { Chat, Place, Said } from "./chat.ts";
import { ageOf, CLAIM_IS_FRESH_MS, claim, mayClaim, type Saying } from "./ledger/entries.ts";
import { type Keeper, keep } from "./ledger/keep.ts";
import type { Page } from "./ledger/page.ts";

/** Who says it, and with what. */
export interface Speaker extends Keeper {
  readonly chat: Chat;
  /** This term of leadership: unlike every other one, of this process too. */
  readonly by: string;
}

/** Where in the ledger a message has its place. */
export interface Slot<V> {
  readonly page: Page<V>;
  get(value: V | undefined): Saying | undefined;
  set(value: V | undefined, saying: Saying): V;
}

export interface Speech<V> {
  readonly to: Place;
  /** Asked when the claim is held, right before it is posted. */
  render(doubt: boolean): {
    readonly message: Message;
    /** What else to note once it is said, in the same write. */
    note?(value: V): V;
  };
}

/** `nothing`: it was said by somebody else, or is being said, or leadership ended. Nothing was posted. */
export type Outcome = Said | "nothing";

/** Slack's words for "you cannot post there": whether it still is so can be asked without posting. */
const notThere = new Set(["not_in_channel", "channel_not_found"]);

/** Rejects with the errors of KubeClient when it cannot be claimed: nothing was posted then. */
export async function sayOnce<V>(slot: Slot<V>, speech: Speech<V>, speaker: Speaker): Promise<Outcome> {
  const { chat, clock, signal } = speaker;
  const refused = await stillNotThere(slot, speech.to, chat);
  if (refused !== undefined) return { refused };
  const claimed = await claimSlot(slot, speech.to, speaker);
  if (claimed === undefined || signal.aborted || ageOf(claimed, clock.now()) > CLAIM_IS_FRESH_MS) return "nothing";
  const { message, note } = speech.render(claimed.doubt === true);
  const said = await chat.post(speech.to, message);
  const learnt = after(claimed, said);
  if (learnt === undefined) return said;
  const save = (value: V | undefined): V | undefined => {
    // Somebody else's message is there already: a second leader was quicker. Theirs is kept.
    if (slot.get(value)?.ts !== undefined) return undefined;
    const next = slot.set(value, learnt);
    return learnt.ts === undefined || note === undefined ? next : note(next);
  };
  await keep(slot.page, save, speaker);
  return said;
}

async function stillNotThere<V>(slot: Slot<V>, { channel }: Place, chat: Chat): Promise<string | undefined> {
  const before = slot.get(slot.page.value());
  const { refused } = before ?? {};
  if (refused === undefined || !notThere.has(refused) || before?.channel !== channel) return undefined;
  return (await chat.isMember(channel)) === false ? refused : undefined;
}

async function claimSlot<V>(slot: Slot<V>, { channel }: Place, { by, clock }: Speaker): Promise<Saying | undefined> {
  let claimed: Saying | undefined;
  await slot.page.change((value) => {
    const [before, now] = [slot.get(value), clock.now()];
    claimed = mayClaim(before, by, now) ? claim(before, { by, channel }, now) : undefined;
    return claimed && slot.set(value, claimed);
  });
  return claimed;
}

/** What the ledger has to know after the call. Not delivered for certain: the claim says enough. */
function after(claimed: Saying, said: Said): Saying | undefined {
  if ("ts" in said) return { ...claimed, ts: said.ts };
  if ("refused" in said) return { ...claimed, refused: said.refused };
  if ("unknown" in said) return { ...claimed, doubt: true };
  return undefined;
}

/** A message of which an earlier copy may be in the channel. */
export function marked({ text, blocks }: Message): Message {
  const mark = "May repeat an earlier message: the bot was interrupted.";
  return { text: `${mark} ${text}`, blocks: [context(mark), ...blocks] };
}
