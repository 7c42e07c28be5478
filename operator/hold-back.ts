// Keeps out of a queue, for a while, what has nothing to say yet: at a start everything would be looked at twice.
import { priorities } from "../kube/queue.ts";
import type { Adds } from "./wake.ts";

/** As long as a first look may take. Whoever ends it wakes everybody; this is for the one who would be forgotten. */
const LONGEST_SECONDS = 60;

/** What `isTooEarly` says yes to waits its time, unless a person asks for it or it is woken again later. */
export function holdBack(queue: Adds, isTooEarly: (key: string) => boolean): Adds {
  return {
    add: (key, options = {}) => {
      const asked = (options.priority ?? priorities.change) >= priorities.person;
      if (asked || !isTooEarly(key)) queue.add(key, options);
      else queue.add(key, { priority: priorities.resync, afterSeconds: LONGEST_SECONDS, roughly: true });
    },
  };
}
