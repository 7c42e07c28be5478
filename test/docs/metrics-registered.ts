// The metrics of each process, registered as the process registers them: for the reference, dashboard and alert rules.
import { Registry } from "prom-client";
import { createBotMetrics } from "../../bot/metrics.ts";
import { createKubeMetrics, createWatchMetrics } from "../../kube/metrics.ts";
import { createBudgets } from "../../operator/azure/budget.ts";
import { createAzureMetrics } from "../../operator/azure/metrics.ts";
import { createFleetMetrics } from "../../operator/fleet-metrics.ts";
import { createStillClock } from "../azure/still-clock.ts";

export type Process = "operator" | "bot";

export interface RegisteredMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** Its own; with a simulator each of the operator's has `simulated` besides. */
  readonly labels: readonly string[];
  readonly processes: readonly Process[];
}

/** All of them, by name. That the processes have these and no others, test/e2e/metrics.test.ts shows. */
export async function registeredMetrics(): Promise<readonly RegisteredMetric[]> {
  const found = new Map<string, RegisteredMetric>();
  for (const [process, registry] of [["operator", operatorRegistry()] as const, ["bot", botRegistry()] as const]) {
    for (const { name, help, type } of await registry.getMetricsAsJSON()) {
      const processes = [...(found.get(name)?.processes ?? []), process];
      found.set(name, { name, help, type: String(type), labels: labelsOf(registry, name), processes });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function labelsOf(registry: Registry, name: string): readonly string[] {
  return (registry.getSingleMetric(name) as unknown as { readonly labelNames: readonly string[] }).labelNames;
}

function operatorRegistry(): Registry {
  const registry = new Registry();
  createKubeMetrics(registry);
  const fleet = () => ({ vaults: [], policies: [], protections: [], runs: [] });
  createFleetMetrics(registry, { fleet, now: () => new Date(0), version: "0" });
  createAzureMetrics(registry).watchBudgets(createBudgets(createStillClock()));
  return registry;
}

function botRegistry(): Registry {
  const registry = new Registry();
  createWatchMetrics(registry);
  createBotMetrics(registry, { connected: () => true, version: "0" });
  return registry;
}
