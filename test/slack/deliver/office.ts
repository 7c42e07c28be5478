// Owns what is on its way to the bot: records it, waits for its end, repeats events that nobody took.
import type { World } from "../world.ts";
import type { Carrier, Delivery, Outcome } from "./delivery.ts";

/** What is to be done once the bot has acknowledged. */
export type Afterwards = (said: unknown) => void;

export interface Office {
  /** Commands and interactions: one attempt. */
  send(delivery: Delivery, afterwards: Afterwards): Promise<Outcome>;
  /** Events: the second attempt at once; the third and fourth once they are due, see deliverDue. */
  event(delivery: Delivery): Promise<void>;
  deliverDue(): Promise<void>;
  redeliverLast(): Promise<void>;
}

/** After the first failure: at once, after a minute, after five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

interface Due {
  readonly delivery: Delivery;
  readonly attempt: number;
  readonly firstAt: number;
}

export function createOffice(world: World, carrier: () => Carrier): Office {
  let last: (() => Promise<unknown>) | undefined;
  let due: Due[] = [];

  const carry = async (delivery: Delivery): Promise<Outcome> => {
    const { name, payload, retry } = delivery;
    world.transcript.add({ kind: "delivery", name, body: retry === undefined ? payload : { ...payload, retry } });
    const started = performance.now();
    const outcome = await carrier()(delivery);
    const answer = "failed" in outcome ? outcome : outcome.acknowledged;
    world.transcript.add({ kind: "ack", name, answer, ackMilliseconds: performance.now() - started });
    return outcome;
  };

  const send: Office["send"] = async (delivery, afterwards) => {
    last = () => send(delivery, afterwards);
    const outcome = await carry(delivery);
    if (!("failed" in outcome)) afterwards(outcome.acknowledged);
    return outcome;
  };

  const attempt = async ({ delivery, attempt: number, firstAt }: Due): Promise<void> => {
    const retry = number === 0 ? {} : { retry: { attempt: number, reason: "timeout" } };
    const outcome = await carry({ ...delivery, ...retry });
    const again = "failed" in outcome && outcome.noRetry !== true && number < RETRY_AFTER_MS.length;
    if (again) due.push({ delivery, attempt: number + 1, firstAt });
  };

  const deliverDue = async (): Promise<void> => {
    const isDue = ({ attempt: number, firstAt }: Due) => firstAt + (RETRY_AFTER_MS[number - 1] ?? 0) <= world.now();
    const ready = due.filter(isDue);
    due = due.filter((one) => !isDue(one));
    for (const one of ready) await attempt(one);
  };

  const event: Office["event"] = async (delivery) => {
    last = () => carry({ ...delivery, retry: { attempt: 1, reason: "timeout" } });
    await attempt({ delivery, attempt: 0, firstAt: world.now() });
    await deliverDue();
  };

  return {
    send,
    event,
    deliverDue,
    redeliverLast: async () => {
      if (last === undefined) throw new Error("Nothing was delivered yet");
      await last();
    },
  };
}
