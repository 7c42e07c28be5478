// One kind's resources as the operator writes them: statuses only when they changed, finalizers, and outcomes until saved.
import { type ConditionInput, mergeConditions } from "../crds/conditions.ts";
import { FINALIZER } from "../crds/finalizer.ts";
import type { Condition, Operation } from "../crds/types.ts";
import { isNotFound } from "../kube/answer.ts";
import type { KubeClient } from "../kube/client.ts";
import { type Clock, sleep } from "../kube/clock.ts";
import { ConflictError, UnavailableError } from "../kube/errors.ts";
import type { Logger } from "../kube/logger.ts";
import type { KubeObject, ResourceKind } from "../kube/types.ts";
import { announcements, type Recorder } from "./announce.ts";
import { sameJson } from "./same-json.ts";

/** A status as a decision writes it: the generation and the stamped conditions are added here. */
export type Body<S> = Omit<S, "conditions" | "observedGeneration">;

export interface Written<S> {
  readonly status: Body<S>;
  readonly conditions: readonly ConditionInput[];
}

export interface Store<R, S> {
  /**
   * Our finalizer on it, confirmed by the API server; the resource as it is then. ConflictError when it is another
   * one than was decided about: a finalizer is applied whatever the version, and a status must not be.
   */
  hold(resource: R, signal: AbortSignal): Promise<R>;
  /** Our finalizer off it; nothing happens when it has none. */
  letGo(resource: R, signal: AbortSignal): Promise<void>;
  /** Deletes it. ConflictError when it is another one than this copy. */
  remove(resource: R, signal: AbortSignal): Promise<void>;
  /** Writes the status if it changed, or if `force`. ConflictError when the resource is newer than this copy. */
  save(
    resource: R,
    written: Written<S>,
    options: { readonly force: boolean; readonly signal: AbortSignal },
  ): Promise<R>;
  /** Writes what came of a call, again and again until it is saved, or the resource or its intent is another one. */
  saveOutcome(resource: R, written: Written<S>): Promise<R>;
}

interface Stored extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[]; readonly operation?: Operation };
}

export interface StoreOptions<R extends KubeObject> {
  readonly client: KubeClient;
  readonly kind: ResourceKind<R>;
  readonly events: Recorder;
  /** Told of every answer to our own writes, so that the next look does not read an older copy. */
  readonly acknowledge: (resource: R) => void;
  /** The cluster's clock, for the times in conditions and for waits between tries. */
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Between tries to save an outcome: short at first, since until it is saved a crash costs a settling time. */
const FIRST_RESAVE_MILLISECONDS = 250;
const LAST_RESAVE_MILLISECONDS = 5000;

export function createStore<R extends Stored, S>(options: StoreOptions<R>): Store<R, S> {
  const { client, kind, events, clock, logger } = options;
  const acknowledged = (resource: R): R => {
    options.acknowledge(resource);
    return resource;
  };

  /** `generation` is that of the spec which was decided about: an outcome may be saved over a newer one. */
  const statusOf = (resource: R, { status, conditions }: Written<S>, generation = 0): object => ({
    ...status,
    observedGeneration: generation,
    conditions: mergeConditions(resource.status?.conditions, conditions, generation, clock.now()),
  });

  const write = async (resource: R, status: object, signal?: AbortSignal): Promise<R> => {
    const saved = await client.applyStatus<R>(kind, resource, status, signal === undefined ? {} : { signal });
    for (const event of announcements(resource, saved)) events.record({ regarding: saved, ...event });
    return acknowledged(saved);
  };

  const reread = async (resource: R): Promise<R | undefined> => {
    const { name, namespace, uid } = resource.metadata;
    const found = await client.get(kind, { name, ...(namespace === undefined ? {} : { namespace }) });
    return found?.metadata.uid === uid ? found : undefined;
  };

  const homeless = (resource: R, current: R): R => {
    logger.warn({ name: resource.metadata.name, operation: operationId(resource) }, "outcome has no home any more");
    return current;
  };

  const writeOutcome = async (resource: R, current: R | undefined, outcome: Written<S>): Promise<R> => {
    if (current !== undefined && operationId(current) === operationId(resource))
      return write(current, statusOf(current, outcome, resource.metadata.generation));
    return homeless(resource, current ?? resource);
  };

  /** One try; undefined when it must be tried again. */
  const tryOutcome = async (resource: R, outcome: Written<S>, first: boolean): Promise<R | undefined> => {
    try {
      return await writeOutcome(resource, first ? resource : await reread(resource), outcome);
    } catch (error) {
      if (isNotFound(error)) return homeless(resource, resource);
      if (!(error instanceof UnavailableError)) throw error;
      logger.warn({ name: resource.metadata.name, operation: operationId(resource), error }, "outcome not saved yet");
      return undefined;
    }
  };

  return {
    async hold(resource, signal) {
      if (resource.metadata.finalizers?.includes(FINALIZER)) return resource;
      const held = acknowledged(await client.addFinalizer(kind, resource, FINALIZER, { signal }));
      if (!sameAsDecided(resource, held))
        throw new ConflictError(`${resource.metadata.name} changed since it was looked at; it is decided about again.`);
      return held;
    },
    async letGo(resource, signal) {
      if (!resource.metadata.finalizers?.includes(FINALIZER)) return;
      const freed = await client.removeFinalizer(kind, resource, FINALIZER, { signal });
      if (freed !== undefined) acknowledged(freed);
    },
    async remove({ metadata: { name, namespace, uid, resourceVersion } }, signal) {
      const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
      const preconditions = uid === undefined || resourceVersion === undefined ? {} : { uid, resourceVersion };
      await client.delete(kind, ref, { preconditions, signal });
    },
    async save(resource, decided, { force, signal }) {
      const status = statusOf(resource, decided, resource.metadata.generation);
      if (!force && sameJson(status, resource.status ?? {})) return resource;
      return write(resource, status, signal);
    },
    async saveOutcome(resource, outcome) {
      let wait = FIRST_RESAVE_MILLISECONDS;
      for (let first = true; ; first = false) {
        const saved = await tryOutcome(resource, outcome, first);
        if (saved !== undefined) return saved;
        await sleep(clock, wait);
        wait = Math.min(wait * 2, LAST_RESAVE_MILLISECONDS);
      }
    },
  };
}

function sameAsDecided(decided: Stored, held: Stored): boolean {
  const { generation } = decided.metadata;
  return held.metadata.generation === generation && sameJson(held.status ?? {}, decided.status ?? {});
}

function operationId(resource: Stored): string | undefined {
  return resource.status?.operation?.id;
}
