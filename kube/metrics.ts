// Every metric of the runtime, under controller-runtime's names where it has one, so that existing dashboards work.
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { registerProcessMetrics } from "./process-metrics.ts";

export interface ClientMetrics {
  readonly requests: Counter<"code" | "method" | "host">;
  readonly connections: Gauge<"lane">;
}

export interface ReflectorMetrics {
  readonly connects: Counter<"resource" | "reason">;
  readonly relists: Counter<"resource" | "reason">;
  readonly events: Counter<"resource" | "type">;
  readonly missed: Counter<"resource" | "kind">;
  readonly lastLine: Gauge<"resource">;
  readonly synced: Gauge<"resource">;
  readonly objects: Gauge<"resource">;
}

/** What a queue tells when it is asked, at the moment of a scrape. */
export interface QueueSnapshot {
  /** Ready keys by priority. */
  readonly depth: ReadonlyMap<number, number>;
  /** Seconds since each key that is being worked on was taken. */
  readonly runningSeconds: readonly number[];
}

export interface QueueMetrics {
  readonly adds: Counter<"name" | "controller">;
  readonly retries: Counter<"name" | "controller">;
  readonly waited: Histogram<"name" | "controller">;
  readonly worked: Histogram<"name" | "controller">;
  /** Queues to ask at each scrape, by name. */
  readonly snapshots: Map<string, () => QueueSnapshot>;
}

export interface ControllerMetrics {
  readonly reconciles: Counter<"controller" | "result">;
  readonly errors: Counter<"controller">;
  readonly terminalErrors: Counter<"controller">;
  readonly panics: Counter<"controller">;
  readonly timeouts: Counter<"controller">;
  readonly seconds: Histogram<"controller">;
  readonly maxConcurrent: Gauge<"controller">;
  readonly active: Gauge<"controller">;
}

export interface LeaseMetrics {
  /** 1 while this process leads. */
  readonly leading: Gauge<"name">;
}

/** Of a process that keeps copies and may lead, and reconciles nothing. */
export interface WatchMetrics {
  readonly client: ClientMetrics;
  readonly reflector: ReflectorMetrics;
  readonly lease: LeaseMetrics;
}

export interface KubeMetrics extends WatchMetrics {
  readonly queue: QueueMetrics;
  readonly controller: ControllerMetrics;
}

const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];

/** Registers everything with `registry`. Call it once per registry: a second time throws. */
export function createKubeMetrics(registry: Registry): KubeMetrics {
  const make = makers(registry);
  return {
    ...createWatchMetrics(registry),
    queue: queueMetrics(registry, make),
    controller: controllerMetrics(make),
  };
}

/** The same without queues and controllers. */
export function createWatchMetrics(registry: Registry): WatchMetrics {
  const make = makers(registry);
  registerProcessMetrics(registry);
  const resource = ["resource"] as const;
  return {
    client: {
      requests: make.counter(
        "rest_client_requests_total",
        "Requests to the API server, by code; <error> when no answer came.",
        ["code", "method", "host"],
      ),
      connections: make.gauge(
        "rest_client_open_connections",
        "Connections to the API server, by what they are for: calls, streams.",
        ["lane"],
      ),
    },
    reflector: {
      connects: make.counter("watch_connects_total", "Watches opened, by what ended the one before.", [
        ...resource,
        "reason",
      ]),
      relists: make.counter("watch_relists_total", "Complete lists, by what made them necessary.", [
        ...resource,
        "reason",
      ]),
      events: make.counter("watch_events_total", "Lines received on watches.", [...resource, "type"]),
      missed: make.counter("watch_missed_total", "Differences that a relist found and no watch had told.", [
        ...resource,
        "kind",
      ]),
      lastLine: make.gauge(
        "watch_last_line_timestamp_seconds",
        "When the last line came on a watch, in seconds since 1970.",
        resource,
      ),
      synced: make.gauge("watch_synced", "1 once the first list of a kind is complete.", resource),
      objects: make.gauge("store_objects", "Objects of a kind held in memory.", resource),
    },
    lease: {
      leading: make.gauge(
        "leader_election_master_status",
        "1 while this process leads, by the name of its Lease; a sum of 0 for a minute means that nobody acts.",
        ["name"],
      ),
    },
  };
}

