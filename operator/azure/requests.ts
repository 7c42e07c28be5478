// What the port is asked to write: one request per operation, in our words.
import type { TargetNic, TargetSettings } from "./target.ts";

/** Goes with every write. The operation id is sent as the client request id, so that both sides' logs agree. */
export interface Write {
  readonly operationId: string;
  /** A GUID under which Azure's activity log has the call, too: the request in chat that it was made for. */
  readonly correlationId?: string;
  readonly signal?: AbortSignal;
}

export interface ContainerPath {
  readonly fabric: string;
  readonly container: string;
}

export interface PolicySettings {
  readonly recoveryPointRetentionMinutes: number;
  readonly appConsistentFrequencyMinutes: number;
  readonly crashConsistentFrequencyMinutes: number;
  readonly multiVmSync: boolean;
}

export interface MappingRequest {
  readonly name: string;
  readonly policyId: string;
  /** Whether Azure upgrades the agents of machines under it by itself. Absent: Azure decides. */
  readonly agentAutoUpgrade?: boolean;
}

export interface EnableRequest {
  readonly itemName: string;
  readonly machineId: string;
  readonly policyId: string;
  readonly processServerId: string;
  readonly runAsAccountId?: string;
  readonly cacheStorageAccountId: string;
  readonly diskType: string;
  /** Disks to replicate; everything else is excluded. Absent: all of them. */
  readonly includeDisks?: readonly string[];
  readonly target: TargetSettings & { readonly vmName: string; readonly resourceGroupId: string };
  readonly replicationGroup?: string;
  /** For the machine that a failover creates. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface UpdateRequest {
  readonly target: TargetSettings;
  readonly nics: readonly TargetNic[];
}

export interface TestFailoverRequest {
  readonly networkId: string;
  /** Absent: the latest point. */
  readonly recoveryPointId?: string;
}
