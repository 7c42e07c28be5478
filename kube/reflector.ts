// A live, indexed copy of one kind that survives everything a watch can do.
import { createBackoff } from "./backoff.ts";
import type { KubeClient } from "./client.ts";
import { type Clock, sleep, systemClock } from "./clock.ts";
import { settled } from "./freeze.ts";
import { keyOf } from "./keys.ts";
import { type ListWatch, listWatchOf } from "./list-watch.ts";
import type { Logger } from "./logger.ts";
import type { ReflectorMetrics } from "./metrics.ts";
import { createOwnEcho } from "./own-echo.ts";
import { createSharing } from "./sharing.ts";
import { type Change, createStore, type Indexes } from "./store.ts";
import type { KubeObject, ResourceKind } from "./types.ts";
import { createWatchCycle, type WatchHealth } from "./watch-cycle.ts";
import { type Answer, answerTo } from "./watch-policy.ts";

export type ChangeHandler<T> = (change: Change<T>) => void;

export interface ReflectorHealth extends WatchHealth {
  /** The first list was complete, however long ago. */
  readonly synced: boolean;
}

/** All objects are as `settled` makes them: frozen, and without what nobody reads. Keys are "namespace/name" or "name". */
export interface Reflector<T extends KubeObject> {
  readonly resource: string;
  get(key: string): T | undefined;
  list(): T[];
  /** Throws for an index that was not declared. */
  byIndex(index: string, value: string): T[];
  /**
   * Calls the handler for each change, after the copy has it; at once for everything already there, as "added" and
   * initial. What a handler throws is logged. The returned function takes it off.
   */
  onChange(handler: ChangeHandler<T>): () => void;
  /** Takes over the answer of our own write, before the watch tells of it. Ignored unless newer than the copy of the same object. */
  acknowledge(object: T): void;
  /** The copy is taken for wrong, whatever the watch tells: everything is listed anew. */
  doubt(): void;
  /** Resolves when the first list is complete and told to the handlers. Stays open if that never happens. */
  readonly synced: Promise<void>;
  health(): ReflectorHealth;
  /** Runs until `signal` is aborted or `stop` is called; the promise then resolves. It never rejects. Once only. */
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export interface ReflectorParts {
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ReflectorMetrics | undefined;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface ReflectorOptions<T extends KubeObject> extends ReflectorParts {
  readonly client: Pick<KubeClient, "list" | "probe" | "watch">;
  readonly kind: ResourceKind<T>;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly fieldSelector?: string;
  readonly indexes?: Indexes<NoInfer<T>>;
}

export function createReflector<T extends KubeObject>(options: ReflectorOptions<T>): Reflector<T> {
  const { client, kind, namespace, fieldSelector, indexes, ...parts } = options;
  const resource = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
  const source = listWatchOf(client, kind, { namespace, fieldSelector }, parts.clock ?? systemClock);
  return reflectorOver({ resource, source, indexes }, parts);
}

export interface Reflected<T extends KubeObject> {
  /** For logs and metrics: "plural.group". */
  readonly resource: string;
  readonly source: ListWatch<T>;
  readonly indexes?: Indexes<T> | undefined;
}

// However long a server asks us to wait: the copy must not look dead meanwhile.
const longestPauseMs = 60_000;
const reconnect = { baseMs: 800, capMs: 30_000, floorMs: 100 };

/** The reflector over any source of lists and watches. */
export function reflectorOver<T extends KubeObject>(what: Reflected<T>, parts: ReflectorParts): Reflector<T> {
  const { clock = systemClock, metrics, random = Math.random } = parts;
  const { resource } = what;
  const logger = parts.logger.child({ resource });
  const store = createStore(containedIndexes(what.indexes ?? {}, logger));
  const echo = createOwnEcho();
  const share = createSharing();
  const handlers = new Set<ChangeHandler<T>>();
  const backoff = createBackoff({ ...reconnect, random });
  const stopping = new AbortController();
  const synced = Promise.withResolvers<void>();
  let doubted = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let isSynced = false;
  let relistsInRow = 0;

  const call = (handler: ChangeHandler<T>, change: Change<T>) => {
    try {
      handler(change);
    } catch (error) {
      logger.error({ err: error, type: change.type }, "change handler failed");
    }
  };
  const tell = (changes: readonly Change<T>[]) => {
    metrics?.objects.set({ resource }, store.size);
    for (const change of changes) for (const handler of [...handlers]) call(handler, change);
  };

  const cycle = createWatchCycle<T>({
    resource,
    source: what.source,
    clock,
    random,
    logger,
    metrics,
    replace: ({ items, resourceVersion }, rewound) => {
      echo.forget();
      const changes = store.replace(
        items.map((item) => settled(item, share)),
        { initial: !isSynced, rewound, resourceVersion },
      );
      if (isSynced) countMissed(metrics, resource, changes);
      tell(changes);
      isSynced = true;
      metrics?.synced.set({ resource }, 1);
      synced.resolve();
    },
    put: (object) => tell(store.put(settled(object, share))),
    remove: (object) => tell(store.remove(settled(object, share))),
    heardOwn: echo.heard,
    lineReceived: () => {
      backoff.reset();
      relistsInRow = 0;
    },
  });

  function waitMs(answer: Answer): number {
    if (answer.wait === "no") return 0;
    if (answer.wait === "ifRepeated" && ++relistsInRow === 1) return 0;
    return Math.max(backoff.nextMs(), Math.min((answer.atLeastSeconds ?? 0) * 1000, longestPauseMs));
  }

  async function run(signal: AbortSignal): Promise<void> {
    let step: Answer = { relist: "first", connect: "first", wait: "no" };
    while (!signal.aborted) {
      doubted = new AbortController();
      const ending = (await cycle.run(step, AbortSignal.any([signal, doubted.signal]))) ?? { end: "doubted" };
      if (signal.aborted) return;
      step = answerTo(ending);
      const ms = waitMs(step);
      logger.debug({ end: ending.end, connect: step.connect, relist: step.relist, waitMs: ms }, "watch ended");
      if (ms > 0) await sleep(clock, ms, signal);
    }
  }

  metrics?.synced.set({ resource }, 0);
  return {
    resource,
    get: store.get,
    list: store.list,
    byIndex: store.byIndex,
    onChange: (handler) => {
      handlers.add(handler);
      for (const object of store.list()) {
        call(handler, { type: "added", object, previous: undefined, initial: true, stale: false });
      }
      return () => handlers.delete(handler);
    },
    acknowledge: (object) => {
      const held = store.get(keyOf(object));
      if (held === undefined || held.metadata.uid !== object.metadata.uid) return;
      const changes = store.put(settled(object, share));
      if (changes.length > 0) echo.wrote(object.metadata.resourceVersion ?? "");
      tell(changes);
    },
    doubt: () => {
      if (isSynced) doubted.abort();
    },
    synced: synced.promise,
    health: () => ({ synced: isSynced, ...cycle.health() }),
    start: (signal) => {
      running = run(AbortSignal.any([signal, stopping.signal]));
      return running;
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

// One odd object must not stop the kind: it is kept, and only not found by that index.
function containedIndexes<T extends KubeObject>(indexes: Indexes<T>, logger: Logger): Indexes<T> {
  const contained = (index: string, valuesOf: (object: T) => readonly string[]) => (object: T) => {
    try {
      return valuesOf(object);
    } catch (error) {
      logger.error({ err: error, index, key: keyOf(object) }, "index function failed");
      return [];
    }
  };
  return Object.fromEntries(Object.entries(indexes).map(([name, fn]) => [name, contained(name, fn)]));
}

function countMissed<T>(metrics: ReflectorMetrics | undefined, resource: string, changes: readonly Change<T>[]): void {
  const kinds = { added: "add", updated: "update", deleted: "delete" } as const;
  for (const { type } of changes) metrics?.missed.inc({ resource, kind: kinds[type] });
}
