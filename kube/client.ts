// Typed get, list, create, apply, patch, delete: every request of ours to the API server goes through here.
import { absentIsUndefined, answerOf } from "./answer.ts";
import { applyStatus } from "./apply-status.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createCredentials, type KubeconfigSource } from "./credentials.ts";
import { addFinalizer, removeFinalizer } from "./finalizers.ts";
import { type CallOptions, createHttp, type KubeHttp } from "./http.ts";
import { splitLines } from "./lines.ts";
import { currentVersion, type ListOptions, listAll } from "./list.ts";
import type { Logger } from "./logger.ts";
import type { ClientMetrics } from "./metrics.ts";
import { pathOf, type Query } from "./path.ts";
import { applyType } from "./place.ts";
import { createPool } from "./pool.ts";
import type { KubeObject, ObjectList, ObjectRef, ResourceKind } from "./types.ts";

export type { ListOptions };

export interface DeleteOptions extends CallOptions {
  /** The delete is a ConflictError unless the object still is this one. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
}

/**
 * Errors of every method: UnavailableError (try again), ConflictError (read again, decide again), RejectedError (the
 * API server's definite no), or the reason of the given signal. Objects that are absent are `undefined`, never an error,
 * where the method says so.
 */
export interface KubeClient {
  /** `undefined`: there is no such object. A kind that is not served is an UnavailableError, not an absent object. */
  get<T extends KubeObject>(kind: ResourceKind<T>, ref: ObjectRef, options?: CallOptions): Promise<T | undefined>;
  /** Everything, in as many requests as it takes, as of one moment. Items are frozen, and without what nobody reads. */
  list<T extends KubeObject>(kind: ResourceKind<T>, options?: ListOptions): Promise<ObjectList<T>>;
  /** The resourceVersion of now, from a consistent read of at most one object. */
  probe(kind: ResourceKind, options?: ListOptions): Promise<string>;
  /** RejectedError with reason AlreadyExists when the name is taken. `status` is ignored by the server. */
  create<T extends KubeObject>(kind: ResourceKind<T>, object: KubeObject, options?: CallOptions): Promise<T>;
  /** Server-side apply on the main resource, forced. Creates the object when it is missing, unless the body has a uid. */
  apply<T extends KubeObject>(kind: ResourceKind<T>, object: KubeObject, options?: CallOptions): Promise<T>;
  /**
   * Server-side apply of the whole status. ConflictError when the object changed since it was read. The object as it is
   * then: what was read, with this status, or the API server's own answer where others may have a part in the status.
   * TypeError when the object has no resourceVersion.
   */
  applyStatus<T extends KubeObject>(
    kind: ResourceKind<T>,
    read: NoInfer<T>,
    status: unknown,
    options?: CallOptions,
  ): Promise<T>;
  /** JSON merge patch (RFC 7386) of the main resource: `null` removes a field, arrays are replaced. */
  patch<T extends KubeObject>(kind: ResourceKind<T>, ref: ObjectRef, patch: object, options?: CallOptions): Promise<T>;
  /** The object as it is with the finalizer on: only then may something outside be made that it protects. */
  addFinalizer<T extends KubeObject>(kind: ResourceKind<T>, object: T, name: string, options?: CallOptions): Promise<T>;
  /** The object without it, which may be gone by then; `undefined` when it, or this uid of it, was gone already. */
  removeFinalizer<T extends KubeObject>(
    kind: ResourceKind<T>,
    object: T,
    name: string,
    options?: CallOptions,
  ): Promise<T | undefined>;
  /** False: there was no such object. True: it is deleted, or marked and waiting for its finalizers. */
  delete(kind: ResourceKind, ref: ObjectRef, options?: DeleteOptions): Promise<boolean>;
  /** The lines of a watch, as text. Ends, or throws, whenever the server or the network likes. */
  watch(kind: ResourceKind, query: WatchQuery, signal: AbortSignal): Promise<AsyncIterable<string>>;
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface WatchQuery {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Where it begins. Absent: at what there is now, with `sendInitialEvents`. */
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "NotOlderThan";
  /** Everything that there is comes first, as events, and then a bookmark that says so. */
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds: number;
}

export interface KubeClientOptions {
  readonly kubeconfig: KubeconfigSource;
  /** "name/version". */
  readonly userAgent: string;
  /** Owner of what we apply. Default: the user agent's name. */
  readonly fieldManager?: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ClientMetrics;
}

/** Throws when the kubeconfig cannot be read; opens no connection yet. */
export function createKubeClient(options: KubeClientOptions): KubeClient {
  const { logger, userAgent, metrics, clock = systemClock } = options;
  const credentials = createCredentials(options.kubeconfig, clock);
  const http = createHttp({ credentials, pool: createPool(logger, metrics), clock, logger, userAgent, metrics });
  return clientOver(http, options.fieldManager ?? userAgent.split("/", 1)[0] ?? userAgent);
}

/** The client over any transport. */
export function clientOver(http: KubeHttp, fieldManager: string): KubeClient {
  const owned = { fieldManager, force: true };
  return {
    get: (kind, ref, call) => absentIsUndefined(http.send({ method: "GET", path: pathOf(kind, ref), ...call })),
    list: (kind, options) => listAll(http, kind, options ?? {}),
    probe: (kind, options) => currentVersion(http, kind, options ?? {}),
    create: (kind, body, call) =>
      answerOf(http.send({ method: "POST", path: collection(kind, body, { fieldManager }), body, ...call })),
    apply: (kind, body, call) =>
      answerOf(
        http.send({ method: "PATCH", path: pathOf(kind, body.metadata, owned), body, contentType: applyType, ...call }),
      ),
    applyStatus: (kind, read, status, call) => applyStatus({ http, kind, fieldManager }, read, status, call),
    patch: (kind, ref, body, call) => {
      const path = pathOf(kind, ref, { fieldManager });
      return answerOf(http.send({ method: "PATCH", path, body, contentType: "application/merge-patch+json", ...call }));
    },
    addFinalizer: (kind, object, name, call) => addFinalizer({ http, kind, fieldManager }, object, name, call),
    removeFinalizer: (kind, object, name, call) => removeFinalizer({ http, kind, fieldManager }, object, name, call),
    delete: async (kind, ref, { preconditions, propagationPolicy, ...call } = {}) => {
      const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions, propagationPolicy };
      const answer = http.send({ method: "DELETE", path: pathOf(kind, ref), body, ...call });
      return (await absentIsUndefined<object>(answer)) !== undefined;
    },
    watch: async (kind, query, signal) => splitLines(await http.stream(watchPath(kind, query), signal)),
    close: () => http.close(),
  };
}

function collection(kind: ResourceKind, object: KubeObject, query: Query): string {
  const { namespace } = object.metadata;
  if (kind.namespaced && !namespace) throw new TypeError(`${kind.kind} "${object.metadata.name}" has no namespace`);
  return pathOf(kind, { namespace }, query);
}

function watchPath(kind: ResourceKind, { namespace, ...query }: WatchQuery): string {
  return pathOf(kind, { namespace }, { watch: true, allowWatchBookmarks: true, ...query });
}
