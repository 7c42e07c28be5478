// Owns trigger ids: a short life (3 seconds, as Slack's), one use.
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

export function createTriggers(now: () => number, lifeMilliseconds = 3000): Triggers {
  const all = new Map<string, Trigger & { readonly expires: number; used: boolean }>();
  return {
    issue: (trigger) => {
      const id = `${all.size + 1}.1000000001.fake`;
      all.set(id, { ...trigger, expires: now() + lifeMilliseconds, used: false });
      return id;
    },
    use: (id) => {
      const trigger = all.get(id);
      if (trigger === undefined) throw new Refusal("invalid_trigger_id", `no trigger "${id}" was ever given out`);
      if (trigger.used) throw new Refusal("exchanged_trigger_id", "a trigger works once");
      if (now() > trigger.expires)
        throw new Refusal("expired_trigger_id", `a trigger lives ${lifeMilliseconds / 1000} seconds`);
      trigger.used = true;
      return trigger;
    },
  };
}
