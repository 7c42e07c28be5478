// Owns the answers about the vault as a whole: its health, alert and other settings, supported operating systems.

import type { AlertSetting } from "./alerts.ts";
import { vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { healthPath, type Issue, type VaultHealth } from "./vault-health.ts";
import type { VaultSetting } from "./vault-settings.ts";
import type { World } from "./world.ts";

const TYPE = "Microsoft.RecoveryServices/vaults";

const issueView = (issue: Issue) => ({
  summaryCode: issue.code,
  category: issue.category,
  severity: issue.severity,
  summaryMessage: issue.message,
  affectedResourceType: "replicationProtectedItems",
  affectedResourceSubtype: "",
  affectedResourceCorrelationIds: issue.about,
});

/** What is said of silent appliances; the code is ours. */
const silence = (world: World, names: readonly string[]) => ({
  summaryCode: "SimulatedApplianceSilent",
  category: "FabricInfrastructure",
  severity: "Error",
  summaryMessage: "An appliance is not connected.",
  affectedResourceType: "replicationFabrics",
  affectedResourceSubtype: "",
  affectedResourceCorrelationIds: names.map((name) => guid("appliance", world.fleet.vaultName, name.toLowerCase())),
});

/** `Default` with a capital D, as in the official example. */
export const healthView = (world: World, health: VaultHealth) => ({
  id: healthPath(world),
  name: "Default",
  type: `${TYPE}/replicationVaultHealth`,
  properties: {
    vaultErrors: [],
    protectedItemsHealth: {
      resourceCount: health.items,
      issues: health.issues.map(issueView),
      categorizedResourceCounts: health.counts,
    },
    fabricsHealth: {
      resourceCount: 1,
      issues: health.silentAppliances.length === 0 ? [] : [silence(world, health.silentAppliances)],
    },
    containersHealth: { resourceCount: 1, issues: [] },
  },
});

export const alertView = (world: World, alert: AlertSetting) => ({
  id: `${vaultId(world.fleet)}/replicationAlertSettings/${alert.name}`,
  name: alert.name,
  type: `${TYPE}/replicationAlertSettings`,
  properties: {
    sendToOwners: alert.sendToOwners,
    customEmailAddresses: alert.addresses,
    locale: alert.locale,
  },
});

export const settingView = (world: World, setting: VaultSetting) => ({
  id: `${vaultId(world.fleet)}/replicationVaultSettings/${setting.name}`,
  name: setting.name,
  type: `${TYPE}/replicationVaultSettings`,
  properties: {
    ...(setting.migrationSolutionId !== undefined && { migrationSolutionId: setting.migrationSolutionId }),
    ...(setting.providerType !== undefined && { vmwareToAzureProviderType: setting.providerType }),
  },
});

const os = (osName: string, osType: "windows" | "linux", ...versions: readonly string[]) => ({
  osName,
  osType,
  osVersions: versions.map((version) => ({ version })),
});

/** A few systems that Microsoft's support matrix names; what the service lists for this provider is not recorded. */
const SUPPORTED = [
  os("Windows Server 2016", "windows", "10.0.14393"),
  os("Windows Server 2019", "windows", "10.0.17763"),
  os("Windows Server 2022", "windows", "10.0.20348"),
  os("Red Hat Enterprise Linux", "linux", "7.9", "8.10", "9.4"),
  os("SUSE Linux Enterprise Server", "linux", "12 SP5", "15 SP5"),
  os("Ubuntu", "linux", "20.04", "22.04"),
];

const isOurs = (instanceType: string): boolean => ["inmagercm", "inmageazurev2"].includes(instanceType.toLowerCase());

/** For the provider asked for, or for the one that the vault has. Another provider's list is empty. */
export const supportedView = (world: World, instanceType: string) => ({
  id: `${vaultId(world.fleet)}/replicationSupportedOperatingSystems/Default`,
  name: "Default",
  type: `${TYPE}/replicationSupportedOperatingSystems`,
  properties: {
    supportedOsList: [{ instanceType, supportedOs: isOurs(instanceType) ? SUPPORTED : [] }],
  },
});
