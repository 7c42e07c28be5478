// The port over Azure's own SDK: puts the nouns together for one vault. The only folder that imports @azure/*.
import { SiteRecoveryManagementClient } from "@azure/arm-recoveryservices-siterecovery";
import type { Logger } from "../../../kube/logger.ts";
import type { Proxies } from "../../../kube/proxies.ts";
import { type Fence, OPEN } from "../../fence.ts";
import type { AzureClock } from "../azure-clock.ts";
import type { Budget } from "../budget.ts";
import { createBudget } from "../budget.ts";
import type { SiteRecovery } from "../site-recovery.ts";
import { appliances } from "./appliances.ts";
import { virtualMachine } from "./compute.ts";
import type { ArmContext, TimeLimits, VaultAddress } from "./context.ts";
import type { Cloud, TokenCredential } from "./credential.ts";
import { CLOUDS, simulatorCredential } from "./credential.ts";
import { drillWrites } from "./drill-writes.ts";
import { fabrics } from "./fabrics.ts";
import { itemReads } from "./items.ts";
import { jobReads } from "./jobs.ts";
import { machineReads } from "./machines.ts";
import { mappingReads, mappingWrites } from "./mappings.ts";
import { virtualNetwork } from "./networks.ts";
import { policyReads, policyWrites } from "./policies.ts";
import { protectionWrites } from "./protection-writes.ts";
import { createPulse, kindOf, toldBy } from "./pulse.ts";
import { routeOf } from "./routes.ts";
import type { RequestEnd } from "./transport.ts";
import { createTransport } from "./transport.ts";
import { present } from "./values.ts";
import { vault } from "./vaults.ts";

export type { TokenCredential } from "./credential.ts";

export interface SiteRecoveryOptions extends VaultAddress {
  readonly cloud: Cloud;
  /**
   * A credential for Azure and what is on the way there, or the address of a simulator, which gets a token that is worth
   * nothing.
   */
  readonly access:
    | { readonly credential: TokenCredential; readonly proxies?: Proxies }
    | { readonly simulatorUrl: string };
  readonly clock: AzureClock;
  readonly logger: Logger;
  readonly limits?: Partial<TimeLimits>;
  /** The subscription's, shared with its other vaults; by default one of its own. */
  readonly budget?: Budget;
  /** Nothing is sent while it is closed; by default it never is. */
  readonly fence?: Fence;
  /** Called at the end of every request. */
  readonly onCall?: (call: CallFacts) => void;
}

/** One request as it is counted: no ids in it. */
export interface CallFacts {
  readonly route: string;
  readonly method: string;
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Real seconds until the answer. */
  readonly seconds: number;
}

/** Real milliseconds. */
const LIMITS: TimeLimits = { readMs: 30_000, writeMs: 60_000 };

/** A port that can be closed: idle connections would otherwise stay until the server ends them. */
export interface ArmSiteRecovery extends SiteRecovery {
  close(): void;
}

/** The port for one vault. Sends nothing by itself and keeps no timer. */
export function createSiteRecovery(options: SiteRecoveryOptions): ArmSiteRecovery {
  const context = createContext(options);
  const others: Others = {
    polling: () => polling,
    forRuns: () => runs,
  };
  const polling = portOf({ ...context, priority: "polling" }, others);
  const runs = portOf({ ...context, priority: "run" }, others);
  return { ...portOf(context, others), close: () => context.transport.close() };
}

/** The same port with other priorities. */
type Others = Pick<SiteRecovery, "polling" | "forRuns">;

function portOf(context: ArmContext, others: Others): SiteRecovery {
  const { pulse, budget } = context;
  return {
    vault: (signal) => vault(context, signal),
    fabrics: (signal) => fabrics(context, signal),
    appliances: (signal) => appliances(context, signal),
    ...itemReads(context),
    ...jobReads(context),
    ...machineReads(context),
    ...policyReads(context),
    ...mappingReads(context),
    virtualMachine: (id, signal) => virtualMachine(context, id, signal),
    virtualNetwork: (id, signal) => virtualNetwork(context, id, signal),
    ...policyWrites(context),
    ...mappingWrites(context),
    ...protectionWrites(context),
    ...drillWrites(context),
    ...others,
    azureNow: pulse.azureNow,
    lastAnswerAt: pulse.lastAnswerAt,
    throttledUntil: budget.pausedUntil,
    remainingCalls: () =>
      present({
        reads: budget.remaining("reads"),
        writes: budget.remaining("writes"),
        deletes: budget.remaining("deletes"),
      }),
  };
}

function createContext(options: SiteRecoveryOptions): ArmContext {
  const { subscriptionId, resourceGroup, vaultName, access, clock, logger } = options;
  const { endpoint } = CLOUDS[options.cloud];
  const simulated = "simulatorUrl" in access;
  const pulse = createPulse(clock);
  const budget = options.budget ?? createBudget(clock);
  const transport = createTransport({
    endpoint,
    ...(simulated ? { simulatorUrl: access.simulatorUrl } : present({ proxies: access.proxies })),
    clock,
    fence: options.fence ?? OPEN,
    onAnswer: (request, response) => {
      pulse.note(response.headers);
      const kind = kindOf(request.method);
      const told = toldBy(response, kind, clock);
      if (told !== undefined) budget.note(kind, told);
    },
    onEnd: (end) => {
      options.onCall?.(factsOf(end));
      logger.debug({ ...end }, end.status === undefined ? "azure did not answer" : "azure answered");
    },
  });
  const client = new SiteRecoveryManagementClient(
    simulated ? simulatorCredential : access.credential,
    subscriptionId,
    // Retries and redirects belong to the operator: the SDK would send a write three times after a reset (measured).
    { endpoint, httpClient: transport, retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } },
  );
  return {
    client,
    address: { subscriptionId, resourceGroup, vaultName },
    vaultId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${vaultName}`,
    endpoint,
    transport,
    pulse,
    budget,
    priority: "asked",
    limits: { ...LIMITS, ...options.limits },
    clock,
    logger,
  };
}

function factsOf({ method, path, status, seconds }: RequestEnd): CallFacts {
  const route = routeOf(method, path)?.name ?? "other";
  return { route, method, seconds, ...present({ status }) };
}
