// Owns where each write is: method, path, and what is missing of it.
import { CONTAINER, FABRIC, ITEM, VAULT } from "./patterns.ts";
import type { WriteName } from "./vault.ts";

const MAPPING = `${CONTAINER}/replicationProtectionContainerMappings/{mapping}`;
const POLICY = `${VAULT}/replicationPolicies/{policy}`;
const PLAN = `${VAULT}/replicationRecoveryPlans/{plan}`;
const JOB = `${VAULT}/replicationJobs/{job}`;

const ONE_WAY =
  "always refused: physical servers cannot fail back, of classic vaults to VMware alone, which is not played";

export type WritePath = readonly [method: string, pattern: string, partly?: string];

export const WRITE_PATHS: Readonly<Record<WriteName, WritePath>> = {
  ReplicationPolicies_Create: [
    "PUT",
    POLICY,
    "of providers InMageRcm, InMageAzureV2 and InMage only; a policy's RPO threshold is kept, and warns nobody",
  ],
  ReplicationPolicies_Update: ["PATCH", POLICY],
  ReplicationPolicies_Delete: ["DELETE", POLICY],
  ReplicationProtectionContainerMappings_Create: ["PUT", MAPPING],
  ReplicationProtectionContainerMappings_Update: ["PATCH", MAPPING],
  ReplicationProtectionContainerMappings_Delete: ["POST", `${MAPPING}/remove`],
  ReplicationProtectionContainerMappings_Purge: ["DELETE", MAPPING],
  ReplicationRecoveryServicesProviders_RefreshProvider: [
    "POST",
    `${FABRIC}/replicationRecoveryServicesProviders/{provider}/refreshProvider`,
  ],
  ReplicationProtectedItems_Create: ["PUT", ITEM, "items of providers InMageRcm and InMageAzureV2 only"],
  ReplicationProtectedItems_Update: ["PATCH", ITEM, "the settings of providers InMageRcm and InMageAzureV2 only"],
  ReplicationProtectedItems_Delete: ["POST", `${ITEM}/remove`],
  ReplicationProtectedItems_Purge: ["DELETE", ITEM],
  ReplicationProtectedItems_TestFailover: ["POST", `${ITEM}/testFailover`],
  ReplicationProtectedItems_TestFailoverCleanup: ["POST", `${ITEM}/testFailoverCleanup`],
  ReplicationProtectedItems_UnplannedFailover: ["POST", `${ITEM}/unplannedFailover`],
  ReplicationProtectedItems_ApplyRecoveryPoint: ["POST", `${ITEM}/applyRecoveryPoint`],
  ReplicationProtectedItems_FailoverCommit: ["POST", `${ITEM}/failoverCommit`],
  ReplicationProtectedItems_FailoverCancel: [
    "POST",
    `${ITEM}/failoverCancel`,
    "refused, except of machines whose scenario is cancellable-failover: Azure was not seen to allow it",
  ],
  ReplicationProtectedItems_PlannedFailover: ["POST", `${ITEM}/plannedFailover`, ONE_WAY],
  ReplicationProtectedItems_Reprotect: ["POST", `${ITEM}/reProtect`, ONE_WAY],
  ReplicationProtectedItems_RepairReplication: ["POST", `${ITEM}/repairReplication`],
  ReplicationProtectedItems_ResolveHealthErrors: ["POST", `${ITEM}/resolveHealthErrors`],
  ReplicationProtectedItems_UpdateAppliance: ["POST", `${ITEM}/updateAppliance`],
  ReplicationProtectedItems_UpdateMobilityService: ["POST", `${ITEM}/updateMobilityService`],
  ReplicationProtectedItems_AddDisks: [
    "POST",
    `${ITEM}/addDisks`,
    "for provider InMageRcm, as 2024-04-01 has it; disks count as replicated when the job ends",
  ],
  ReplicationProtectedItems_SwitchProvider: [
    "POST",
    `${ITEM}/switchProvider`,
    "from a classic vault to one of the simulator's others with an appliance; words of its state are ours",
  ],
  ReplicationProtectionContainers_DiscoverProtectableItem: [
    "POST",
    `${CONTAINER}/discoverProtectableItem`,
    "of a classic vault; a replication appliance is told of a machine by hand",
  ],
  ReplicationRecoveryPlans_Create: ["PUT", PLAN],
  ReplicationRecoveryPlans_Update: ["PATCH", PLAN],
  ReplicationRecoveryPlans_Delete: ["DELETE", PLAN],
  ReplicationRecoveryPlans_TestFailover: ["POST", `${PLAN}/testFailover`, "runbooks and scripts always succeed"],
  ReplicationRecoveryPlans_TestFailoverCleanup: ["POST", `${PLAN}/testFailoverCleanup`],
  ReplicationRecoveryPlans_UnplannedFailover: [
    "POST",
    `${PLAN}/unplannedFailover`,
    "runbooks and scripts always succeed; groups are failed over one after the other",
  ],
  ReplicationRecoveryPlans_FailoverCommit: ["POST", `${PLAN}/failoverCommit`],
  ReplicationRecoveryPlans_FailoverCancel: [
    "POST",
    `${PLAN}/failoverCancel`,
    "for members whose scenario is cancellable-failover: Azure was not seen to allow it",
  ],
  ReplicationRecoveryPlans_PlannedFailover: ["POST", `${PLAN}/plannedFailover`, ONE_WAY],
  ReplicationRecoveryPlans_Reprotect: ["POST", `${PLAN}/reProtect`, ONE_WAY],
  ReplicationJobs_Export: ["POST", `${VAULT}/replicationJobs/export`, "the blob that its job names does not exist"],
  ReplicationJobs_Cancel: ["POST", `${JOB}/cancel`, "test failovers, and recovery plans that wait for a manual action"],
  ReplicationJobs_Restart: ["POST", `${JOB}/restart`, "jobs that failed to enable a replication"],
  ReplicationJobs_Resume: ["POST", `${JOB}/resume`],
  ReplicationVaultHealth_Refresh: ["POST", `${VAULT}/replicationVaultHealth/default/refresh`],
};
