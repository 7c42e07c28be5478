// Leader election on a Lease: who leads, for how long that is certain, and a quick hand-over at the end.
import type { KubeClient } from "./client.ts";
import { type Clock, sleep, systemClock } from "./clock.ts";
import { ConflictError, RejectedError, UnavailableError } from "./errors.ts";
import { createLeaseRecord, type Moment } from "./lease-record.ts";
import { createStandby } from "./lease-standby.ts";
import { startTerm, type Term } from "./lease-term.ts";
import { createTrouble } from "./lease-trouble.ts";
import type { Logger } from "./logger.ts";
import type { LeaseMetrics } from "./metrics.ts";

/** What the leader does. Ends soon after `leading` is aborted: only then does anybody else, or another term, begin. */
export type Lead = (leading: AbortSignal) => Promise<void>;

export interface LeaderElection {
  /**
   * Tries to lead until `signal` is aborted, again and again: leadership that is lost is sought anew. Once `lead` has
   * ended the lease is released. Never rejects. Call it once.
   */
  run(signal: AbortSignal, lead: Lead): Promise<void>;
  readonly isLeader: boolean;
  /** How often the lease had changed hands when our term began: with it, a later leader can tell our work from its own. */
  readonly epoch: number;
  /** Who leads, as far as we know: the holder's identity. */
  readonly leader: string | undefined;
  /**
   * The fence: whether something outside that takes at most so long may be started now, so that nobody else can lead
   * before it ends. Stricter than `isLeader`, which a process that was stopped or suspended may believe for too long.
   */
  mayAct(takesMs?: number): boolean;
}

export interface LeaseOptions {
  readonly client: Pick<KubeClient, "get" | "create" | "patch" | "list" | "watch" | "probe">;
  readonly namespace: string;
  readonly name: string;
  /** Of this process and no other, not even of the next in the same pod. */
  readonly identity: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly metrics?: LeaseMetrics;
  /** Called at once when a term is lost, before its work is told to end. Not called when it ends as it was asked to. */
  readonly onLost?: (why: string) => void;
  /** Others take over so long after the last renewal that they saw. */
  readonly leaseSeconds?: number;
  /** We stop leading so long after the last renewal that succeeded, counted from when it was sent. */
  readonly renewSeconds?: number;
  readonly retrySeconds?: number;
}

/** After a definite refusal, which somebody has to mend, and after leading that ended by itself. */
const slowMs = 30_000;

type Answer = { readonly heldSince: Moment } | { readonly freeAtMs: number } | { readonly againMs: number };

