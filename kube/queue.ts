// Keys to be worked on: each at most once at a time and never lost; by priority, after delays, with backoff.
// The rules are those of controller-runtime's priority queue, but that low priorities do not starve.
import type { Clock } from "./clock.ts";
import { createDueHeap } from "./due-heap.ts";
import type { QueueMetrics, QueueSnapshot } from "./metrics.ts";
import { createReadyLines } from "./ready-lines.ts";

/** Delay number n of a key that keeps failing is base·2ⁿ, at most the cap; up to half of it is left out by chance. */
export interface BackoffRange {
  readonly baseSeconds: number;
  readonly capSeconds: number;
}

export interface AddOptions {
  /** Higher goes first. Default 0; see `priorities`. */
  readonly priority?: number | undefined;
  readonly afterSeconds?: number | undefined;
  /** `afterSeconds` may be up to a tenth later, by chance: many that wait for the same time need not come at once. */
  readonly roughly?: boolean | undefined;
  /** Counts a failure of the key and waits accordingly; the smaller of this and `afterSeconds`. */
  readonly backoff?: BackoffRange | undefined;
  /** Wait at least this long, and up to a tenth longer, whatever those above say: a server asked for it, of many. */
  readonly atLeastSeconds?: number | undefined;
}

export interface Taken {
  readonly key: string;
  /** What the key was taken with; put it back with the same. */
  readonly priority: number;
}

export interface WorkQueue {
  readonly name: string;
  /**
   * A key that is ready stays ready; one that waits becomes due at the earlier of the two times; the higher priority
   * counts. One that is being worked on runs once more after `done`. Ignored after `shutDown`.
   */
  add(key: string, options?: AddOptions): void;
  /**
   * The next key, as soon as there is one; `undefined` after `shutDown`. Follow it by `done`. With `atLeast` none of a
   * lower priority, however long it has waited.
   */
  take(atLeast?: number): Promise<Taken | undefined>;
  done(key: string): void;
  /** The key's failures no longer count. Also call it for objects that are gone, or the count leaks. */
  forget(key: string): void;
  failures(key: string): number;
  /** Nothing is handed out any more; what waits is dropped. */
  shutDown(): void;
  snapshot(): QueueSnapshot;
  /** Keys that are ready; none after `shutDown`. */
  readonly length: number;
  /** Keys that wait for their time. */
  readonly waiting: number;
  /** Keys that were taken and are not done. */
  readonly running: number;
}

/** People first, then changes, then what is merely looked at again. */
export const priorities = { person: 100, change: 0, resync: -100 } as const;

interface Item {
  readonly key: string;
  priority: number;
  /** Ready since, for the metric; undefined while it waits. */
  readySinceMs: number | undefined;
  enteredMs: number;
  sequence: number;
  dueMs: number;
  slot: number;
}

interface Taker {
  readonly atLeast: number;
  readonly resolve: (taken: Taken | undefined) => void;
}

