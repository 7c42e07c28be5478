// A vault's life for the conformance suite: with recovery plans, every operation that the simulator has is asked for.
import { textAt } from "../../simulator/body.ts";
import { changeItem, drillItem, enable, failOver, moveItem, seeItem, seeScenarios } from "./play-item.ts";
import { DAY, FABRIC, type Found, first, PROVIDER, type Row, rows, type Stage, VAULT } from "./stage.ts";

/** Reads a list and the first of its rows. */
async function listAndOne({ send }: Stage, path: string): Promise<Row> {
  const row = first(await send(`the list ${path.slice(VAULT.length)}`, "GET", path));
  await send("one of its rows", "GET", row.id);
  return row;
}

export async function lookAround(stage: Stage): Promise<Found> {
  const { send } = stage;
  const fabric = await listAndOne(stage, `${VAULT}/replicationFabrics`);
  const site = textAt(fabric, "properties", "customDetails", "physicalSiteId") ?? "";
  await send("containers of the vault", "GET", `${VAULT}/replicationProtectionContainers`);
  const container = (await listAndOne(stage, `${FABRIC}/replicationProtectionContainers`)).id;
  await send("providers of the vault", "GET", `${VAULT}/replicationRecoveryServicesProviders`);
  const providers = await send("providers", "GET", `${FABRIC}/replicationRecoveryServicesProviders`);
  const provider = await listAndOne(stage, `${FABRIC}/replicationRecoveryServicesProviders`);
  await send("refreshing a provider", "POST", `${provider.id}/refreshProvider`);
  await send("appliances", "GET", `${VAULT}/replicationAppliances`);
  const machines = rows(await send("machines", "GET", `${site}/machines`));
  return {
    container,
    site,
    appliances: rows(providers).map((each) => String(each.properties.machineId)),
    machines: new Map(machines.map((machine) => [String(machine.properties.displayName), machine.id])),
  };
}

async function seeSite({ send }: Stage, { site, machines }: Found): Promise<void> {
  await send(
    "sites of the subscription",
    "GET",
    `${site.slice(0, site.indexOf("/resourceGroups"))}/providers/Microsoft.OffAzure/serverSites`,
  );
  await send("sites of the group", "GET", site.slice(0, site.lastIndexOf("/")));
  await send("the site", "GET", site);
  const account = first(await send("run-as accounts", "GET", `${site}/runAsAccounts`));
  await send("a run-as account", "GET", account.id);
  const machine = machines.get("ora1") ?? "";
  await send("a machine", "GET", machine);
  await send("another account for it", "PATCH", machine, { properties: { runAsAccountId: account.id } });
  await send("taking it off the list", "DELETE", machine);
  await send("taking it off again", "DELETE", machine);
  await send("refreshing the site", "POST", `${site}/refreshSite`);
  await send("how that went", "GET", `${site}/operationsStatus/6e9b7c1a-52f0-4d3b-9a8`);
}

export async function makePolicy({ send, advance }: Stage, container: string): Promise<void> {
  const minutes = {
    recoveryPointHistoryInMinutes: 1440,
    crashConsistentFrequencyInMinutes: 5,
    appConsistentFrequencyInMinutes: 60,
  };
  const settings = { ...PROVIDER, ...minutes, enableMultiVmSync: "true" };
  const policy = `${VAULT}/replicationPolicies/gold`;
  await send("a policy", "PUT", policy, { properties: { providerSpecificInput: settings } });
  advance(5);
  await send("other settings", "PATCH", policy, { properties: { replicationProviderSettings: settings } });
  advance(5);
  const silver = `${VAULT}/replicationPolicies/silver`;
  await send("another policy", "PUT", silver, { properties: { providerSpecificInput: settings } });
  advance(5);
  await send("policies", "GET", `${VAULT}/replicationPolicies`);
  await send("the policy", "GET", policy);
  const mappings = `${container}/replicationProtectionContainerMappings`;
  const properties = { policyId: policy, targetProtectionContainerId: "Microsoft Azure" };
  await send("a mapping", "PUT", `${mappings}/gold`, { properties });
  advance(10);
  const other = { policyId: silver, targetProtectionContainerId: "Microsoft Azure" };
  await send("another mapping", "PUT", `${mappings}/silver`, { properties: other });
  advance(10);
  const wish = { ...PROVIDER, enableAgentAutoUpgrade: "false" };
  await send("automatic updates", "PATCH", `${mappings}/gold`, { properties: { providerSpecificInput: wish } });
  advance(10);
  await send("mappings of the vault", "GET", `${VAULT}/replicationProtectionContainerMappings`);
  await send("mappings", "GET", mappings);
  await send("the mapping", "GET", `${mappings}/gold`);
}

