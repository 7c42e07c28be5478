// The operator put together: copies, leadership, vaults, kinds, and who wakes whom. Started and stopped as one.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Registry } from "prom-client";
import { runtimeChecks } from "../kube/checks.ts";
import { createKubeClient } from "../kube/client.ts";
import { systemClock } from "../kube/clock.ts";
import { createCourtesy } from "../kube/courtesy.ts";
import { createEventRecorder } from "../kube/events.ts";
import { startHealthServer } from "../kube/health.ts";
import type { LogLevelControl } from "../kube/log-level.ts";
import type { Logger } from "../kube/logger.ts";
import { createKubeMetrics } from "../kube/metrics.ts";
import { type Started, unlessStopped } from "../kube/process.ts";
import { createAzureClock } from "./azure/azure-clock.ts";
import { createBudgets } from "./azure/budget.ts";
import { createClaims } from "./azure/claims.ts";
import { createAzureMetrics } from "./azure/metrics.ts";
import type { OperatorConfig } from "./config.ts";
import { type Copies, createCopies } from "./copies.ts";
import { countByFacts } from "./count-by-facts.ts";
import { createMachineSync } from "./discovered-machine/sync.ts";
import { fencedClient } from "./fenced-client.ts";
import { type Fleet, protectionFacts } from "./fleet.ts";
import { createFleetMetrics } from "./fleet-metrics.ts";
import type { KindParts } from "./kind.ts";
import { createKinds, type Shared } from "./kinds.ts";
import { ALONE, createLeadership, whoLeads } from "./leadership.ts";
import { openVault } from "./open-vault.ts";
import { simulatorSpeed } from "./simulated.ts";
import { createVaultDirectory } from "./vault/directory.ts";
import { wire } from "./wiring.ts";

export interface OperatorParts {
  readonly config: OperatorConfig;
  readonly logger: Logger;
  readonly logLevel: LogLevelControl;
  readonly version: string;
  /** Aborted when the process is told to stop. */
  readonly stopping: AbortSignal;
}

/** Resolves when every copy is complete and it leads or stands by, or when it is told to stop before. */
export async function startOperator(parts: OperatorParts): Promise<Started> {
  const { config, logger, logLevel, version, stopping } = parts;
  const simulated = config.simulatorUrl !== undefined;
  const speed = simulated ? await simulatorSpeed(config.simulatorUrl) : 1;
  const lost = Promise.withResolvers<string>();
  const operator = assemble(parts, speed, lost.resolve);
  const { copies, registry, leadership } = operator;
  const reflectors = Object.values(copies);
  const controllers = Object.values(operator.kinds).map(({ controller }) => controller);
  const checks = runtimeChecks(reflectors, controllers);
  const facts = () => ({ leader: whoLeads(leadership) });
  const health = await startHealthServer({ address: config.httpAddress, checks, registry, facts, logLevel });
  logger.info({ address: health.address, version, simulated, speed }, "answering health checks");

  const watching = new AbortController();
  const watches = reflectors.map((reflector) => reflector.start(watching.signal));
  await unlessStopped(Promise.all(reflectors.map((reflector) => reflector.synced)), stopping);
  if (!stopping.aborted) {
    logger.info({ vaults: copies.vaults.list().length, runs: copies.runs.list().length }, "ready");
  }
  let drained = true;
  const leading = leadership.run(stopping, async (signal) => {
    drained = await lead(operator, signal);
  });

  return {
    cannotGoOn: lost.promise,
    async stop() {
      await leading;
      watching.abort();
      await Promise.all(watches);
      await operator.events.close();
      await health.close();
      await operator.client.close();
      return drained;
    },
  };
}

/**
 * What only the leader does, once: a leadership that is lost ends the process, and with it every claim, view and call
 * under way that a second term would have to distrust. False when something did not end in time.
 */
async function lead(operator: ReturnType<typeof assemble>, leading: AbortSignal): Promise<boolean> {
  wire({ ...operator, onDiscovery: (vault) => void operator.sync.sync(vault) });
  const controllers = Object.values(operator.kinds).map(({ controller }) => controller);
  const ends = await Promise.all(controllers.map((controller) => controller.start(leading)));
  operator.sync.close();
  operator.directory.close();
  return ends.every(({ drained }) => drained);
}

/** Everything made and connected, nothing running yet. `speed`: Azure's seconds per real second. */
function assemble({ config, logger, version }: OperatorParts, speed: number, onLost: (why: string) => void) {
  const { simulatorUrl, proxies, namespace, kubeconfig } = config;
  const simulated = simulatorUrl !== undefined;
  const clock = systemClock;
  const azureClock = createAzureClock({ real: clock, speed });
  const registry = new Registry();
  if (simulated) registry.setDefaultLabels({ simulated: "true" });
  const metrics = createKubeMetrics(registry);
  const userAgent = `asr-chatops-operator/${version}`;
  const fieldManager = "asr-chatops-operator";
  const client = createKubeClient({ kubeconfig, userAgent, fieldManager, logger, clock, metrics: metrics.client });
  const reporting = { reportingController: "asr-chatops.io/operator", reportingInstance: hostname() };
  /** Statuses go first: Events and the list of discovered machines can wait, ten thousand of each for a quarter of a minute. */
  const turn = createCourtesy({
    clock,
    busy: () => [kinds.protections, kinds.runs].some(({ queue }) => queue.length > 0),
  });
  const events = createEventRecorder({ client, ...reporting, logger, clock, turn });
  const electing = { client, namespace, clock, logger, metrics: metrics.lease, onLost };
  const leadership = config.election ? createLeadership(electing) : ALONE;
  const fenced = fencedClient(client, leadership);

  const copies = createCopies(client, { logger, clock, metrics: metrics.reflector });
  createFleetMetrics(registry, { fleet: fleetOf(copies), now: () => azureClock.now(), version });
  const azureMetrics = createAzureMetrics(registry);
  const budgets = createBudgets(azureClock, azureMetrics.budgetOf);
  azureMetrics.watchBudgets(budgets);
  const reached = { simulatorUrl, proxies, budgets, metrics: azureMetrics };
  const connecting = { client, clock: azureClock, logger, namespace, ...reached };
  const open = openVault.bind(undefined, { ...connecting, fence: leadership });
  const directory = createVaultDirectory({ vaults: copies.vaults, open, createClaims });
  const { machines, protections } = copies;
  const sync = createMachineSync({ client: fenced, machines, protections, logger, clock, turn });
  const epoch = () => leadership.epoch;
  const shared: Shared = { ...copies, directory, sync, clock, simulated, epoch, newId: randomUUID };
  const onContradiction = () => {
    for (const copy of Object.values(copies)) copy.doubt();
  };
  const kindParts: KindParts = { client: fenced, events, logger, metrics, clock, azureClock, onContradiction };
  const kinds = createKinds(shared, kindParts);
  return { registry, client, events, leadership, copies, directory, sync, kinds };
}

function fleetOf({ vaults, policies, protections, runs }: Copies): () => Fleet {
  const counted = countByFacts(protections, protectionFacts);
  return () => ({ vaults: vaults.list(), policies: policies.list(), protections: counted(), runs: runs.list() });
}
