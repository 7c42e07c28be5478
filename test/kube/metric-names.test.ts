// Metrics that controller-runtime and client-go have, under their names, types and labels, so that their dashboards fit.
// Source: controller-runtime's pkg/internal/controller/metrics, pkg/internal/metrics and pkg/metrics.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { createKubeMetrics } from "../../kube/metrics.ts";

const QUEUE = ["controller", "name"];
const rows: readonly (readonly [name: string, type: new (...given: never[]) => unknown, labels: readonly string[]])[] =
  [
    ["workqueue_depth", Gauge, ["controller", "name", "priority"]],
    ["workqueue_adds_total", Counter, QUEUE],
    ["workqueue_queue_duration_seconds", Histogram, QUEUE],
    ["workqueue_work_duration_seconds", Histogram, QUEUE],
    ["workqueue_unfinished_work_seconds", Gauge, QUEUE],
    ["workqueue_longest_running_processor_seconds", Gauge, QUEUE],
    ["workqueue_retries_total", Counter, QUEUE],
    ["controller_runtime_reconcile_total", Counter, ["controller", "result"]],
    ["controller_runtime_reconcile_errors_total", Counter, ["controller"]],
    ["controller_runtime_reconcile_time_seconds", Histogram, ["controller"]],
    ["controller_runtime_reconcile_panics_total", Counter, ["controller"]],
    ["controller_runtime_reconcile_timeouts_total", Counter, ["controller"]],
    ["controller_runtime_active_workers", Gauge, ["controller"]],
    ["controller_runtime_max_concurrent_reconciles", Gauge, ["controller"]],
    ["controller_runtime_terminal_reconcile_errors_total", Counter, ["controller"]],
    ["leader_election_master_status", Gauge, ["name"]],
    ["rest_client_requests_total", Counter, ["code", "host", "method"]],
  ];

test.each(rows)("%s", (name, type, labels) => {
  const registry = new Registry();
  createKubeMetrics(registry);
  const metric = registry.getSingleMetric(name) as unknown as { readonly labelNames: readonly string[] } | undefined;
  expect(metric).toBeInstanceOf(type);
  expect([...(metric?.labelNames ?? [])].sort()).toEqual(labels);
});
