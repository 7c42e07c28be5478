// Messages that Slack refused: not tried again before ten minutes passed, or what they are about changed.
import type { Clock } from "../../kube/clock.ts";
import type { Outcome } from "../say-once.ts";

export interface Holds {
  /** How a call ended that was about this version of the thing. */
  learn(key: string, version: string, outcome: Outcome): void;
  isHeld(key: string, version: string): boolean;
}

const HOLD_MS = 10 * 60_000;

export function createHolds(clock: Clock): Holds {
  const holds = new Map<string, { readonly untilMs: number; readonly version: string }>();
  return {
    learn: (key, version, outcome) => {
      if (outcome !== "nothing" && "refused" in outcome) {
        holds.set(key, { untilMs: clock.monotonicMs() + HOLD_MS, version });
      } else holds.delete(key);
    },
    isHeld: (key, version) => {
      const hold = holds.get(key);
      return hold !== undefined && hold.version === version && clock.monotonicMs() < hold.untilMs;
    },
  };
}
