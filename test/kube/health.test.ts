// What the kubelet and Prometheus get to read.
import { Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { runtimeChecks } from "../../kube/checks.ts";
import { type HealthChecks, type HealthServer, startHealthServer } from "../../kube/health.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { registerProcessMetrics } from "../../kube/process-metrics.ts";
import type { ReflectorHealth } from "../../kube/reflector.ts";

let server: HealthServer | undefined;
afterEach(() => server?.close());

async function serving(checks: Partial<HealthChecks>, registry = new Registry(), facts = {}) {
  const all = { live: {}, ready: {}, ...checks };
  server = await startHealthServer({ address: "127.0.0.1:0", checks: all, registry, facts: () => facts });
  const base = `http://${server.address}`;
  return async (path: string, method = "GET") => {
    const response = await fetch(base + path, { method });
    return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
  };
}

const well = () => undefined;

describe("/readyz", () => {
  test("is ok when every check is", async () => {
    const ask = await serving({ ready: { one: well, two: async () => undefined } });
    expect(await ask("/readyz")).toMatchObject({ status: 200, text: "ok" });
    expect((await ask("/readyz?verbose")).text).toBe("[+]one ok\n[+]two ok\nreadyz check passed\n");
  });

  test("names what is not well, and why", async () => {
    const broken = () => {
      throw new Error("no\nidea");
    };
    const ask = await serving({ ready: { one: well, two: () => "the list is not complete", three: broken } });
    expect(await ask("/readyz")).toMatchObject({
      status: 500,
      text: "[+]one ok\n[-]two failed: the list is not complete\n[-]three failed: no idea\nreadyz check failed\n",
    });
    expect(await ask("/readyz/one")).toMatchObject({ status: 200 });
    expect(await ask("/readyz/two")).toMatchObject({ status: 500 });
    expect(await ask("/readyz?exclude=two&exclude=three")).toMatchObject({ status: 200 });
    expect(await ask("/readyz/four")).toMatchObject({ status: 404 });
  });

  test("tells further facts to whoever wants more, and none of them makes it fail", async () => {
    const ask = await serving({ ready: { one: well } }, new Registry(), { leader: "b; this process stands by" });
    expect(await ask("/readyz")).toMatchObject({ status: 200, text: "ok" });
    expect((await ask("/readyz?verbose")).text).toBe(
      "[+]one ok\n[i]leader: b; this process stands by\nreadyz check passed\n",
    );
  });

  test("says nothing about being alive", async () => {
    const ask = await serving({ ready: { one: () => "not yet" } });
    expect(await ask("/healthz")).toMatchObject({ status: 200, text: "ok" });
  });
});

test("other paths and methods are answered in words", async () => {
  const ask = await serving({});
  expect(await ask("/")).toMatchObject({ status: 404 });
  expect(await ask("/healthzzz")).toMatchObject({ status: 404 });
  expect(await ask("/healthz", "POST")).toMatchObject({ status: 405 });
});

test("an address that is taken is an error at the start, not later", async () => {
  await serving({});
  const options = { address: server?.address ?? "", checks: { live: {}, ready: {} }, registry: new Registry() };
  await expect(startHealthServer(options)).rejects.toThrow("EADDRINUSE");
});

test("/metrics has the runtime's metrics as Prometheus reads them", async () => {
  const registry = new Registry();
  createKubeMetrics(registry);
  const ask = await serving({}, registry);
  const { status, text, type } = await ask("/metrics");
  expect(status).toBe(200);
  expect(type).toContain("text/plain; version=0.0.4");
  const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
  expect(names.sort()).toEqual([
    "controller_runtime_active_workers gauge",
    "controller_runtime_max_concurrent_reconciles gauge",
    "controller_runtime_reconcile_errors_total counter",
    "controller_runtime_reconcile_panics_total counter",
    "controller_runtime_reconcile_time_seconds histogram",
    "controller_runtime_reconcile_timeouts_total counter",
    "controller_runtime_reconcile_total counter",
    "controller_runtime_terminal_reconcile_errors_total counter",
    "leader_election_master_status gauge",
    "nodejs_active_resources gauge",
    "nodejs_heap_size_used_bytes gauge",
    "process_cpu_seconds_total counter",
    "process_event_loop_lag_seconds gauge",
    "process_resident_memory_bytes gauge",
    "rest_client_open_connections gauge",
    "rest_client_requests_total counter",
    "store_objects gauge",
    "watch_connects_total counter",
    "watch_events_total counter",
    "watch_last_line_timestamp_seconds gauge",
    "watch_missed_total counter",
    "watch_relists_total counter",
    "watch_synced gauge",
    "workqueue_adds_total counter",
    "workqueue_depth gauge",
    "workqueue_longest_running_processor_seconds gauge",
    "workqueue_queue_duration_seconds histogram",
    "workqueue_retries_total counter",
    "workqueue_unfinished_work_seconds gauge",
    "workqueue_work_duration_seconds histogram",
  ]);
});

test("the process's own metrics are read at the scrape: time, memory, CPU, what is open", async () => {
  const registry = new Registry();
  registerProcessMetrics(registry);
  const values = async () =>
    Object.fromEntries(
      [...(await registry.metrics()).matchAll(/^(\w+)(?:\{type="(\w+)"\})? (\S+)$/gm)].map(
        ([, name, type = "", value]) => [`${name}${type}`, Number(value)],
      ),
    );
  const before = await values();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const until = performance.now() + 100;
  while (performance.now() < until); // the event loop waits meanwhile
  await new Promise((resolve) => setTimeout(resolve, 30));
  const after = await values();
  expect(before.process_event_loop_lag_seconds).toBe(0);
  expect(after.process_event_loop_lag_seconds).toBeGreaterThan(0.05);
  expect(after.process_cpu_seconds_total).toBeGreaterThan(before.process_cpu_seconds_total ?? 0);
  expect(after.process_resident_memory_bytes).toBeGreaterThan(after.nodejs_heap_size_used_bytes ?? 0);
  expect(Object.keys(after).some((name) => name.startsWith("nodejs_active_resources"))).toBe(true);
});

describe("the runtime", () => {
  const fine: ReflectorHealth = {
    synced: true,
    problem: undefined,
    refused: false,
    quietSeconds: 69,
    unheardSeconds: 69,
  };
  const reflector = (health: Partial<ReflectorHealth> = {}) => ({
    resource: "things.example.org",
    health: () => ({ ...fine, ...health }),
  });
  const controller = (...keys: string[]) => ({ name: "things", stuck: () => keys });
  const problems = async (checks: HealthChecks["live"]) =>
    (await Promise.all(Object.values(checks).map((check) => check()))).filter(Boolean);

  test.each([
    ["is ready when all is well", reflector(), []],
    [
      "stays ready while the API server is down",
      reflector({ problem: "connect ECONNREFUSED", unheardSeconds: 599 }),
      [],
    ],
    [
      "is not ready before the first list, and says why",
      reflector({ synced: false, problem: "things is forbidden" }),
      ["the first list of things.example.org is not complete: things is forbidden"],
    ],
    [
      "is not ready when a right was taken away, or the kind removed, and says so",
      reflector({ problem: "things is forbidden", refused: true }),
      ["things.example.org cannot be read any more: things is forbidden"],
    ],
  ])("%s", async (_, one, expected) => {
    expect(await problems(runtimeChecks([one], [controller()], () => 0).ready)).toEqual(expected);
  });

  test.each<[string, readonly ReturnType<typeof reflector>[], string[]]>([
    ["is alive when all is well", [reflector()], []],
    ["is alive while something is refused to it", [reflector({ refused: true, problem: "no" })], []],
    [
      "is alive when one kind alone is not heard of",
      [reflector({ unheardSeconds: 900 }), reflector({ unheardSeconds: 599 })],
      [],
    ],
    [
      "is dead when nothing was heard about any kind for ten minutes",
      [reflector({ unheardSeconds: 900 }), reflector({ unheardSeconds: 600 })],
      ["nothing was heard from the API server for 600 s"],
    ],
    [
      "is dead when a watch no longer tries",
      [reflector({ quietSeconds: 150 })],
      ["nothing was asked or heard about things.example.org for 150 s"],
    ],
  ])("%s", async (_, reflectors, expected) => {
    expect(await problems(runtimeChecks(reflectors, [controller()], () => 4.9).live)).toEqual(expected);
  });

  test("is dead when a reconcile is stuck, or the event loop does not come round", async () => {
    expect(await problems(runtimeChecks([reflector()], [controller("shop/a")], () => 5).live)).toEqual([
      "the process did not come round for 5 s",
      "the reconcile of shop/a does not end",
    ]);
  });
});