export interface QueueOptions {
  /** Names the queue and its controller in metrics. */
  readonly name: string;
  readonly clock: Clock;
  readonly metrics?: QueueMetrics | undefined;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** How much later what need not be exact may come. */
const SPREAD = 0.1;

export function createQueue({ name, clock, metrics, random = Math.random }: QueueOptions): WorkQueue {
  const labels = { name, controller: name };
  const items = new Map<string, Item>();
  const ready = createReadyLines<Item>();
  const delayed = createDueHeap<Item>();
  const takenAtMs = new Map<string, number>();
  const failed = new Map<string, number>();
  const takers = new Set<Taker>();
  let timer = { dueMs: Infinity, cancel: () => {} };
  let sequence = 0;
  let closed = false;

  function enterLine(item: Item): void {
    item.enteredMs = clock.monotonicMs();
    item.sequence = ++sequence;
    ready.add(item);
  }

  function makeReady(item: Item): void {
    delayed.remove(item);
    item.readySinceMs = clock.monotonicMs();
    enterLine(item);
    metrics?.adds.inc(labels);
  }

  function raise(item: Item, priority: number): void {
    if (priority <= item.priority) return;
    const inLine = item.readySinceMs !== undefined;
    if (inLine) ready.remove(item);
    item.priority = priority;
    if (inLine) enterLine(item);
  }

  function postpone(item: Item, dueMs: number): void {
    delayed.remove(item);
    item.dueMs = Math.min(item.dueMs, dueMs);
    delayed.add(item);
  }

  function enter(item: Item, delayMs: number): void {
    if (delayMs > 0) postpone(item, clock.monotonicMs() + delayMs);
    else makeReady(item);
  }

  function delayOf(key: string, options: AddOptions): number {
    const { backoff, atLeastSeconds = 0 } = options;
    const asked = askedFor(options);
    const grown = backoff === undefined ? undefined : countFailure(key, backoff) * (1 - random() / 2);
    const wanted = grown === undefined ? asked : Math.min(grown, asked > 0 ? asked : grown);
    return (wanted < atLeastSeconds ? later(atLeastSeconds) : wanted) * 1000;
  }

  function askedFor({ afterSeconds = 0, roughly = false }: AddOptions): number {
    return roughly ? later(afterSeconds) : afterSeconds;
  }

  function later(seconds: number): number {
    return seconds * (1 + SPREAD * random());
  }

  function countFailure(key: string, { baseSeconds, capSeconds }: BackoffRange): number {
    const failures = failed.get(key) ?? 0;
    failed.set(key, failures + 1);
    return Math.min(capSeconds, baseSeconds * 2 ** Math.min(failures, 60));
  }

  function fresh(key: string, priority: number): Item {
    const item = { key, priority, readySinceMs: undefined, enteredMs: 0, sequence: 0, dueMs: Infinity, slot: -1 };
    items.set(key, item);
    return item;
  }

  function add(key: string, options: AddOptions = {}): void {
    if (closed) return;
    const { priority = priorities.change } = options;
    const delayMs = delayOf(key, options);
    const item = items.get(key) ?? fresh(key, priority);
    raise(item, priority);
    if (delayMs > 0) metrics?.retries.inc(labels);
    if (item.readySinceMs === undefined) enter(item, delayMs);
    handOut();
    setTimer();
  }

  function setTimer(): void {
    const dueMs = delayed.first()?.dueMs ?? Infinity;
    if (dueMs === timer.dueMs) return;
    timer.cancel();
    const cancel = dueMs === Infinity ? () => {} : clock.setTimer(dueMs - clock.monotonicMs(), wake);
    timer = { dueMs, cancel };
  }

  function wake(): void {
    timer = { dueMs: Infinity, cancel: () => {} };
    const nowMs = clock.monotonicMs();
    for (let item = delayed.first(); item !== undefined && item.dueMs <= nowMs; item = delayed.first()) {
      makeReady(item);
    }
    handOut();
    setTimer();
  }

  const isFree = (key: string): boolean => !takenAtMs.has(key);

  function pick(atLeast: number): Taken | undefined {
    const nowMs = clock.monotonicMs();
    const item = ready.next(nowMs, isFree, atLeast);
    if (item === undefined) return undefined;
    ready.remove(item);
    items.delete(item.key);
    takenAtMs.set(item.key, nowMs);
    metrics?.waited.observe(labels, (nowMs - (item.readySinceMs ?? nowMs)) / 1000);
    return { key: item.key, priority: item.priority };
  }

  /** To whoever came first of those who may have it. */
  function handOut(): void {
    let nothingFrom = Infinity;
    for (const taker of [...takers]) {
      if (taker.atLeast >= nothingFrom) continue;
      const taken = pick(taker.atLeast);
      if (taken === undefined) nothingFrom = taker.atLeast;
      else {
        takers.delete(taker);
        taker.resolve(taken);
      }
    }
  }

  function snapshot(): QueueSnapshot {
    const nowMs = clock.monotonicMs();
    return { depth: ready.depth(), runningSeconds: [...takenAtMs.values()].map((atMs) => (nowMs - atMs) / 1000) };
  }

  metrics?.snapshots.set(name, snapshot);
  return {
    name,
    add,
    take: (atLeast = -Infinity) => {
      if (closed) return Promise.resolve(undefined);
      const taken = pick(atLeast);
      if (taken !== undefined) return Promise.resolve(taken);
      return new Promise((resolve) => takers.add({ atLeast, resolve }));
    },
    done: (key) => {
      const atMs = takenAtMs.get(key);
      if (atMs === undefined) return;
      metrics?.worked.observe(labels, (clock.monotonicMs() - atMs) / 1000);
      takenAtMs.delete(key);
      handOut();
    },
    forget: (key) => failed.delete(key),
    failures: (key) => failed.get(key) ?? 0,
    shutDown: () => {
      closed = true;
      timer.cancel();
      for (const { resolve } of takers) resolve(undefined);
      takers.clear();
    },
    snapshot,
    get length() {
      return closed ? 0 : ready.size;
    },
    get waiting() {
      return delayed.size;
    },
    get running() {
      return takenAtMs.size;
    },
  };
}
