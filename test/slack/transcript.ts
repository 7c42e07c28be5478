// Owns the record of what went over the wire, and of what was wrong with it.
import type { Ping, TranscriptEntry } from "./types.ts";

export interface Transcript {
  readonly entries: readonly TranscriptEntry[];
  readonly problems: readonly string[];
  readonly pings: readonly Ping[];
  /** The answer may be filled in later. */
  add(entry: Omit<TranscriptEntry, "at">): { answer?: unknown };
  problem(name: string, sentence: string): void;
  ping(ping: Ping): void;
}

const BROADCAST = /^<!(channel|here|everyone)\b/;

export function createTranscript(now: () => number): Transcript {
  const entries: TranscriptEntry[] = [];
  const problems: string[] = [];
  const pings: Ping[] = [];
  const add: Transcript["add"] = (entry) => {
    const added = { at: now(), ...entry };
    entries.push(added);
    return added;
  };
  const problem: Transcript["problem"] = (name, sentence) => {
    problems.push(`${name}: ${sentence}`);
    add({ kind: "problem", name, body: sentence });
  };
  return {
    entries,
    problems,
    pings,
    add,
    problem,
    ping: (ping) => {
      pings.push(ping);
      if (BROADCAST.test(ping.what)) problem(ping.where, `${ping.what} pings everybody`);
    },
  };
}
