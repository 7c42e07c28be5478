// The real adapter pointed at a test's server, and the ids that tests share.

import { silentLogger } from "../../kube/logger.ts";
import type { SiteRecoveryOptions } from "../../operator/azure/arm/site-recovery.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import type { Reply } from "./scripted-server.ts";
import { createStillClock } from "./still-clock.ts";

export const ADDRESS = {
  subscriptionId: "00000000-0000-0000-0000-000000000001",
  resourceGroup: "dr-rg",
  vaultName: "contoso-dr",
} as const;

export const VAULT_ID = `/subscriptions/${ADDRESS.subscriptionId}/resourceGroups/dr-rg/providers/Microsoft.RecoveryServices/vaults/contoso-dr`;

export const CONTAINER = { fabric: "fabric1", container: "container1" } as const;

export const itemId = (name: string) =>
  `/Subscriptions${VAULT_ID.slice("/subscriptions".length)}/replicationFabrics/fabric1/replicationProtectionContainers/container1/replicationProtectedItems/${name}`;

export const SITE_ID = `/subscriptions/${ADDRESS.subscriptionId}/resourceGroups/dr-rg/providers/Microsoft.OffAzure/ServerSites/contosophysicalsite`;

export function portTo(
  simulatorUrl: string,
  options: Partial<Pick<SiteRecoveryOptions, "clock" | "logger" | "budget" | "onCall" | "fence">> & {
    readonly limitMs?: number;
  } = {},
) {
  const { clock = createStillClock(), limitMs = 5000, logger = silentLogger, ...rest } = options;
  const limits = { readMs: limitMs, writeMs: limitMs };
  return createSiteRecovery({ ...ADDRESS, cloud: "Public", access: { simulatorUrl }, clock, logger, limits, ...rest });
}

/** One write's id, as the operator would make it. */
export const WRITE = { operationId: "11111111-2222-4333-8444-555555555555" } as const;

export const JOB = "5c0aae95-9e3c-41de-9709-d20c8fd081ab";

/** What Azure answers to a write that it takes: both headers, signed (recorded az CLI traffic, 2023). */
export const ACCEPTED = {
  status: 202,
  headers: {
    "azure-asyncoperation": `https://management.azure.com${VAULT_ID}/replicationOperationStatus/${JOB}?api-version=2023-06-01&t=1&c=CERTIFICATE&s=SIGNATURE&h=HASH`,
    location: `https://management.azure.com${VAULT_ID}/replicationPolicies/p/operationresults/${JOB}?api-version=2023-06-01&s=SIGNATURE`,
  },
} as const;

/** ARM's error body with Site Recovery's detail in it. */
export const armError = (code: string, message: string, detail?: object) => ({
  error: { code, message, ...(detail === undefined ? {} : { details: [detail] }) },
});

export const ok = (body: unknown): Reply => ({ status: 200, body });

export const list = (value: readonly unknown[], nextLink: string | null = null): Reply => ok({ value, nextLink });

/** What the work was rejected with. */
export async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => error,
  );
}

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}
