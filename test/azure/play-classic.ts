// A classic vault's life for the conformance suite: every operation that such a vault has, and its answers on the way.
import { textAt } from "../../simulator/body.ts";
import { DAY, VAULT as OTHER, type Row, rows, type Stage } from "./stage.ts";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-classic-rg";
const VAULT = `${GROUP}/providers/Microsoft.RecoveryServices/vaults/contoso-classic`;
const CACHE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/classiccache001`;
const networkId = (name: string) => `${GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;
const PROVIDER = { instanceType: "InMageAzureV2" };

interface Site {
  readonly container: string;
  readonly provider: string;
  readonly processServer: string;
}

async function lookAround({ send }: Stage): Promise<Site> {
  const [fabric] = rows(await send("classic fabrics", "GET", `${VAULT}/replicationFabrics`));
  const path = fabric?.id ?? "";
  const whole = (await send("the classic fabric", "GET", path)) as Row;
  const servers = (whole.properties.customDetails as { processServers: { id: string }[] }).processServers;
  const [container] = rows(await send("classic containers", "GET", `${path}/replicationProtectionContainers`));
  await send("the classic container", "GET", container?.id ?? "");
  const list = `${path}/replicationRecoveryServicesProviders`;
  const [provider] = rows(await send("classic providers", "GET", list));
  await send("the classic provider", "GET", provider?.id ?? "");
  await send("no appliances", "GET", `${VAULT}/replicationAppliances`);
  return { container: container?.id ?? "", provider: provider?.id ?? "", processServer: servers[0]?.id ?? "" };
}

async function discover({ send, advance }: Stage, { container, provider }: Site): Promise<ReadonlyMap<string, string>> {
  const wish = { friendlyName: "added01", ipAddress: "192.0.2.90", osType: "Windows" };
  await send("adding a machine", "POST", `${container}/discoverProtectableItem`, { properties: wish });
  advance(61);
  await send("looking again", "POST", `${provider}/refreshProvider`);
  advance(300);
  const items = rows(await send("protectable items", "GET", `${container}/replicationProtectableItems`));
  for (const each of items) await send("a protectable item", "GET", each.id);
  return new Map(items.map(({ id, properties }) => [String(properties.friendlyName), id]));
}

async function makePolicies({ send, advance }: Stage, container: string): Promise<void> {
  const minutes = {
    recoveryPointHistory: 1440,
    recoveryPointThresholdInMinutes: 60,
    appConsistentFrequencyInMinutes: 60,
    multiVmSyncStatus: "Enable",
  };
  const there = { ...PROVIDER, ...minutes, crashConsistentFrequencyInMinutes: 5 };
  const settings = { gold: there, "gold-failback": { instanceType: "InMage", ...minutes } };
  for (const [name, providerSpecificInput] of Object.entries(settings)) {
    const policy = `${VAULT}/replicationPolicies/${name}`;
    await send(`the policy ${name}`, "PUT", policy, { properties: { providerSpecificInput } });
    advance(5);
    await send(`reading ${name}`, "GET", policy);
    const target = name === "gold" ? "Microsoft Azure" : container;
    const properties = { policyId: policy, targetProtectionContainerId: target };
    const mapping = `${container}/replicationProtectionContainerMappings/${name}`;
    await send(`mapping ${name}`, "PUT", mapping, { properties });
    advance(10);
    await send(`reading the mapping of ${name}`, "GET", mapping);
  }
  const changed = { ...there, multiVmSyncStatus: "Disable" };
  const gold = `${VAULT}/replicationPolicies/gold`;
  await send("changing gold", "PATCH", gold, { properties: { replicationProviderSettings: changed } });
  advance(5);
  await send("classic policies", "GET", `${VAULT}/replicationPolicies`);
  await send("classic mappings", "GET", `${VAULT}/replicationProtectionContainerMappings`);
}

async function enable({ send, advance }: Stage, site: Site, protectableItemId: string): Promise<string> {
  const path = `${site.container}/replicationProtectedItems/crm`;
  await send("enabling a classic machine", "PUT", path, {
    properties: {
      policyId: `${VAULT}/replicationPolicies/gold`,
      protectableItemId,
      providerSpecificDetails: {
        ...PROVIDER,
        processServerId: site.processServer,
        masterTargetId: site.processServer,
        runAsAccountId: "1",
        disksToInclude: [{ diskId: "/dev/sda", diskType: "Premium_LRS", logStorageAccountId: CACHE }],
        targetAzureV2ResourceGroupId: GROUP,
        targetAzureNetworkId: networkId("classic-prod-net"),
        targetAzureSubnetId: "web",
        targetAzureVmName: "crm",
        targetVmTags: { team: "crm" },
      },
    },
  });
  for (const step of [0, 1700, 700, 700, 700, 700, DAY]) {
    advance(step);
    await send("the classic item on its way", "GET", path);
  }
  return path;
}

async function change({ send, advance }: Stage, path: string): Promise<void> {
  const item = (await send("the classic item", "GET", path)) as Row;
  const nicId = textAt(item.properties.providerSpecificDetails, "selectedSourceNicId");
  const address = { recoverySubnetName: "db", tfoSubnetName: "db", isPrimary: true };
  await send("changing a classic item", "PATCH", path, {
    properties: {
      recoveryAzureVMName: "crm",
      selectedRecoveryAzureNetworkId: networkId("classic-prod-net"),
      selectedTfoAzureNetworkId: networkId("classic-dr-test"),
      vmNics: [{ nicId, ipConfigs: [address] }],
      providerSpecificDetails: { ...PROVIDER, useManagedDisks: "true" },
    },
  });
  advance(60);
  await send("the changed classic item", "GET", path);
}

const NETWORK = { networkType: "VmNetworkAsInput", networkId: networkId("classic-dr-test") };
const DIRECTION = { failoverDirection: "PrimaryToRecovery", providerSpecificDetails: PROVIDER };

async function drillAndFailOver({ send, advance }: Stage, path: string): Promise<void> {
  await send("a classic drill", "POST", `${path}/testFailover`, { properties: { ...DIRECTION, ...NETWORK } });
  advance(1300);
  await send("the classic item that waits", "GET", path);
  await send("a classic clean-up", "POST", `${path}/testFailoverCleanup`, { properties: { comments: "well" } });
  advance(300);
  const points = rows(await send("classic points", "GET", `${path}/recoveryPoints`));
  await send("a classic point", "GET", points[0]?.id ?? "");
  await send("classic sizes", "GET", `${path}/targetComputeSizes`);
  await send("a classic failover", "POST", `${path}/unplannedFailover`, { properties: DIRECTION });
  advance(700);
  await send("the classic item failed over", "GET", path);
  const properties = { recoveryPointId: points[1]?.id, providerSpecificDetails: PROVIDER };
  await send("another classic point", "POST", `${path}/applyRecoveryPoint`, { properties });
  advance(400);
  await send("a classic commit", "POST", `${path}/failoverCommit`);
  advance(60);
  await send("the classic item committed", "GET", path);
  await send("the end of the classic item", "POST", `${path}/remove`, { properties: {} });
  advance(100);
}

async function move({ send, advance }: Stage): Promise<void> {
  const items = rows(await send("classic items", "GET", `${VAULT}/replicationProtectedItems`));
  const path = items.find(({ properties }) => properties.friendlyName === "erp01")?.id ?? "";
  const [fabric] = rows(await send("the fabrics to move to", "GET", `${OTHER}/replicationFabrics`));
  const providers = await send("who is there", "GET", `${fabric?.id}/replicationRecoveryServicesProviders`);
  const details = {
    ...PROVIDER,
    targetVaultID: OTHER,
    targetFabricID: fabric?.id,
    targetApplianceID: rows(providers)[0]?.properties.machineId,
  };
  const properties = { targetInstanceType: "InMageRcm", providerSpecificDetails: details };
  await send("a move to an appliance", "POST", `${path}/switchProvider`, { properties });
  await send("the item that moves", "GET", path);
  advance(5400);
  await send("the item that moved", "GET", path);
  await send("where it moved", "GET", `${OTHER}/replicationProtectedItems`);
  await send("classic purge", "DELETE", path);
  advance(10);
}

/** Plays what a classic vault has. The simulator must have the example's, beside the one that machines move to. */
export async function playClassic(stage: Stage): Promise<void> {
  const site = await lookAround(stage);
  const machines = await discover(stage, site);
  await makePolicies(stage, site.container);
  const path = await enable(stage, site, machines.get("crm01") ?? "");
  await stage.send("classic items on the way", "GET", `${VAULT}/replicationProtectedItems`);
  await change(stage, path);
  await drillAndFailOver(stage, path);
  await move(stage);
  for (const job of rows(await stage.send("classic jobs", "GET", `${VAULT}/replicationJobs`))) {
    await stage.send("a classic job", "GET", job.id);
  }
  const events = await stage.send("classic events", "GET", `${VAULT}/replicationEvents`);
  for (const event of rows(events)) await stage.send("a classic event", "GET", event.id.replace(";", "%3B"));
  await stage.send("the classic vault's health", "GET", `${VAULT}/replicationVaultHealth`);
  await stage.send(
    "classic systems",
    "GET",
    `${VAULT}/replicationSupportedOperatingSystems?instanceType=InMageAzureV2`,
  );
}