/** Every job of the vault, in the list and one by one; every event too. */
export async function seeJobs({ send }: Stage): Promise<void> {
  const jobs = await send("jobs", "GET", `${VAULT}/replicationJobs`);
  for (const job of rows(jobs)) await send("a job", "GET", job.id);
  const events = await send("events", "GET", `${VAULT}/replicationEvents`);
  for (const event of rows(events)) await send("an event", "GET", event.id.replace(";", "%3B"));
}

async function failJobs({ send, advance }: Stage, found: Found): Promise<void> {
  await enable({ send, advance }, found, "app04-fails-enable");
  advance(DAY);
  const query = "$filter=JobStatus%20eq%20%27Failed%27";
  const failed = first(await send("jobs that failed", "GET", `${VAULT}/replicationJobs?${query}`));
  await send("a restart", "POST", `${failed.id}/restart`);
  advance(5);
  await send("an export", "POST", `${VAULT}/replicationJobs/export`, { jobStatus: "Failed" });
  advance(5);
}

async function seeVault({ send, advance }: Stage): Promise<void> {
  await send("alert settings", "GET", `${VAULT}/replicationAlertSettings`);
  const alert = `${VAULT}/replicationAlertSettings/defaultAlertSetting`;
  const wish = { sendToOwners: "Send", customEmailAddresses: ["ops@contoso.example"], locale: "en-US" };
  await send("other alert settings", "PUT", alert, { properties: wish });
  await send("the alert setting", "GET", alert);
  await send("the vault's health", "GET", `${VAULT}/replicationVaultHealth`);
  await send("a look at it", "POST", `${VAULT}/replicationVaultHealth/default/refresh`);
  advance(10);
  const setting = `${VAULT}/replicationVaultSettings/default`;
  await send("a setting", "PUT", setting, { properties: { migrationSolutionId: "/subscriptions/1/solutions/s" } });
  await send("the setting", "GET", setting);
  await send("settings", "GET", `${VAULT}/replicationVaultSettings`);
  await send("systems", "GET", `${VAULT}/replicationSupportedOperatingSystems?instanceType=InMageRcm`);
}

async function seeEmptyLists({ send }: Stage, container: string): Promise<void> {
  const ofVault = [
    "MigrationItems",
    "Networks",
    "NetworkMappings",
    "StorageClassifications",
    "StorageClassificationMappings",
  ];
  for (const what of [...ofVault, "vCenters", "ProtectionIntents"]) {
    await send(`no ${what}`, "GET", `${VAULT}/replication${what}`);
  }
  for (const what of ["Networks", "LogicalNetworks", "StorageClassifications", "vCenters"]) {
    await send(`no ${what}`, "GET", `${FABRIC}/replication${what}`);
  }
  for (const what of ["ProtectableItems", "MigrationItems"]) {
    await send(`no ${what}`, "GET", `${container}/replication${what}`);
  }
}

async function endAll({ send, advance }: Stage, found: Found, path: string): Promise<void> {
  const reason = { disableProtectionReason: "MigrationComplete" };
  await send("the end of a migration", "POST", `${path}/remove`, { properties: reason });
  await send("a purge", "DELETE", `${found.container}/replicationProtectedItems/web02`);
  advance(200);
  const mappings = `${found.container}/replicationProtectionContainerMappings`;
  await send("removing a mapping", "POST", `${mappings}/silver/remove`, { properties: {} });
  await send("purging a mapping", "DELETE", `${mappings}/gold`);
  advance(20);
  await send("deleting the policy", "DELETE", `${VAULT}/replicationPolicies/silver`);
}

const OTHERS = ["db01-needs-resync", "db02-old-agent", "db03-resolvable-error", "db04-cancellable-failover"];

/** Plays all but recovery plans. The fleet must have the example's machines, two appliances, and those of `OTHERS`. */
export async function playVault(stage: Stage): Promise<Found> {
  const found = await lookAround(stage);
  await seeSite(stage, found);
  await makePolicy(stage, found.container);
  const path = await enable(stage, found, "web01");
  for (const name of ["web02", ...OTHERS]) await enable(stage, found, name);
  stage.advance(DAY);
  await stage.send("items of the vault", "GET", `${VAULT}/replicationProtectedItems`);
  await stage.send("items of the container", "GET", `${found.container}/replicationProtectedItems`);
  const point = await seeItem(stage, path);
  await changeItem(stage, path);
  await drillItem(stage, path);
  await failOver(stage, path, point);
  await seeScenarios(stage, found.container);
  await moveItem(stage, found, `${found.container}/replicationProtectedItems/web02`);
  await failJobs(stage, found);
  await seeVault(stage);
  await seeEmptyLists(stage, found.container);
  return found;
}

export const endVault = (stage: Stage, found: Found): Promise<void> =>
  endAll(stage, found, `${found.container}/replicationProtectedItems/web01`);
