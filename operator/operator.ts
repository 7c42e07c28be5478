// The operator put together: copies, vaults, kinds, and who wakes whom. Started and stopped as one.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Registry } from "prom-client";
import { runtimeChecks } from "../kube/checks.ts";
import { createKubeClient } from "../kube/client.ts";
import { systemClock } from "../kube/clock.ts";
import { createEventRecorder } from "../kube/events.ts";
import { startHealthServer } from "../kube/health.ts";
import type { Logger } from "../kube/logger.ts";
import { createKubeMetrics } from "../kube/metrics.ts";
import { createAzureClock } from "./azure/azure-clock.ts";
import { createBudgets } from "./azure/budget.ts";
import { createClaims } from "./azure/claims.ts";
import { createAzureMetrics } from "./azure/metrics.ts";
import type { OperatorConfig } from "./config.ts";
import { createCopies } from "./copies.ts";
import { createMachineSync } from "./discovered-machine/sync.ts";
import type { KindParts } from "./kind.ts";
import { createKinds, type Shared } from "./kinds.ts";
import { openVault } from "./open-vault.ts";
import { simulatorSpeed } from "./simulated.ts";
import { createVaultDirectory } from "./vault/directory.ts";
import { wire } from "./wiring.ts";

export interface OperatorParts {
  readonly config: OperatorConfig;
  readonly logger: Logger;
  readonly version: string;
}

export interface Operator {
  /** Takes no more work, lets running reconciles save what they did, ends everything. False when that took too long. */
  stop(): Promise<boolean>;
}

/** Leader election comes later: until then there is one operator, and its epoch is 0. */
const NO_ELECTION = () => 0;

/** Resolves when every copy is complete and the controllers run. */
export async function startOperator(parts: OperatorParts): Promise<Operator> {
  const { config, logger, version } = parts;
  const simulated = config.simulatorUrl !== undefined;
  const speed = simulated ? await simulatorSpeed(config.simulatorUrl) : 1;
  const operator = assemble(parts, speed);
  const { copies, registry } = operator;
  const reflectors = Object.values(copies);
  const controllers = Object.values(operator.kinds).map(({ controller }) => controller);
  const checks = runtimeChecks(reflectors, controllers);
  const health = await startHealthServer({ address: config.httpAddress, checks, registry });
  logger.info({ address: health.address, version, simulated, speed }, "answering health checks");

  const watching = new AbortController();
  const working = new AbortController();
  const watches = reflectors.map((reflector) => reflector.start(watching.signal));
  await Promise.all(reflectors.map((reflector) => reflector.synced));
  wire({ ...operator, onDiscovery: (vault) => void operator.sync.sync(vault) });
  const workers = controllers.map((controller) => controller.start(working.signal));
  logger.info({ vaults: copies.vaults.list().length, runs: copies.runs.list().length }, "ready");

  return {
    async stop() {
      working.abort();
      const drained = await Promise.all(workers);
      operator.sync.close();
      operator.directory.close();
      watching.abort();
      await Promise.all(watches);
      await operator.events.close();
      await health.close();
      await operator.client.close();
      return drained.every((one) => one.drained);
    },
  };
}

/** Everything made and connected, nothing running yet. `speed`: Azure's seconds per real second. */
function assemble({ config, logger, version }: OperatorParts, speed: number) {
  const { simulatorUrl, namespace } = config;
  const simulated = simulatorUrl !== undefined;
  const clock = systemClock;
  const azureClock = createAzureClock({ real: clock, speed });
  const registry = new Registry();
  const metrics = createKubeMetrics(registry);
  const userAgent = `asr-chatops-operator/${version}`;
  const fieldManager = "asr-chatops-operator";
  const client = createKubeClient({ userAgent, fieldManager, logger, clock, metrics: metrics.client });
  const reporting = { reportingController: "asr-chatops.io/operator", reportingInstance: hostname() };
  const events = createEventRecorder({ client, ...reporting, logger, clock });

  const copies = createCopies(client, { logger, clock, metrics: metrics.reflector });
  const azureMetrics = createAzureMetrics(registry);
  const budgets = createBudgets(azureClock, azureMetrics.budgetOf);
  azureMetrics.watchBudgets(budgets);
  const connecting = { client, clock: azureClock, logger, namespace, simulatorUrl, budgets, metrics: azureMetrics };
  const open = openVault.bind(undefined, connecting);
  const directory = createVaultDirectory({ vaults: copies.vaults, open, createClaims });
  const sync = createMachineSync({ client, machines: copies.machines, protections: copies.protections, logger, clock });
  const shared: Shared = { ...copies, directory, sync, clock, simulated, epoch: NO_ELECTION, newId: randomUUID };
  const kindParts: KindParts = { client, events, logger, metrics, clock, azureClock };
  const kinds = createKinds(shared, kindParts);
  return { registry, client, events, copies, directory, sync, kinds };
}
