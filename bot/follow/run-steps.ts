// The steps of telling one run: what is posted or edited, and what the ledger keeps of it.

import type { TestFailover } from "../../crds/types.ts";
import type { Logger } from "../../kube/logger.ts";
import { CHANNEL } from "../drill-names.ts";
import type { RunEntry } from "../ledger/entries.ts";
import { keep } from "../ledger/keep.ts";
import type { Page } from "../ledger/page.ts";
import type { Ledger } from "../ledger.ts";
import type { RunFacts } from "../notice.ts";
import { hasEnded } from "../run.ts";
import { marked, type Outcome, type Slot, type Speaker, sayOnce } from "../say-once.ts";
import type { Facts } from "./facts.ts";
import type { Look, Wanted } from "./wanted.ts";
import type { Words } from "./words.ts";

/** A run as last seen. */
export interface Subject {
  readonly run: TestFailover;
  /** It is no longer in the cluster. */
  readonly deleted: boolean;
}

export interface RunStepParts {
  readonly ledger: Ledger;
  readonly facts: Facts;
  readonly words: Words;
  readonly speaker: Speaker;
  readonly defaultChannel: string;
  readonly logger: Logger;
}

export interface RunSteps {
  look(subject: Subject): Look;
  /** Where its card is posted. */
  channelOf(run: TestFailover): string;
  /** Makes the call that the step is about. */
  say(subject: Subject, step: Exclude<Wanted, { step: "settle" | "close" }>): Promise<Outcome>;
  /** Writes what the step is about, without a word in Slack. */
  note(subject: Subject, step: "settle" | "close"): Promise<void>;
}

/** Somebody deleted the card: there is nothing to edit, and no thread. */
const cardIsGone = new Set(["message_not_found", "thread_not_found", "cannot_reply_to_message"]);

export function createRunSteps({ ledger, facts, words, speaker, defaultChannel, logger }: RunStepParts): RunSteps {
  const pageOf = ({ run }: Subject): Page<RunEntry> => ledger.run(uidOf(run));
  const factsOf = ({ run, deleted }: Subject, mayRepeat: boolean): RunFacts => facts.ofRun(run, { deleted, mayRepeat });

  const channelOf = ({ metadata }: TestFailover): string => metadata.annotations?.[CHANNEL] || defaultChannel;

  /** The message for what is true now, and how the ledger says that it was shown. */
  const cardNow = (subject: Subject, doubt: boolean) => {
    const now = factsOf(subject, doubt);
    const key = words.runCardKey(now);
    const note = (entry: RunEntry): RunEntry => shownAs(entry, subject, { key, at: speaker.clock.now() });
    return { message: words.runCard(now), note };
  };

  const postCard = (subject: Subject): Promise<Outcome> =>
    sayOnce(
      cardSlot(pageOf(subject), subject.run),
      {
        to: { channel: channelOf(subject.run) },
        render: (doubt) => cardNow(subject, doubt),
      },
      speaker,
    );

  const loseCard = async (subject: Subject): Promise<void> => {
    logger.info({ run: subject.run.metadata.name }, "card was deleted in Slack");
    const lost = (entry: RunEntry | undefined): RunEntry | undefined => {
      if (entry === undefined) return undefined;
      const { card: _card, shown: _shown, ...rest } = entry;
      return rest;
    };
    await keep(pageOf(subject), lost, speaker);
  };

  const editCard = async (subject: Subject, at: { channel: string; ts: string }): Promise<Outcome> => {
    const page = pageOf(subject);
    const { message, note } = cardNow(subject, page.value()?.card?.doubt === true);
    const said = await speaker.chat.update(at, message);
    if ("ts" in said) await keep(page, (entry) => entry && note(entry), speaker);
    if (!("refused" in said && cardIsGone.has(said.refused))) return said;
    await loseCard(subject);
    return "nothing";
  };

  const sayNotice = async (subject: Subject, { notice, channel, ts }: Step<"notice">): Promise<Outcome> => {
    const slot = noticeSlot(pageOf(subject), subject.run, notice.key);
    const said = await sayOnce(
      slot,
      {
        to: { channel, threadTs: ts, broadcast: notice.broadcast },
        render: (doubt) => ({ message: doubt ? marked(notice.message) : notice.message }),
      },
      speaker,
    );
    if (said === "nothing" || !("refused" in said && cardIsGone.has(said.refused))) return said;
    await loseCard(subject);
    return "nothing";
  };

  return {
    look: (subject) => {
      const entry = pageOf(subject).value();
      const now = factsOf(subject, entry?.card?.doubt === true);
      return { entry, facts: now, key: words.runCardKey(now), notices: words.runNotices(now), by: speaker.by };
    },
    channelOf,
    say: (subject, wanted) => {
      if (wanted.step === "post-card") return postCard(subject);
      return wanted.step === "edit-card" ? editCard(subject, wanted) : sayNotice(subject, wanted);
    },
    note: async (subject, step) => {
      const at = speaker.clock.now().toISOString();
      const { resourceVersion = "" } = subject.run.metadata;
      await pageOf(subject).change((entry) => {
        if (entry === undefined) return undefined;
        const { last: _last, ...rest } = entry;
        return step === "close" ? { ...rest, deletedAt: at } : { ...rest, settled: resourceVersion };
      });
    },
  };
}

type Step<S extends Wanted["step"]> = Extract<Wanted, { step: S }>;

/** The card shows this from now on. The run itself is kept while it goes on; a card of a run that is gone is final. */
function shownAs(
  { last: _last, ...rest }: RunEntry,
  { run, deleted }: Subject,
  as: { key: string; at: Date },
): RunEntry {
  const shown = { key: as.key, version: run.metadata.resourceVersion ?? "" };
  if (deleted) return { ...rest, shown, deletedAt: as.at.toISOString() };
  return hasEnded(run) ? { ...rest, shown } : { ...rest, shown, last: run };
}

/** The entry of a run that was never told. */
export function newEntry({ metadata: { namespace = "", name, uid = "" } }: TestFailover): RunEntry {
  return { run: { namespace, name, uid }, notices: {} };
}

export const uidOf = ({ metadata }: TestFailover): string => metadata.uid ?? "";

function cardSlot(page: Page<RunEntry>, run: TestFailover): Slot<RunEntry> {
  return { page, get: (entry) => entry?.card, set: (entry, card) => ({ ...(entry ?? newEntry(run)), card }) };
}

function noticeSlot(page: Page<RunEntry>, run: TestFailover, key: string): Slot<RunEntry> {
  return {
    page,
    get: (entry) => entry?.notices[key],
    set: (entry = newEntry(run), saying) => ({ ...entry, notices: { ...entry.notices, [key]: saying } }),
  };
}
