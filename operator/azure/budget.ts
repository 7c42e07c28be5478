// How many calls a subscription has left with Azure, by kind: who may call now, who waits, and for how long.
import type { AzureClock } from "./azure-clock.ts";
import { answered, type Bucket, fullBucket, PRIORITIES, type Priority, paused, sent, waitMs } from "./bucket.ts";

/** Azure counts these apart. */
export const CALL_KINDS = ["reads", "writes", "deletes"] as const;

export type CallKind = (typeof CALL_KINDS)[number];

export type { Priority } from "./bucket.ts";

export interface Call {
  readonly kind: CallKind;
  readonly priority: Priority;
}

/** `done` must be called when the call is over; `retryAfterSeconds` says that it must not be made now. */
export type Admission = { readonly done: () => void } | { readonly retryAfterSeconds: number };

/** What one answer told. */
export interface Told {
  /** Calls of this kind that are left; absent when the answer did not say. */
  readonly remaining?: number;
  /** Set on a 429: how long to wait, in seconds of Azure's clock. */
  readonly pauseSeconds?: number;
}

/** One subscription's calls, shared by all of its vaults in this process. */
export interface Budget {
  /**
   * Waits until the call may go, a run's before all others. What somebody waits for gives up after some seconds and is
   * told when to come back; polling waits as long as it takes, behind the others, and always gets its turn. An aborted
   * signal ends the wait.
   */
  admit(call: Call, signal?: AbortSignal): Promise<Admission>;
  /** Takes note of an answer. */
  note(kind: CallKind, told: Told): void;
  /** What Azure last said is left; undefined before it said so. */
  remaining(kind: CallKind): number | undefined;
  /** Until when Azure asked us to wait with this kind, or with any. */
  pausedUntil(kind?: CallKind): Date | undefined;
}

export interface BudgetEvents {
  /** A call waited, or was put off, for so many seconds of Azure's clock. */
  readonly onDelay?: (call: Call, seconds: number) => void;
  readonly onThrottled?: (kind: CallKind) => void;
}

/**
 * Real milliseconds that a call waits before it is put off. A write follows a look at its target that is soon too old,
 * and polling has nobody who waits for it.
 */
const PATIENCE_MS: Readonly<Record<CallKind, number>> = { reads: 10_000, writes: 2000, deletes: 2000 };

/** Whoever is put off comes back no sooner: there are others. */
const LEAST_WAIT_SECONDS = 5;

interface Waiter {
  readonly call: Call;
  /** Absent for one that went at once. */
  sinceMs?: number;
  readonly settle: (admission: Admission) => void;
}

interface Lanes {
  bucket: Bucket;
  readonly waiting: Readonly<Record<Priority, Waiter[]>>;
  cancelTimer: () => void;
}

