// What was seen so far, state by state, and who waits for something to be seen.

/** States of one resource ("kind/name") so far; of "dmach", the names of all machines. */
export type Seen = (who: string) => readonly string[];

export interface Record {
  readonly seen: Seen;
  /** False when it is the state that was noted last. */
  note(who: string, state: string): boolean;
  /** Resolves when it has come true; looks now and after each note. */
  until(reached: (seen: Seen) => boolean): Promise<void>;
}

export function createRecord(): Record {
  const states = new Map<string, string[]>();
  const waiting = new Set<() => void>();
  const seen: Seen = (who) => states.get(who) ?? [];
  return {
    seen,
    note(who, state) {
      if (seen(who).at(-1) === state) return false;
      states.set(who, [...seen(who), state]);
      for (const look of [...waiting]) look();
      return true;
    },
    until(reached) {
      const came = Promise.withResolvers<void>();
      const look = () => {
        if (!reached(seen)) return;
        waiting.delete(look);
        came.resolve();
      };
      waiting.add(look);
      look();
      return came.promise;
    },
  };
}