/** Throws a RangeError when the times do not leave room for a retry, or for the fence. */
export function createLease(options: LeaseOptions): LeaderElection {
  const { name, namespace, identity, clock = systemClock, random = Math.random, metrics } = options;
  const { leaseSeconds = 15, renewSeconds = 10, retrySeconds = 2 } = options;
  if (leaseSeconds <= renewSeconds || renewSeconds <= retrySeconds * 1.2) {
    throw new RangeError(
      `A lease of ${leaseSeconds} s, renewed within ${renewSeconds} s, tried every ${retrySeconds} s`,
    );
  }
  const logger = options.logger.child({ lease: `${namespace}/${name}` });
  const timeoutSeconds = Math.max(1, renewSeconds / 2);
  const record = createLeaseRecord({ ...options, clock, leaseSeconds, timeoutSeconds });
  const trouble = createTrouble(logger);
  const standby = createStandby({ ...options, record, clock, random, logger, retrySeconds });
  let term: Term | undefined;

  // Never later than the retry period: of a leader that dies right after a renewal, the others see that one late.
  const pauseMs = () => retrySeconds * 1000 * (0.5 + 0.5 * random());

  async function ask(signal: AbortSignal): Promise<Answer> {
    try {
      const claim = await record.claim(signal);
      trouble.over();
      return claim;
    } catch (error) {
      return signal.aborted ? { againMs: 0 } : { againMs: pauseAfter(error) };
    }
  }

  function pauseAfter(error: unknown): number {
    if (isRaceLost(error)) return pauseMs();
    trouble.with(error);
    if (!(error instanceof UnavailableError)) return slowMs;
    return Math.max(pauseMs(), (error.retryAfterSeconds ?? 0) * 1000);
  }

  async function renew(current: Term, over: AbortSignal): Promise<void> {
    const answer = await ask(over);
    if (current.lost.aborted) return;
    // Whoever led in between may have changed anything: what follows is a new term, not a renewal.
    const isSame = record.holder === identity && record.transitions === current.epoch;
    if (!isSame) current.lose("the lease has changed hands");
    else if ("heldSince" in answer) current.renewed(answer.heldSince);
  }

  async function renewUntil(ended: AbortSignal, current: Term): Promise<void> {
    const over = AbortSignal.any([ended, current.lost]);
    for (;;) {
      await sleep(clock, retrySeconds * 1000, over);
      if (over.aborted) return;
      await renew(current, over);
    }
  }

  async function work(lead: Lead, leading: AbortSignal): Promise<void> {
    try {
      await lead(leading);
      if (!leading.aborted) logger.error({}, "the leader's work ended by itself");
    } catch (error) {
      if (!leading.aborted || error !== leading.reason) logger.error({ err: error }, "the leader's work failed");
    }
  }

  /** One term, until its work has ended. Renews for as long as that takes, or others would begin meanwhile. */
  async function serve(current: Term, signal: AbortSignal, lead: Lead): Promise<void> {
    const ended = new AbortController();
    const stop = () => current.stop(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    term = current;
    metrics?.leading.set({ name }, 1);
    logger.info({ epoch: current.epoch }, "leading");
    const working = work(lead, current.leading).finally(() => ended.abort());
    await renewUntil(ended.signal, current);
    await working;
    current.close();
    signal.removeEventListener("abort", stop);
    term = undefined;
    metrics?.leading.set({ name }, 0);
  }

  async function release(): Promise<void> {
    try {
      await record.release();
    } catch (error) {
      logger.warn({ err: error }, "lease not released, the next leader waits until it expires");
    }
  }

  function begin(heldSince: Moment): Term {
    const epoch = record.transitions;
    const onLost = (why: string) => {
      metrics?.leading.set({ name }, 0);
      logger.warn({ why, epoch, leader: record.holder }, "leadership lost");
      options.onLost?.(why);
    };
    return startTerm({ clock, epoch, heldSince, renewSeconds, leaseSeconds, onLost });
  }

  /** How long to wait before the lease is asked for again. */
  async function leadOnce(heldSince: Moment, signal: AbortSignal, lead: Lead): Promise<number> {
    standby.end();
    const current = begin(heldSince);
    await serve(current, signal, lead);
    if (current.leading.aborted) return pauseMs();
    await release();
    return slowMs;
  }

  async function next(answer: Answer, signal: AbortSignal, lead: Lead): Promise<void> {
    if ("freeAtMs" in answer) return standby.wait(pauseMs(), signal);
    const againMs = "heldSince" in answer ? await leadOnce(answer.heldSince, signal, lead) : answer.againMs;
    await sleep(clock, againMs, signal);
  }

  async function campaign(signal: AbortSignal, lead: Lead): Promise<void> {
    while (!signal.aborted) {
      const answer = await ask(signal);
      if (!signal.aborted) await next(answer, signal, lead);
    }
    standby.end();
  }

  return {
    run: async (signal, lead) => {
      metrics?.leading.set({ name }, 0);
      await campaign(signal, lead);
      if (record.mayBeOurs) await release();
    },
    get isLeader() {
      return term !== undefined && !term.lost.aborted;
    },
    get epoch() {
      return term?.epoch ?? record.transitions;
    },
    get leader() {
      return record.holder;
    },
    mayAct: (takesMs = 0) => term?.mayAct(takesMs) ?? false,
  };
}

/** Somebody else wrote first: nothing is wrong. */
function isRaceLost(error: unknown): boolean {
  return error instanceof ConflictError || (error instanceof RejectedError && error.reason === "AlreadyExists");
}
