// One kind at work: its live copy, its queue, its store and its controller, and what an error becomes.
import { isTrue, reconciling, stalled } from "../crds/conditions.ts";
import type { Condition, Operation } from "../crds/types.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import { createContradictions } from "../kube/contradictions.ts";
import { type Controller, createController, type ErrorResult } from "../kube/controller.ts";
import type { Turn } from "../kube/courtesy.ts";
import { ConflictError } from "../kube/errors.ts";
import { keyOf } from "../kube/keys.ts";
import type { Logger } from "../kube/logger.ts";
import type { KubeMetrics } from "../kube/metrics.ts";
import { createQueue, type WorkQueue } from "../kube/queue.ts";
import type { Reflector } from "../kube/reflector.ts";
import type { KubeObject, ResourceKind } from "../kube/types.ts";
import type { Recorder } from "./announce.ts";
import { correlationOf } from "./correlation.ts";
import { StalledError, TransientError } from "./errors.ts";
import { type Body, type Reconciler, reconcile } from "./reconcile.ts";
import { createStore, type Store } from "./store.ts";

export interface Kind<R extends KubeObject, S> {
  readonly reflector: Reflector<R>;
  readonly queue: WorkQueue;
  readonly store: Store<R, S>;
  readonly controller: Controller;
}

export interface KindParts {
  readonly client: KubeClient;
  readonly events: Recorder;
  readonly logger: Logger;
  readonly metrics: KubeMetrics;
  /** The cluster's clock. */
  readonly clock: Clock;
  /** Azure's clock: verdicts say on it when to look again. */
  readonly azureClock: Clock;
  /** Our writes contradict a copy for too long: no copy is to be trusted any more. */
  readonly onContradiction?: () => void;
  /** Spreads what would come all at once. Uniform in [0, 1); default `Math.random`. */
  readonly random?: () => number;
}

interface Reconciled extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[]; readonly operation?: Operation };
}

export interface KindOptions<R extends KubeObject, W, A, S> {
  readonly kind: ResourceKind<R>;
  readonly reflector: Reflector<R>;
  readonly reconciler: Reconciler<R, W, A, S>;
  readonly workers: number;
  /** So many more, for changes and people alone. Default: none. */
  readonly moreForChanges?: number;
  /** Waited for before each look. Default: at once. */
  readonly turn?: Turn;
}

/** After an error that only a person can mend, unless something changes before. */
const STALLED_SECONDS = 600;

/** Wires one kind; nothing runs before its controller is started. */
export function createKind<R extends Reconciled, W, A, S>(
  options: KindOptions<R, W, A, S>,
  parts: KindParts,
): Kind<R, S> {
  const { kind, reflector, reconciler, workers, moreForChanges, turn } = options;
  const { client, events, logger, metrics, clock, azureClock, random = Math.random } = parts;
  const name = kind.plural;
  const acknowledge = (resource: R) => reflector.acknowledge(resource);
  const store = createStore<R, S>({ client, kind, events, clock, logger, acknowledge });
  const queue = createQueue({ name, clock: azureClock, metrics: metrics.queue, random });

  const contradictions = createContradictions(clock);
  const conflicted = (key: string): void => {
    if (!contradictions.met(key, reflector.get(key)?.metadata.resourceVersion)) return;
    logger.warn({ kind: name, key }, "copies contradict the API server, listing anew");
    parts.onContradiction?.();
  };

  const say = async (resource: R, conditions: ReturnType<typeof stalled>, signal: AbortSignal): Promise<void> => {
    const { conditions: _, observedGeneration: __, ...status } = (resource.status ?? {}) as S & Record<string, unknown>;
    const save = store.save(resource, { status: status as Body<S>, conditions }, { force: false, signal });
    await save.catch((error: unknown) => {
      // A newer resource is in the queue already, and is told about then.
      if (!(error instanceof ConflictError)) throw error;
      conflicted(keyOf(resource));
    });
  };

  const onError = async (error: unknown, key: string, signal: AbortSignal): Promise<ErrorResult> => {
    const resource = reflector.get(key);
    if (resource === undefined) return {};
    if (error instanceof StalledError) {
      await say(resource, stalled(error.reason, error.message), signal);
      return { afterSeconds: STALLED_SECONDS, roughly: true };
    }
    if (!(error instanceof TransientError)) return {};
    if (!isTrue(resource, "Ready") && !isTrue(resource, "Stalled")) {
      await say(resource, reconciling("AzureUnavailable", error.message), signal);
    }
    return { backoff: true, afterSeconds: error.retryAfterSeconds };
  };

  const controller = createController({
    name,
    queue,
    workers,
    moreForChanges,
    turn,
    clock,
    logger,
    metrics: metrics.controller,
    fields: (key) => {
      const { correlationId } = correlationOf(reflector.get(key)?.metadata ?? {});
      return correlationId === undefined ? {} : { correlation: correlationId };
    },
    onError: (error, key, { saveSignal }) => {
      if (error instanceof ConflictError) conflicted(key);
      return onError(error, key, saveSignal);
    },
    async reconcile(key, { signal }) {
      const resource = reflector.get(key);
      if (resource === undefined) return {};
      const next = await reconcile(reconciler, store, resource, signal);
      return next === "on-change" ? {} : next;
    },
  });
  return { reflector, queue, store, controller };
}
