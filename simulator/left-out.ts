// Owns which of Microsoft's operations the simulator does not have, and why. A test holds it against the API descriptions.

const HYPER_V = "of Hyper-V with Virtual Machine Manager, not of physical servers";
const VMWARE = "of VMware's vCenters, not of physical servers";
const MIGRATION = "of agentless migration (VMwareCbt), not of physical servers";
const A2A = "of replication from Azure to Azure, not of physical servers";
const CLASSIC = "moves machines between the process servers of a classic vault, whose load is not played";
const REGISTERED = "the appliance's registration made it, and it stays for as long as the simulator runs";
const ASSESSMENT = "of Azure Migrate's assessments, not of Site Recovery";

/** Operations that share a reason. */
const because = (reason: string, ...operations: readonly string[]): [string, string][] =>
  operations.map((operation) => [operation, reason]);

/** Operation of `SiteRecovery` 2023-06-01 or of the server sites of `OffAzure` 2023-06-06 → why there is no route. */
export const LEFT_OUT: Readonly<Record<string, string>> = Object.fromEntries([
  ...because("a list of what the resource provider can do, for the portal", "Operations_List"),
  ...because(A2A, "ReplicationEligibilityResults_List", "ReplicationEligibilityResults_Get"),
  ...because(A2A, "ReplicationProtectionIntents_Get", "ReplicationProtectionIntents_Create"),
  ...because(A2A, "ReplicationProtectedItems_RemoveDisks", "ReplicationProtectionContainers_SwitchProtection"),
  ...because(
    REGISTERED,
    ...["ReplicationFabrics_Create", "ReplicationFabrics_Delete", "ReplicationFabrics_Purge"],
    ...["ReplicationProtectionContainers_Create", "ReplicationProtectionContainers_Delete"],
    "ReplicationRecoveryServicesProviders_Create",
    ...["ReplicationRecoveryServicesProviders_Delete", "ReplicationRecoveryServicesProviders_Purge"],
    ...["ServerSitesController_Create", "ServerSitesController_Update", "ServerSitesController_Delete"],
    "ServerSitesController_UpdateProperties",
  ),
  ...because(
    "certificates and identities of providers are between Azure and the appliance",
    "ReplicationFabrics_RenewCertificate",
    "ReplicationFabrics_MigrateToAad",
  ),
  ...because(
    HYPER_V,
    "ReplicationFabrics_CheckConsistency",
    ...["ReplicationLogicalNetworks_Get", "ReplicationNetworks_Get"],
    ...["ReplicationNetworkMappings_ListByReplicationNetworks", "ReplicationNetworkMappings_Get"],
    ...["ReplicationNetworkMappings_Create", "ReplicationNetworkMappings_Update", "ReplicationNetworkMappings_Delete"],
    "ReplicationStorageClassifications_Get",
    "ReplicationStorageClassificationMappings_ListByReplicationStorageClassifications",
    "ReplicationStorageClassificationMappings_Get",
    "ReplicationStorageClassificationMappings_Create",
    "ReplicationStorageClassificationMappings_Delete",
  ),
  ...because(
    VMWARE,
    ...["ReplicationvCenters_Get", "ReplicationvCenters_Create"],
    ...["ReplicationvCenters_Update", "ReplicationvCenters_Delete"],
  ),
  ...because(
    MIGRATION,
    ...["ReplicationMigrationItems_Get", "ReplicationMigrationItems_Create"],
    ...["ReplicationMigrationItems_Update", "ReplicationMigrationItems_Delete"],
    ...["ReplicationMigrationItems_Migrate", "ReplicationMigrationItems_Resync"],
    ...["ReplicationMigrationItems_PauseReplication", "ReplicationMigrationItems_ResumeReplication"],
    ...["ReplicationMigrationItems_TestMigrate", "ReplicationMigrationItems_TestMigrateCleanup"],
    ...["MigrationRecoveryPoints_ListByReplicationMigrationItems", "MigrationRecoveryPoints_Get"],
  ),
  ...because(CLASSIC, "ReplicationFabrics_ReassociateGateway"),
  ...because(
    ASSESSMENT,
    ...["ServerSitesController_ComputeErrorSummary", "ServerSitesController_Computeusage"],
    ...["ServerSitesController_ExportApplications", "ServerSitesController_ExportMachineErrors"],
    ...["ServerSitesController_ListHealthSummary", "ServerSitesController_Summary"],
    "ServerSitesController_UpdateDependencyMapStatus",
    "ServerDependencyMapController_ClientGroupMembers",
    "ServerDependencyMapController_ServerGroupMembers",
    "ServerDependencyMapController_ExportDependencies",
    "ServerDependencyMapController_GenerateCoarseMap",
    "ServerDependencyMapController_GenerateDetailedMap",
    "ServerSoftwareInventoriesController_GetMachineSoftwareInventory",
    "ServerSoftwareInventoriesController_ListByServer",
  ),
  ...because(
    "jobs of the appliance's own; refreshing a site has an operation instead",
    "ServerJobsController_ListByServerSiteResource",
    "ServerJobsController_Get",
  ),
]);