type Makers = ReturnType<typeof makers>;

function makers(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Counter<L>({ name, help, labelNames: [...labelNames], registers }),
    gauge: <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Gauge<L>({ name, help, labelNames: [...labelNames], registers }),
    histogram: <L extends string>(name: string, labelNames: readonly L[], buckets: number[], help: string) =>
      new Histogram<L>({ name, help, labelNames: [...labelNames], buckets, registers }),
  };
}

function controllerMetrics(make: Makers): ControllerMetrics {
  const labels = ["controller"] as const;
  const named = (name: string) => `controller_runtime_${name}`;
  return {
    reconciles: make.counter(named("reconcile_total"), "Reconciles, by result.", ["controller", "result"]),
    errors: make.counter(named("reconcile_errors_total"), "Reconciles that failed.", labels),
    terminalErrors: make.counter(named("terminal_reconcile_errors_total"), "Failures that are not retried.", labels),
    panics: make.counter(
      named("reconcile_panics_total"),
      "Failures that are a bug of ours: please report it with the log.",
      labels,
    ),
    timeouts: make.counter(named("reconcile_timeouts_total"), "Reconciles that ran into their time limit.", labels),
    seconds: make.histogram(named("reconcile_time_seconds"), labels, reconcileBuckets, "Time per reconcile."),
    maxConcurrent: make.gauge(named("max_concurrent_reconciles"), "Reconciles that may run at a time.", labels),
    active: make.gauge(named("active_workers"), "Reconciles that run now.", labels),
  };
}

function queueMetrics(registry: Registry, make: Makers): QueueMetrics {
  const labels = ["name", "controller"] as const;
  const snapshots = new Map<string, () => QueueSnapshot>();
  scraped(registry, "workqueue_unfinished_work_seconds", "Seconds of work under way, summed.", (gauge) => {
    for (const [name, ask] of snapshots) gauge.set({ name, controller: name }, sum(ask().runningSeconds));
  });
  scraped(registry, "workqueue_longest_running_processor_seconds", "Age of the oldest work under way.", (gauge) => {
    for (const [name, ask] of snapshots) gauge.set({ name, controller: name }, Math.max(0, ...ask().runningSeconds));
  });
  watchDepth(registry, snapshots);
  return {
    adds: make.counter("workqueue_adds_total", "Keys that became ready.", labels),
    retries: make.counter("workqueue_retries_total", "Keys added with a delay.", labels),
    waited: make.histogram("workqueue_queue_duration_seconds", labels, queueBuckets, "Time from ready to taken."),
    worked: make.histogram("workqueue_work_duration_seconds", labels, queueBuckets, "Time from taken to done."),
    snapshots,
  };
}

type QueueGauge = Gauge<"name" | "controller">;
type DepthGauge = Gauge<"name" | "controller" | "priority">;
const mostPriorities = 25;

function watchDepth(registry: Registry, snapshots: QueueMetrics["snapshots"]): void {
  const gauge: DepthGauge = new Gauge({
    name: "workqueue_depth",
    help: "Keys that are ready, by priority.",
    labelNames: ["name", "controller", "priority"],
    registers: [registry],
    collect: () => {
      gauge.reset();
      for (const [name, ask] of snapshots) setDepth(gauge, name, ask().depth);
    },
  });
}

function scraped(registry: Registry, name: string, help: string, collect: (gauge: QueueGauge) => void): void {
  const gauge: QueueGauge = new Gauge({
    name,
    help,
    labelNames: ["name", "controller"],
    registers: [registry],
    collect: () => collect(gauge),
  });
}

function setDepth(gauge: DepthGauge, name: string, depth: ReadonlyMap<number, number>): void {
  for (const [index, [priority, keys]] of [...depth].entries()) {
    const label = index < mostPriorities ? String(priority) : "exceeded_cardinality_limit";
    gauge.inc({ name, controller: name, priority: label }, keys);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
