// The last look before a write: the target by GET, and whether Azure and our own view allow it now.
import { TransientError } from "../errors.ts";
import type { Outcome, Refused } from "../operation.ts";
import { withGrace } from "./grace.ts";
import type { ProtectedItem } from "./site-recovery.ts";
import type { Seen, VaultView } from "./view.ts";

/** What must be true of the item as just read; answers a sentence why not, or undefined. */
export type Objection = (item: Seen<ProtectedItem>) => string | undefined;

export interface Gate {
  readonly view: VaultView;
  readonly itemId: string;
  readonly objection: Objection;
  /** Its signal outlives `signal` by some seconds, so that an answer that is under way is heard. */
  readonly write: (signal: AbortSignal) => Promise<Outcome>;
  readonly signal: AbortSignal;
}

/**
 * How long the GET before a write may take: with the two seconds that a write then waits for the budget at most, it is
 * ten seconds old when the write goes out.
 */
const LOOK_SECONDS = 8;

/** When the read before a write fails. */
const UNREAD_RETRY_SECONDS = 15;

/** While the view bars writes there is no use in looking again sooner. */
const BARRED_RETRY_SECONDS = 30;

/**
 * Sends the write only when the view allows writes and a GET of the item, not older than ten seconds, raises no
 * objection. Nothing was sent in the other cases: a refusal marked `conflict`, so that after an unknown it does not
 * clear an intent whose job may be the very reason of the objection.
 */
export async function gated({ view, itemId, objection, write, signal }: Gate): Promise<Outcome> {
  const barred = view.writesBarred();
  if (barred !== undefined)
    return { refused: barred, code: "NotSent", conflict: true, retryAfterSeconds: BARRED_RETRY_SECONDS };
  const stale = AbortSignal.timeout(LOOK_SECONDS * 1000);
  const seen = await lookAgain(view, itemId, AbortSignal.any([signal, stale]));
  if ("refused" in seen) return seen;
  const sentence = objection(seen);
  if (sentence !== undefined) return { refused: sentence, code: "NotAllowedNow", conflict: true };
  const outcome = await write(withGrace(signal));
  if ("started" in outcome) view.wrote(itemId, outcome.started);
  return outcome;
}

async function lookAgain(view: VaultView, itemId: string, signal: AbortSignal): Promise<Seen<ProtectedItem> | Refused> {
  try {
    return await view.refresh(itemId, signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const retryAfterSeconds =
      (error instanceof TransientError ? error.retryAfterSeconds : undefined) ?? UNREAD_RETRY_SECONDS;
    return {
      refused: `Nothing was sent, since the item could not be read first: ${why}`,
      code: "NotSent",
      conflict: true,
      retryAfterSeconds,
    };
  }
}

/** Objects unless the item is present and Azure lists the operation among its allowedOperations. */
export function needs(operation: string, words: string): Objection {
  return (seen) => {
    if (seen.state === "absent") return "The protected item is gone from Azure.";
    if (seen.state === "unknown") return seen.why;
    const { allowedOperations, currentJob, name } = seen.value;
    if (allowedOperations.includes(operation)) return undefined;
    if (currentJob !== undefined)
      return `Azure does not allow ${words} of ${name} while its job ${currentJob.scenario} runs.`;
    const allowed = allowedOperations.length > 0 ? allowedOperations.join(", ") : "nothing";
    return `Azure does not allow ${words} of ${name} now. It allows: ${allowed}.`;
  };
}
