// Reads the simulator's log of writes against the promise: never a second call for an intent that was accepted.
import type { ReceivedWrite } from "../stack/simulator.ts";

export interface Tally {
  readonly accepted: number;
  readonly refused: number;
}

/** Writes whose operation and path match, by outcome. */
export function tally(writes: readonly ReceivedWrite[], pattern: RegExp): Tally {
  const matching = writes.filter(({ method, path }) => pattern.test(`${method} ${path.split("?", 1)[0]}`));
  const accepted = matching.filter(({ outcome }) => outcome === "accepted").length;
  return { accepted, refused: matching.length - accepted };
}

/** Calls that came, accepted or refused, after one of the same intent had been accepted. The intent is the client request id. */
export function repeatedAfterAcceptance(writes: readonly ReceivedWrite[]): readonly string[] {
  const accepted = new Set<string>();
  const repeated: string[] = [];
  for (const { clientRequestId = "", method, path, outcome } of writes) {
    if (accepted.has(clientRequestId)) repeated.push(`${method} ${path} (${outcome}, intent ${clientRequestId})`);
    if (outcome === "accepted") accepted.add(clientRequestId);
  }
  return repeated;
}
