// What every call to one vault shares: the SDK's client, the vault's address, the wire, the pulse.
import type { SiteRecoveryManagementClient } from "@azure/arm-recoveryservices-siterecovery";
import type { Logger } from "../../../kube/logger.ts";
import type { AzureClock } from "../azure-clock.ts";
import type { Budget, Priority } from "../budget.ts";
import type { Pulse } from "./pulse.ts";
import type { Transport } from "./transport.ts";

export interface VaultAddress {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly vaultName: string;
}

export interface TimeLimits {
  /** Real milliseconds until a read is given up. */
  readonly readMs: number;
  /** Real milliseconds until a write's answer counts as lost. */
  readonly writeMs: number;
}

export interface ArmContext {
  readonly client: SiteRecoveryManagementClient;
  readonly address: VaultAddress;
  /** ARM id of the vault, as we write it. */
  readonly vaultId: string;
  readonly endpoint: string;
  readonly transport: Transport;
  readonly pulse: Pulse;
  readonly budget: Budget;
  /** How urgent the calls made with this context are. */
  readonly priority: Priority;
  readonly limits: TimeLimits;
  readonly clock: AzureClock;
  readonly logger: Logger;
}

/** The two names that come first in every method of the SDK: the vault, then its resource group. */
export function scope({ address }: ArmContext): [vaultName: string, resourceGroup: string] {
  return [address.vaultName, address.resourceGroup];
}
