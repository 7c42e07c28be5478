// Owns trigger ids: 3 seconds, one use.
import { Refusal } from "../refusal.ts";

export interface Trigger {
  readonly user: string;
  /** The view that it came from, if it came from one: only such may push. */
  readonly view?: string;
}

export interface Triggers {
  issue(trigger: Trigger): string;
  /** Throws Refusal. */
  use(id: string): Trigger;
}

const LIFE_MS = 3000;

export function createTriggers(now: () => number): Triggers {
  const all = new Map<string, Trigger & { readonly expires: number; used: boolean }>();
  return {
    issue: (trigger) => {
      const id = `${all.size + 1}.1000000001.fake`;
      all.set(id, { ...trigger, expires: now() + LIFE_MS, used: false });
      return id;
    },
    use: (id) => {
      const trigger = all.get(id);
      if (trigger === undefined) throw new Refusal("invalid_trigger_id", `no trigger "${id}" was ever given out`);
      if (trigger.used) throw new Refusal("exchanged_trigger_id", "a trigger works once");
      if (now() > trigger.expires) throw new Refusal("expired_trigger_id", "a trigger lives 3 seconds");
      trigger.used = true;
      return trigger;
    },
  };
}
