// One term of leading: for how long it is certain, what ends it, and whether anything may still be started in it.
import type { Clock } from "./clock.ts";
import { UnavailableError } from "./errors.ts";
import type { Moment } from "./lease-record.ts";

export interface Term {
  /** How often the lease had changed hands when it began. */
  readonly epoch: number;
  /** For the work of the leader: aborted by the loss, or by `stop`. */
  readonly leading: AbortSignal;
  readonly lost: AbortSignal;
  /** The lease is ours as of the moment before that renewal was sent. */
  renewed(at: Moment): void;
  /** The work shall end, while the lease is still ours. */
  stop(reason: unknown): void;
  /** The lease is not ours any more, or nobody can tell. */
  lose(why: string): void;
  /** See LeaderElection.mayAct. */
  mayAct(takesMs: number): boolean;
  /** Stops the timer. */
  close(): void;
}

export interface TermOptions {
  readonly clock: Clock;
  readonly epoch: number;
  readonly heldSince: Moment;
  /** It is lost so long after the last renewal, however long the next one takes. */
  readonly renewSeconds: number;
  /** Others take over so long after the last renewal: whatever was started has to be over by then. */
  readonly leaseSeconds: number;
  /** Called once, before anything is aborted. */
  readonly onLost: (why: string) => void;
}

export function startTerm({ clock, epoch, renewSeconds, leaseSeconds, onLost, ...options }: TermOptions): Term {
  const leading = new AbortController();
  const lost = new AbortController();
  let { heldSince } = options;
  let cancel = () => {};

  function lose(why: string): void {
    if (lost.signal.aborted) return;
    cancel();
    onLost(why);
    lost.abort();
    leading.abort(new UnavailableError(`This process no longer leads: ${why}`));
  }

  function watchExpiry(): void {
    const leftMs = heldSince.monotonicMs + renewSeconds * 1000 - clock.monotonicMs();
    if (leftMs <= 0) lose(`no renewal succeeded for ${renewSeconds} s`);
    else cancel = clock.setTimer(leftMs, watchExpiry);
  }

  watchExpiry();
  return {
    epoch,
    leading: leading.signal,
    lost: lost.signal,
    renewed: (at) => {
      heldSince = at;
    },
    stop: (reason) => leading.abort(reason),
    lose,
    mayAct: (takesMs) => {
      if (lost.signal.aborted) return false;
      const usableMs = Math.min(renewSeconds * 1000, leaseSeconds * 1000 - takesMs);
      const { monotonicMs, wallMs } = heldSince;
      return clock.monotonicMs() < monotonicMs + usableMs && clock.now().getTime() < wallMs + usableMs;
    },
    close: () => cancel(),
  };
}
