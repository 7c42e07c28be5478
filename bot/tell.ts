// Tells alerts: each once, after it lasted two minutes; when it is over, its message says so.
import type { Logger } from "../kube/logger.ts";
import type { Said } from "./chat.ts";
import { type AlertStep, alertStep, tidied } from "./follow/alert-step.ts";
import { createChores } from "./follow/chores.ts";
import type { Facts } from "./follow/facts.ts";
import { createHolds } from "./follow/holds.ts";
import type { Words } from "./follow/words.ts";
import type { AlertEntry, Shard } from "./ledger/entries.ts";
import { keep } from "./ledger/keep.ts";
import type { Ledger } from "./ledger.ts";
import type { Alert } from "./notice.ts";
import type { Errand, Outbox } from "./outbox.ts";
import { marked, type Outcome, type Slot, type Speaker, sayOnce } from "./say-once.ts";

export interface AlertTeller {
  /** Makes out what is wrong now, and what is to be said of it. Never throws. */
  lookAgain(): void;
  /** Resolves when what is being noted in the ledger is noted. */
  idle(): Promise<void>;
}

export interface AlertParts {
  readonly ledger: Ledger;
  readonly facts: Facts;
  readonly words: Pick<Words, "alertsOf" | "closingMessage">;
  readonly speaker: Speaker;
  readonly outbox: Outbox;
  readonly defaultChannel: string;
  readonly logger: Logger;
}

export function createAlertTeller(parts: AlertParts): AlertTeller {
  const { ledger, facts, words, speaker, outbox, defaultChannel, logger } = parts;
  const { clock, by, chat } = speaker;
  const holds = createHolds(clock);
  const chores = createChores(logger);
  let alerts: ReadonlyMap<string, Alert> = new Map();

  const stepOf = (key: string): AlertStep | undefined => {
    const step = alertStep(ledger.alert(key), alerts.get(key), { by, now: clock.now() });
    return step !== undefined && holds.isHeld(`${key} ${step}`, "") ? undefined : step;
  };

  const post = (key: string, alert: Alert): Promise<Outcome> =>
    sayOnce(
      alertSlot(ledger, key, alert),
      {
        to: { channel: defaultChannel },
        render: (doubt) => ({ message: doubt ? marked(alert.message) : alert.message }),
      },
      speaker,
    );

  const saveEntry = (key: string, next: (entry: AlertEntry) => AlertEntry | undefined) =>
    keep(
      ledger.shard(key),
      (shard) => {
        const { [key]: entry, ...rest } = shard ?? {};
        if (entry === undefined) return undefined;
        const changed = next(entry);
        return changed === undefined ? rest : { ...rest, [key]: changed };
      },
      speaker,
    );

  /** Its message says that it is over. Somebody who deleted it needs no word of it. */
  const sayOver = async (key: string, { ts = "", ...entry }: AlertEntry): Promise<Outcome> => {
    const surroundings = facts.surroundings();
    const told = { key, title: entry.title, since: new Date(entry.since) };
    const message = words.closingMessage(told, facts.fleet(), surroundings);
    const said = await chat.update({ channel: entry.channel, ts }, message);
    if (isGone(said) || "ts" in said)
      await saveEntry(key, (before) => ({ ...before, overAt: surroundings.now.toISOString() }));
    return isGone(said) ? "nothing" : said;
  };

  /** Its message says again that it is so. Somebody who deleted it gets a new one. */
  const sayAgain = async (key: string, { ts = "", channel }: AlertEntry, alert: Alert): Promise<Outcome> => {
    const said = await chat.update({ channel, ts }, alert.message);
    if (isGone(said)) await saveEntry(key, () => undefined);
    if ("ts" in said) await saveEntry(key, ({ overAt: _over, ...before }) => before);
    return isGone(said) ? "nothing" : said;
  };

  const make = (key: string, step: AlertStep): Promise<Outcome> => {
    const [entry, alert] = [ledger.alert(key), alerts.get(key)];
    if (step === "post" && alert !== undefined) return post(key, alert);
    if (step === "over" && entry !== undefined) return sayOver(key, entry);
    if (step === "again" && entry !== undefined && alert !== undefined) return sayAgain(key, entry, alert);
    return Promise.resolve("nothing");
  };

  const say = async (key: string, offered: AlertStep): Promise<Outcome> => {
    const step = stepOf(key);
    if (step !== offered) return "nothing";
    const outcome = await make(key, step);
    holds.learn(`${key} ${step}`, "", outcome);
    return outcome;
  };

  const look = (key: string): void => {
    const step = stepOf(key);
    if (step === undefined) outbox.withdraw(outboxKey(key));
    else outbox.offer(errandOf(key, step));
  };

  const errandOf = (key: string, step: AlertStep): Errand => ({
    key: outboxKey(key),
    call: step === "post" ? "post" : "edit",
    channel: step === "post" ? defaultChannel : (ledger.alert(key)?.channel ?? defaultChannel),
    urgency: step === "over" ? "progress" : "failure",
    run: () => say(key, step),
    done: () => look(key),
  });

  const tidy = () => {
    const isThere = (key: string) => alerts.has(key);
    for (const [index, page] of ledger.shards.entries()) {
      const wanted = (shard: Shard | undefined) => shard && tidied(shard, isThere, { by, now: clock.now() });
      if (wanted(page.value()) !== undefined) chores.add(String(index), async () => void (await page.change(wanted)));
    }
  };

  return {
    lookAgain: () => {
      try {
        const gone = alerts;
        alerts = new Map(words.alertsOf(facts.fleet(), facts.surroundings()).map((alert) => [alert.key, alert]));
        for (const key of new Set([...gone.keys(), ...alerts.keys(), ...ledger.alerts().map(([known]) => known)]))
          look(key);
        tidy();
      } catch (error) {
        logger.error({ err: error }, "alerts could not be looked at");
      }
    },
    idle: () => chores.idle(),
  };
}

const outboxKey = (key: string): string => `alert:${key}`;
const isGone = (said: Said): boolean => "refused" in said && said.refused === "message_not_found";

function alertSlot(ledger: Ledger, key: string, { title, since }: Alert): Slot<Shard> {
  return {
    page: ledger.shard(key),
    get: (shard) => shard?.[key],
    set: (shard, saying) => ({ ...shard, [key]: { ...saying, title, since: since.toISOString() } }),
  };
}
