// The two signals of one reconcile: the one for its work, and the one for its last save.
import type { Clock } from "./clock.ts";
import { startDeadline } from "./deadline.ts";
import { UnavailableError } from "./errors.ts";

export interface ReconcileSignals {
  /** Aborted by the time limit or by the process ending. */
  readonly signal: AbortSignal;
  /** Aborted 30 s after that, and only if the reconcile still runs. */
  readonly saveSignal: AbortSignal;
  /** True once the time limit has passed. */
  expired(): boolean;
  release(): void;
}

export interface ReconcileSignalsOptions {
  readonly clock: Clock;
  readonly limitSeconds: number;
  readonly stop: AbortSignal;
  /** Called when `saveSignal` is aborted: the reconcile has ignored `signal` for 30 s. */
  readonly onOverdue: () => void;
}

export const graceSeconds = 30;

export function startReconcileSignals(options: ReconcileSignalsOptions): ReconcileSignals {
  const { clock, limitSeconds, stop, onOverdue } = options;
  const reason = () => new UnavailableError(`The reconcile took longer than ${limitSeconds} s`);
  const limit = startDeadline({ clock, limitMs: limitSeconds * 1000, reason, signals: [stop] });
  const save = new AbortController();
  let cancelGrace = () => {};
  const startGrace = () => {
    cancelGrace = clock.setTimer(graceSeconds * 1000, () => {
      save.abort(new UnavailableError(`The reconcile went on for ${graceSeconds} s after its end`));
      onOverdue();
    });
  };
  if (limit.signal.aborted) startGrace();
  else limit.signal.addEventListener("abort", startGrace, { once: true });
  return {
    signal: limit.signal,
    saveSignal: save.signal,
    expired: limit.expired,
    release: () => {
      limit.release();
      limit.signal.removeEventListener("abort", startGrace);
      cancelGrace();
    },
  };
}
