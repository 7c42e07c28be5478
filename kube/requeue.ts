// What becomes of a key after its reconcile. Pure.
import { ConflictError, UnavailableError } from "./errors.ts";
import type { AddOptions, BackoffRange } from "./queue.ts";

/** `afterSeconds`: run again then, if nothing changes before. Without it: run again on a change only. */
export interface ReconcileResult {
  readonly afterSeconds?: number | undefined;
  /** Not exactly then: see the queue's. */
  readonly roughly?: boolean | undefined;
  /** Default: the priority it was taken with. */
  readonly priority?: number | undefined;
}

/**
 * What to do about an error: run again `afterSeconds` (`roughly`), which forgets earlier failures; or with growing delays
 * (`backoff`, also the default; together with `afterSeconds` the longer of the two); or not at all until something
 * changes (`terminal`).
 */
export interface ErrorResult {
  readonly afterSeconds?: number | undefined;
  readonly roughly?: boolean | undefined;
  readonly backoff?: boolean | undefined;
  readonly terminal?: boolean | undefined;
}

export interface Requeue {
  /** Forget the key's failures. */
  readonly forget: boolean;
  /** Absent: do not put it back. */
  readonly add?: AddOptions;
  /** The `result` label of controller_runtime_reconcile_total. */
  readonly label: "success" | "requeue_after" | "error";
}

/** Growing delays: for conflicts, which a fresh read mends, and for everything else. */
export const backoffs = {
  conflict: { baseSeconds: 0.005, capSeconds: 1000 },
  other: { baseSeconds: 1, capSeconds: 60 },
} as const satisfies Record<string, BackoffRange>;

export function afterSuccess({ afterSeconds, roughly, priority }: ReconcileResult, takenWith: number): Requeue {
  if (afterSeconds === undefined) return { forget: true, label: "success" };
  return { forget: true, add: { afterSeconds, roughly, priority: priority ?? takenWith }, label: "requeue_after" };
}

export function afterError(error: unknown, result: ErrorResult, takenWith: number): Requeue {
  const { afterSeconds, roughly, backoff, terminal } = result;
  if (terminal) return { forget: false, label: "error" };
  if (afterSeconds !== undefined && !backoff) {
    return { forget: true, add: { afterSeconds, roughly, priority: takenWith }, label: "error" };
  }
  const asked = error instanceof UnavailableError ? (error.retryAfterSeconds ?? 0) : 0;
  const add = {
    backoff: error instanceof ConflictError ? backoffs.conflict : backoffs.other,
    atLeastSeconds: Math.max(afterSeconds ?? 0, asked),
    priority: takenWith,
  };
  return { forget: false, add, label: "error" };
}

/** True for what only a mistake in our own code throws. */
export function isBug(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}
