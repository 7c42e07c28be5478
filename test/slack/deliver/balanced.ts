// What stands in front of an app's replicas over HTTP: each delivery to one of them in turn, past those that are down.
import type { Carrier, Outcome } from "./delivery.ts";

export function balanced(carriers: readonly Carrier[]): Carrier {
  let turn = 0;
  return async (delivery) => {
    const [first, ...others] = [...carriers.slice(turn), ...carriers.slice(0, turn)];
    turn = (turn + 1) % carriers.length;
    let outcome: Outcome = (await first?.(delivery)) ?? { failed: "dispatch_failed" };
    for (const next of others) {
      if (!isDown(outcome)) break;
      outcome = await next(delivery);
    }
    return outcome;
  };
}

/** Certainly not seen by the bot: what breaks midway may have been, and is not sent twice. */
function isDown(outcome: Outcome): boolean {
  return "failed" in outcome && outcome.unreached === true;
}