/** A budget that knows nothing yet: it starts with a few calls and learns from their answers. */
export function createBudget(clock: AzureClock, events: BudgetEvents = {}): Budget {
  const kinds = Object.fromEntries(CALL_KINDS.map((kind) => [kind, emptyLanes()])) as Record<CallKind, Lanes>;
  const nowMs = () => clock.monotonicMs();

  const settle = (waiter: Waiter, admission: Admission) => {
    if (waiter.sinceMs !== undefined) events.onDelay?.(waiter.call, (nowMs() - waiter.sinceMs) / 1000);
    waiter.settle(admission);
  };
  const go = (lanes: Lanes, waiter: Waiter) => {
    lanes.bucket = sent(lanes.bucket, waiter.call.priority, nowMs());
    let over = false;
    settle(waiter, {
      done: () => {
        if (!over) lanes.bucket = { ...lanes.bucket, underWay: lanes.bucket.underWay - 1 };
        over = true;
      },
    });
  };
  /** Lets go whoever may, people's runs first, and looks again when the next one may. */
  const pump = (lanes: Lanes): void => {
    lanes.cancelTimer();
    const waits = PRIORITIES.flatMap((priority) => {
      const lane = lanes.waiting[priority];
      while (lane[0] !== undefined && waitMs(lanes.bucket, priority, nowMs()) <= 0) go(lanes, lane.shift() as Waiter);
      return lane.length > 0 ? [waitMs(lanes.bucket, priority, nowMs())] : [];
    });
    lanes.cancelTimer = waits.length > 0 ? clock.setTimer(Math.min(...waits), () => pump(lanes)) : () => {};
  };
  const putOff = (lanes: Lanes, waiter: Waiter) => {
    const ms = waitMs(lanes.bucket, waiter.call.priority, nowMs());
    settle(waiter, { retryAfterSeconds: Math.max(LEAST_WAIT_SECONDS, Math.ceil(ms / 1000)) });
  };

  return {
    admit: (call, signal) =>
      new Promise((resolve) => {
        const lanes = kinds[call.kind];
        const lane = lanes.waiting[call.priority];
        let stopWaiting = () => {};
        const settled = (admission: Admission) => {
          stopWaiting();
          resolve(admission);
        };
        const waiter: Waiter = { call, settle: settled };
        const leave = (): boolean => {
          const at = lane.indexOf(waiter);
          if (at >= 0) lane.splice(at, 1);
          return at >= 0;
        };
        lane.push(waiter);
        pump(lanes);
        if (!lane.includes(waiter)) return;
        waiter.sinceMs = nowMs();
        stopWaiting = limits({
          clock,
          signal,
          patienceMs: call.priority === "polling" ? undefined : PATIENCE_MS[call.kind] * clock.speed,
          neededMs: waitMs(lanes.bucket, call.priority, nowMs()),
          outOfPatience: () => leave() && putOff(lanes, waiter),
          aborted: () => leave() && settle(waiter, NOTHING_TO_END),
        });
      }),
    note: (kind, told) => {
      const lanes = kinds[kind];
      lanes.bucket = answered(lanes.bucket, told.remaining, nowMs());
      if (told.pauseSeconds !== undefined) {
        events.onThrottled?.(kind);
        lanes.bucket = paused(lanes.bucket, nowMs() + told.pauseSeconds * 1000);
      }
      pump(lanes);
    },
    remaining: (kind) => kinds[kind].bucket.told,
    pausedUntil: (kind) => {
      const until = Math.max(...(kind === undefined ? CALL_KINDS : [kind]).map((one) => kinds[one].bucket.pausedMs));
      return until > nowMs() ? new Date(clock.now().getTime() + until - nowMs()) : undefined;
    },
  };
}

function emptyLanes(): Lanes {
  return { bucket: fullBucket(), waiting: { run: [], asked: [], polling: [] }, cancelTimer: () => {} };
}

/** The caller gave up: nothing is sent, so nothing ends. */
const NOTHING_TO_END: Admission = { done: () => {} };

interface Limits {
  readonly clock: AzureClock;
  readonly signal: AbortSignal | undefined;
  readonly patienceMs: number | undefined;
  /** How long it would take as things are. */
  readonly neededMs: number;
  readonly outOfPatience: () => void;
  readonly aborted: () => void;
}

/** Ends a wait early; answers how to stop watching for that. */
function limits({ clock, signal, patienceMs, neededMs, outOfPatience, aborted }: Limits): () => void {
  const inVain = patienceMs !== undefined && neededMs > patienceMs;
  if (signal?.aborted || inVain) {
    if (signal?.aborted) aborted();
    else outOfPatience();
    return () => {};
  }
  signal?.addEventListener("abort", aborted, { once: true });
  const cancel = patienceMs === undefined ? () => {} : clock.setTimer(patienceMs, outOfPatience);
  return () => {
    cancel();
    signal?.removeEventListener("abort", aborted);
  };
}

/** One budget for each subscription, whatever its case; made when first asked for. */
export interface Budgets {
  of(subscriptionId: string): Budget;
  all(): ReadonlyMap<string, Budget>;
}

export function createBudgets(
  clock: AzureClock,
  eventsOf: (subscriptionId: string) => BudgetEvents = () => ({}),
): Budgets {
  const budgets = new Map<string, Budget>();
  return {
    of: (subscriptionId) => {
      const key = subscriptionId.toLowerCase();
      const budget = budgets.get(key) ?? createBudget(clock, eventsOf(key));
      budgets.set(key, budget);
      return budget;
    },
    all: () => budgets,
  };
}
