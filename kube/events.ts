// Kubernetes Events, for `kubectl describe`: fire and forget, repeats counted as a series.
import { randomUUID } from "node:crypto";
import type { KubeClient } from "./client.ts";
import { type Clock, sleep, systemClock } from "./clock.ts";
import type { Turn } from "./courtesy.ts";
import { createSeriesBook, type Series, seriesEndsMs } from "./event-series.ts";
import type { Logger } from "./logger.ts";
import { createOutbox } from "./outbox.ts";
import { cutText } from "./text.ts";
import type { KubeObject, ResourceKind } from "./types.ts";

export interface KubeEvent {
  readonly regarding: KubeObject;
  readonly type: "Normal" | "Warning";
  /** Why, in one CamelCase word. */
  readonly reason: string;
  /** What was done or tried, in one CamelCase word. */
  readonly action: string;
  /** For people; cut at 1024 bytes. */
  readonly note: string;
}

export interface EventRecorder {
  /**
   * Never throws and never waits. The same type, reason and action about the same object within six minutes counts as
   * a repeat and keeps the first note. Record transitions, not states.
   */
  record(event: KubeEvent): void;
  /** Resolves when everything so far is sent or given up. */
  idle(): Promise<void>;
  /** Tells the counts of running series, waits at most 5 s for what is unsent, and ends. */
  close(): Promise<void>;
}

export interface EventRecorderOptions {
  readonly client: Pick<KubeClient, "create" | "patch">;
  /** A qualified name, such as "example.org/operator". */
  readonly reportingController: string;
  /** Which process, such as the pod's name. */
  readonly reportingInstance: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Waited for before each request. Default: at once. */
  readonly turn?: Turn;
}

const eventKind: ResourceKind = {
  group: "events.k8s.io",
  version: "v1",
  plural: "events",
  kind: "Event",
  namespaced: true,
};

// Limits of events.k8s.io/v1 (kubernetes pkg/apis/core/validation/events.go).
const noteBytes = 1024;
const wordBytes = 128;
const nameLength = 230;
const closeMs = 5_000;

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { client, logger, clock = systemClock, random = Math.random } = options;
  const outbox = createOutbox({ clock, logger, random, turn: options.turn });
  const book = createSeriesBook();
  let cancelSweep: (() => void) | undefined;

  function update(series: Series): void {
    const { name, namespace, count } = series;
    const patch = { series: { count, lastObservedTime: microTime(clock.now()) } };
    outbox.add((signal) => client.patch(eventKind, { name, namespace }, patch, { signal }));
  }

  function create(series: Series, event: KubeEvent): void {
    const body = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: series.name, namespace: series.namespace },
      eventTime: microTime(clock.now()),
      reportingController: options.reportingController,
      reportingInstance: cutText(options.reportingInstance, wordBytes),
      type: event.type,
      reason: cutText(event.reason, wordBytes),
      action: cutText(event.action, wordBytes),
      note: cutText(event.note, noteBytes),
      regarding: reference(event.regarding),
    };
    outbox.add((signal) => client.create(eventKind, body, { signal }));
  }

  function sweep(): void {
    for (const series of book.due(clock.monotonicMs())) update(series);
    cancelSweep = book.size > 0 ? clock.setTimer(seriesEndsMs, sweep) : undefined;
  }

  return {
    record: (event) => {
      const { does, series } = book.note(seriesKey(event), clock.monotonicMs(), () => newName(event.regarding));
      if (does === "create") create(series, event);
      if (does === "update") update(series);
      cancelSweep ??= clock.setTimer(seriesEndsMs, sweep);
    },
    idle: outbox.idle,
    close: async () => {
      cancelSweep?.();
      for (const series of book.due(clock.monotonicMs(), true)) update(series);
      const given = new AbortController();
      await Promise.race([outbox.idle(), sleep(clock, closeMs, given.signal)]);
      given.abort();
      outbox.close();
    },
  };
}

function seriesKey({ regarding, type, reason, action }: KubeEvent): string {
  return JSON.stringify([regarding.kind, regarding.metadata.uid, regarding.metadata.name, type, reason, action]);
}

/** Events about cluster-scoped objects live in the namespace "default". */
function newName({ metadata }: KubeObject): { name: string; namespace: string } {
  const name = `${metadata.name.slice(0, nameLength)}.${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  return { name, namespace: metadata.namespace ?? "default" };
}

function reference({ apiVersion, kind, metadata: { name, namespace, uid } }: KubeObject): object {
  return { apiVersion, kind, name, namespace, uid };
}

/** A MicroTime must have six fractional digits; three are a 400 (measured on kube-apiserver 1.37). */
export function microTime(time: Date): string {
  return time.toISOString().replace("Z", "000Z");
}
