// How this process fares: how late it is, its memory, its CPU, and what it holds open.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

type Ask = () => number;

const RESOLUTION_MS = 20;

/** Answers the event loop's longest delay since it was asked before, in seconds. Nothing is measured until the first time. */
export function eventLoopDelay(): Ask {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  return () => {
    // What it records are intervals: one that is in time has the length of the resolution.
    const seconds = delays.count > 0 ? Math.max(0, delays.max / 1e9 - RESOLUTION_MS / 1000) : 0;
    delays.reset();
    delays.enable();
    return seconds;
  };
}

/** Registers everything under the names that prom-client and Node's exporters use; read at each scrape, no timers. */
export function registerProcessMetrics(registry: Registry): void {
  const scraped = (name: string, help: string, ask: Ask) => {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(ask()) });
  };
  scraped("process_event_loop_lag_seconds", "The event loop's longest delay since the last scrape.", eventLoopDelay());
  scraped("process_resident_memory_bytes", "Memory that the process has.", () => process.memoryUsage.rss());
  scraped("nodejs_heap_size_used_bytes", "Memory that JavaScript objects take.", () => process.memoryUsage().heapUsed);
  registerCpu(registry);
  registerResources(registry);
}

function registerCpu(registry: Registry): void {
  let countedSeconds = 0;
  const counter: Counter = new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time, user and system.",
    registers: [registry],
    collect: () => {
      const { user, system } = process.cpuUsage();
      counter.inc((user + system) / 1e6 - countedSeconds);
      countedSeconds = (user + system) / 1e6;
    },
  });
}

function registerResources(registry: Registry): void {
  const gauge: Gauge<"type"> = new Gauge({
    name: "nodejs_active_resources",
    help: "What keeps the process busy: sockets, timers, requests, by type.",
    labelNames: ["type"],
    registers: [registry],
    collect: () => {
      gauge.reset();
      for (const type of process.getActiveResourcesInfo()) gauge.inc({ type });
    },
  });
}
