// Opens a RecoveryVault: signs in, or turns to the simulator, and starts the view of it.
import type { RecoveryVault, RecoveryVaultIdentity } from "../crds/types.ts";
import type { KubeClient } from "../kube/client.ts";
import { RejectedError } from "../kube/errors.ts";
import type { Logger } from "../kube/logger.ts";
import type { Proxies } from "../kube/proxies.ts";
import type { KubeObject, ResourceKind } from "../kube/types.ts";
import { credentialFor, type TokenCredential, type VaultIdentity } from "./azure/arm/credential.ts";
import { createSiteRecovery, type SiteRecoveryOptions } from "./azure/arm/site-recovery.ts";
import type { AzureClock } from "./azure/azure-clock.ts";
import type { Budgets } from "./azure/budget.ts";
import type { AzureMetrics } from "./azure/metrics.ts";
import { createVaultView } from "./azure/vault-view.ts";
import { StalledError } from "./errors.ts";
import type { Fence } from "./fence.ts";
import type { OpenedVault } from "./vault/directory.ts";

export interface OpenVaultParts {
  readonly client: KubeClient;
  readonly clock: AzureClock;
  readonly logger: Logger;
  /** Where Secrets of vault identities are read. */
  readonly namespace: string;
  readonly simulatorUrl: string | undefined;
  readonly proxies: Proxies | undefined;
  /** Shared by the vaults of a subscription. */
  readonly budgets: Budgets;
  readonly metrics: AzureMetrics;
  readonly fence: Fence;
}

interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

const SecretKind: ResourceKind<Secret> = {
  group: "",
  version: "v1",
  plural: "secrets",
  kind: "Secret",
  namespaced: true,
};

/** The key of a ServicePrincipal's Secret. */
const SECRET_KEY = "clientSecret";

/** @throws StalledError SecretNotFound, or what the identity lacks. */
export async function openVault(parts: OpenVaultParts, vault: RecoveryVault): Promise<OpenedVault> {
  const { clock, metrics, fence } = parts;
  const { name } = vault.metadata;
  const { subscriptionId, resourceGroup, vaultName, cloud } = vault.spec;
  const logger = parts.logger.child({ vault: name });
  const access = await accessTo(parts, vault);
  const port = createSiteRecovery({
    ...{ subscriptionId, resourceGroup, vaultName, cloud, access, clock, logger, fence },
    budget: parts.budgets.of(subscriptionId),
    onCall: metrics.callsOf(name),
  });
  const view = createVaultView({ port, clock, logger, random: Math.random, ...choiceOf(vault) });
  const stopping = new AbortController();
  view.start(stopping.signal);
  metrics.views.set(name, view);
  const stop = () => {
    if (metrics.views.get(name) === view) metrics.views.delete(name);
    stopping.abort();
    port.close();
  };
  return { view, stop };
}

/** Which of the vault's fabrics is meant: modernized appliances register one of type InMageRcm, classic ones VMware. */
function choiceOf({ spec }: RecoveryVault): { readonly fabricType: string; readonly fabric?: string } {
  const fabricType = spec.architecture === "Modernized" ? "InMageRcm" : "VMware";
  return spec.fabric === undefined ? { fabricType } : { fabricType, fabric: spec.fabric };
}

async function accessTo(parts: OpenVaultParts, vault: RecoveryVault): Promise<SiteRecoveryOptions["access"]> {
  if (parts.simulatorUrl !== undefined) return { simulatorUrl: parts.simulatorUrl };
  const { proxies } = parts;
  return { credential: await credentialOf(parts, vault), ...(proxies !== undefined && { proxies }) };
}

async function credentialOf(parts: OpenVaultParts, vault: RecoveryVault): Promise<TokenCredential> {
  const { identity, cloud } = vault.spec;
  if (identity === undefined) {
    const message =
      "spec.identity is not set, so the operator cannot sign in to Azure. Set it: WorkloadIdentity is the usual choice.";
    throw new StalledError("NoIdentity", message);
  }
  const { clientId = "", tenantId = "" } = identity;
  return credentialFor(await identityOf(parts, identity, { clientId, tenantId }), cloud);
}

async function identityOf(
  parts: OpenVaultParts,
  { type, clientId, secretRef }: RecoveryVaultIdentity,
  names: { readonly clientId: string; readonly tenantId: string },
): Promise<VaultIdentity> {
  switch (type) {
    case "WorkloadIdentity":
      return { type, ...names };
    case "ManagedIdentity":
      return { type, ...(clientId === undefined ? {} : { clientId }) };
    case "ServicePrincipal": {
      const secret = () => secretOf(parts, secretRef?.name ?? "");
      // Read once here, so that a vault whose Secret is missing is not opened at all.
      await secret();
      return { type, ...names, secret };
    }
    default:
      return type satisfies never;
  }
}

async function secretOf({ client, namespace }: OpenVaultParts, name: string): Promise<string> {
  const secret = await client.get<Secret>(SecretKind, { name, namespace }).catch((error: unknown) => {
    throw isForbidden(error) ? mayNotRead(name, namespace) : error;
  });
  const value = secret?.data?.[SECRET_KEY];
  if (value !== undefined) return Buffer.from(value, "base64").toString("utf8").trim();
  const what = secret === undefined ? `There is no Secret "${name}"` : `Secret "${name}" has no key ${SECRET_KEY}`;
  throw new StalledError(
    "SecretNotFound",
    `${what} in namespace ${namespace}. Create it there, with the client secret under ${SECRET_KEY}; nothing is written to Azure until then.`,
  );
}

const isForbidden = (error: unknown): boolean => error instanceof RejectedError && error.code === 403;

/** Its Role names the Secrets that it may read, so that it cannot read the bot's. */
function mayNotRead(name: string, namespace: string): StalledError {
  const remedy = `Name it in the chart's operator.identitySecrets (without the chart: in resourceNames of the operator's Role there), or call the Secret asr-chatops-azure`;
  return new StalledError(
    "SecretNotFound",
    `The operator may not read Secret "${name}" in namespace ${namespace}. ${remedy}; nothing is written to Azure until then.`,
  );
}
