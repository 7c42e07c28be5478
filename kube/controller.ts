// Workers that take keys from a queue and reconcile them; the one place where a reconcile's errors are caught.
import { randomUUID } from "node:crypto";
import { createBreather } from "./breather.ts";
import { type Clock, sleep } from "./clock.ts";
import type { Turn } from "./courtesy.ts";
import type { Logger } from "./logger.ts";
import type { ControllerMetrics } from "./metrics.ts";
import { priorities, type Taken, type WorkQueue } from "./queue.ts";
import { graceSeconds, startReconcileSignals } from "./reconcile-signals.ts";
import { afterError, afterSuccess, type ErrorResult, isBug, type ReconcileResult, type Requeue } from "./requeue.ts";

export type { ErrorResult, ReconcileResult } from "./requeue.ts";

export interface ReconcileContext {
  /** Ends with the time limit or with the process: give it to every request. */
  readonly signal: AbortSignal;
  /** Outlives `signal` by 30 s, for the last save of what has already happened. */
  readonly saveSignal: AbortSignal;
  readonly priority: number;
  /** A UUID, in every log line of this run. */
  readonly reconcileId: string;
  readonly logger: Logger;
}

export interface ControllerOptions {
  readonly name: string;
  readonly queue: WorkQueue;
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult>;
  /** Tells people, mostly as a condition. Its own errors are logged and count as `{ backoff: true }`. */
  readonly onError?: (error: unknown, key: string, context: ReconcileContext) => Promise<ErrorResult>;
  /** Waited for before each key is taken. Default: at once. */
  readonly turn?: Turn | undefined;
  /** Default 1. */
  readonly workers?: number;
  /** So many more, which take nothing of a lower priority than a change. Default 0. */
  readonly moreForChanges?: number | undefined;
  /** Per reconcile, default 60. */
  readonly timeoutSeconds?: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: ControllerMetrics | undefined;
  /** What every log line about this key says besides. */
  readonly fields?: (key: string) => object;
}

export interface Controller {
  readonly name: string;
  /**
   * Works until `signal` is aborted, then takes no more keys, waits for the running reconciles and resolves. It never
   * rejects; a reconcile that ignores its signals is waited for 30 s, and `drained` is then false. Once only.
   */
  start(signal: AbortSignal): Promise<{ readonly drained: boolean }>;
  /** Keys whose reconcile goes on five minutes after its time limit: the process cannot mend that, a restart can. */
  stuck(): string[];
}

const stuckSeconds = 300;

export function createController(options: ControllerOptions): Controller {
  const { name, queue, clock, metrics, workers = 1, moreForChanges = 0, timeoutSeconds = 60 } = options;
  const controller = name;
  const startedMs = new Map<string, number>();
  const breathe = createBreather(clock);

  for (const result of ["success", "error", "requeue", "requeue_after"])
    metrics?.reconciles.inc({ controller, result }, 0);
  for (const counter of [metrics?.errors, metrics?.terminalErrors, metrics?.panics, metrics?.timeouts]) {
    counter?.inc({ controller }, 0);
  }
  metrics?.maxConcurrent.set({ controller }, workers + moreForChanges);

  function put({ key }: Taken, { forget, add, label }: Requeue): void {
    metrics?.reconciles.inc({ controller, result: label });
    if (forget) queue.forget(key);
    if (add !== undefined) queue.add(key, add);
  }

  async function decideError(error: unknown, key: string, context: ReconcileContext): Promise<ErrorResult> {
    try {
      return (await options.onError?.(error, key, context)) ?? {};
    } catch (second) {
      context.logger.error({ err: second }, "handling a reconcile error failed");
      return { backoff: true };
    }
  }

  async function failed(taken: Taken, error: unknown, context: ReconcileContext): Promise<void> {
    metrics?.errors.inc({ controller });
    if (isBug(error)) metrics?.panics.inc({ controller });
    context.logger[isBug(error) ? "error" : "warn"]({ err: error }, "reconcile failed");
    const result = await decideError(error, taken.key, context);
    if (result.terminal) metrics?.terminalErrors.inc({ controller });
    put(taken, afterError(error, result, taken.priority));
  }

  async function reconcile(taken: Taken, context: ReconcileContext, stop: AbortSignal): Promise<void> {
    try {
      put(taken, afterSuccess(await options.reconcile(taken.key, context), taken.priority));
    } catch (error) {
      if (stop.aborted) context.logger.info({ err: error }, "reconcile ended by shutdown");
      else await failed(taken, error, context);
    }
  }

  async function work(taken: Taken, stop: AbortSignal): Promise<void> {
    const { key, priority } = taken;
    const reconcileId = randomUUID();
    const logger = options.logger.child({ controller, key, reconcileId, ...options.fields?.(key) });
    const onOverdue = () => logger.error({}, "reconcile is stuck");
    const signals = startReconcileSignals({ clock, limitSeconds: timeoutSeconds, stop, onOverdue });
    const { signal, saveSignal } = signals;
    const atMs = clock.monotonicMs();
    startedMs.set(key, atMs);
    metrics?.active.inc({ controller });
    await reconcile(taken, { signal, saveSignal, priority, reconcileId, logger }, stop);
    if (signals.expired()) metrics?.timeouts.inc({ controller });
    signals.release();
    metrics?.active.dec({ controller });
    metrics?.seconds.observe({ controller }, (clock.monotonicMs() - atMs) / 1000);
    startedMs.delete(key);
    queue.done(key);
  }

  async function worker(stop: AbortSignal, atLeast?: number): Promise<void> {
    const next = async () => {
      await options.turn?.(stop);
      return queue.take(atLeast);
    };
    for (let taken = await next(); taken !== undefined; taken = await next()) {
      await work(taken, stop);
      await breathe();
    }
  }

  async function start(signal: AbortSignal): Promise<{ drained: boolean }> {
    const stop = () => queue.shutDown();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const all = Array.from({ length: workers + moreForChanges }, (_, at) =>
      worker(signal, at < workers ? undefined : priorities.change),
    );
    const drained = Promise.all(all).then(() => true);
    const settled = new AbortController();
    const overdue = aborted(signal)
      .then(() => sleep(clock, graceSeconds * 1000, settled.signal))
      .then(() => false);
    const result = await Promise.race([drained, overdue]);
    settled.abort();
    return { drained: result };
  }

  return {
    name,
    start,
    stuck: () => {
      const limitMs = (timeoutSeconds + stuckSeconds) * 1000;
      return [...startedMs].filter(([, atMs]) => clock.monotonicMs() - atMs >= limitMs).map(([key]) => key);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
