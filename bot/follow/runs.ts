// Follows all runs: looks at each when it changed, or when time passed, and sends its next step to the outbox.
import type { TestFailover } from "../../crds/types.ts";
import type { Change } from "../../kube/store.ts";
import type { Errand, Outbox } from "../outbox.ts";
import type { Outcome } from "../say-once.ts";
import { createChores } from "./chores.ts";
import { createHolds } from "./holds.ts";
import { createRunSteps, type RunStepParts, type Subject, uidOf } from "./run-steps.ts";
import { isSettled, type Wanted, wantedOf } from "./wanted.ts";

export interface RunTeller {
  /** A run came, changed or went. Never throws. */
  changed(change: Pick<Change<TestFailover>, "type" | "object">): void;
  /** Looks at everything again that is not over and done: time passed, or something else changed. */
  lookAgain(): void;
  /** Resolves when what is being noted in the ledger is noted. */
  idle(): Promise<void>;
}

type Talk = Exclude<Wanted, { step: "settle" | "close" }>;

function isTalk(wanted: Wanted | undefined): wanted is Talk {
  return wanted !== undefined && wanted.step !== "settle" && wanted.step !== "close";
}

export function createRunTeller(parts: RunStepParts & { readonly outbox: Outbox }): RunTeller {
  const { ledger, outbox, words, speaker, logger } = parts;
  const steps = createRunSteps(parts);
  const subjects = new Map<string, Subject>();
  const holds = createHolds(speaker.clock);
  const chores = createChores(logger);

  const isHeld = (uid: string, { run }: Subject, wanted: Wanted): boolean =>
    holds.isHeld(holdKey(uid, wanted), versionOf(run));

  /** What comes next. A refused edit or notice does not hold up the others. */
  const next = (uid: string, subject: Subject): Wanted | undefined => {
    if (!subject.deleted && isSettled(subject.run, ledger.run(uid).value())) return undefined;
    return wantedOf(steps.look(subject)).find((wanted) => !isHeld(uid, subject, wanted));
  };

  const say = async (uid: string, offered: Talk): Promise<Outcome> => {
    const subject = subjects.get(uid);
    const wanted = subject && next(uid, subject);
    // By now something else may be wanted, or nothing.
    if (subject === undefined || !isTalk(wanted) || holdKey(uid, wanted) !== holdKey(uid, offered)) return "nothing";
    const outcome = await steps.say(subject, wanted);
    holds.learn(holdKey(uid, wanted), versionOf(subject.run), outcome);
    return outcome;
  };

  const errandOf = (uid: string, subject: Subject, wanted: Talk): Errand => {
    const urgency = words.urgencyOf(subject.run, subject.deleted);
    return {
      key: outboxKey(uid),
      call: wanted.step === "edit-card" ? "edit" : "post",
      channel: wanted.step === "post-card" ? steps.channelOf(subject.run) : wanted.channel,
      urgency: wanted.step === "notice" && wanted.notice.broadcast ? "failure" : urgency,
      run: () => say(uid, wanted),
      done: () => look(uid),
    };
  };

  const follow = (uid: string, subject: Subject): void => {
    const wanted = next(uid, subject);
    if (isTalk(wanted)) outbox.offer(errandOf(uid, subject, wanted));
    else outbox.withdraw(outboxKey(uid));
    if (wanted?.step === "settle" || wanted?.step === "close") chores.add(uid, () => steps.note(subject, wanted.step));
    if (subject.deleted) forgetWhenNoted(uid);
  };

  /** A run that is gone and told needs no memory but the ledger's. */
  const forgetWhenNoted = (uid: string) => {
    const entry = ledger.run(uid).value();
    if (entry === undefined || entry.deletedAt !== undefined) subjects.delete(uid);
  };

  const look = (uid: string): void => {
    const subject = subjects.get(uid);
    // When the call is over, it is looked at again.
    if (subject === undefined || outbox.isUnderWay(outboxKey(uid))) return;
    try {
      follow(uid, subject);
    } catch (error) {
      logger.error({ err: error, run: subject.run.metadata.name }, "run could not be looked at");
    }
  };

  return {
    changed: ({ type, object }) => {
      const uid = uidOf(object);
      subjects.set(uid, { run: object, deleted: type === "deleted" });
      look(uid);
    },
    lookAgain: () => {
      for (const [uid, { run, deleted }] of [...subjects]) {
        if (deleted || !isSettled(run, ledger.run(uid).value())) look(uid);
      }
    },
    idle: () => chores.idle(),
  };
}

/** One step of one run, to tell steps apart. */
function holdKey(uid: string, wanted: Wanted): string {
  return `${uid}/${wanted.step}${wanted.step === "notice" ? `/${wanted.notice.key}` : ""}`;
}

const outboxKey = (uid: string): string => `run:${uid}`;
const versionOf = ({ metadata }: TestFailover): string => metadata.resourceVersion ?? "";
