// Facts about Azure for tables: a machine that the appliance sees, a protected item, the vault's infrastructure.
import type { ProtectedItem, SourceMachine, VirtualNetwork } from "../../../operator/azure/site-recovery.ts";
import type { Infrastructure, Seen } from "../../../operator/azure/view.ts";

export const NOW = new Date("2026-11-23T10:00:00Z");
export const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
export const VAULT_ID = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.RecoveryServices/vaults/contoso-dr`;
export const CONTAINER_ID = `${VAULT_ID}/replicationFabrics/fabric/replicationProtectionContainers/container`;
export const ITEM_ID = `${CONTAINER_ID}/replicationProtectedItems/dr-team-web01`;
export const POLICY_ID = `${VAULT_ID}/replicationPolicies/dr-team-gold`;
export const MACHINE_ID = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.OffAzure/serverSites/site/machines/m1`;
export const TARGET_GROUP = `${SUBSCRIPTION}/resourceGroups/dr-target-rg`;
export const PROD_NETWORK = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Network/virtualNetworks/prod-net`;
export const TEST_NETWORK = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Network/virtualNetworks/dr-test`;
export const CACHE = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Storage/storageAccounts/drcache001`;

export function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * 60_000);
}

export function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function item(patch: Partial<ProtectedItem> = {}): ProtectedItem {
  return {
    id: ITEM_ID,
    name: "dr-team-web01",
    friendlyName: "web01",
    instanceType: "InMageRcm",
    machineId: MACHINE_ID,
    policyId: POLICY_ID,
    protectionState: "Protected",
    activeLocation: "Primary",
    testFailoverState: "None",
    replicationHealth: "Normal",
    failoverHealth: "Normal",
    allowedOperations: ["UnplannedFailover", "DisableProtection", "TestFailover"],
    healthErrors: [],
    rpoSeconds: 120,
    lastRecoveryPoint: minutes(-3),
    resyncRequired: false,
    disks: [{ id: "disk-1", name: "sda", osDisk: true, capacityBytes: 40 * 2 ** 30 }],
    nics: [{ nicId: "00:50:56:93:78:90", primary: true, include: true, subnet: "web", testSubnet: "web" }],
    target: {
      vmName: "web01",
      vmSize: "Standard_D2s_v5",
      resourceGroupId: TARGET_GROUP,
      networkId: PROD_NETWORK,
      testNetworkId: TEST_NETWORK,
    },
    ...patch,
  };
}

export function machine(patch: Partial<SourceMachine> = {}): SourceMachine {
  return {
    id: MACHINE_ID,
    name: "web01",
    fqdn: "web01.contoso.com",
    addresses: ["10.1.0.4"],
    biosId: "4C4C4544-0042-3010-8056-B4C04F4E3132",
    operatingSystem: { type: "Linux", name: "Ubuntu 22.04" },
    firmware: "BIOS",
    disks: [{ id: "disk-1", name: "sda", sizeBytes: 40 * 2 ** 30, osDisk: true }],
    nics: [{ macAddress: "00:50:56:93:78:90", addresses: ["10.1.0.4"] }],
    appliance: "dr-appliance-1",
    errors: [],
    ...patch,
  };
}

export function infrastructure(patch: Partial<Infrastructure> = {}): Seen<Infrastructure> {
  const value: Infrastructure = {
    vault: { id: VAULT_ID, location: "westeurope" },
    fabric: {
      id: `${VAULT_ID}/replicationFabrics/fabric`,
      name: "fabric",
      instanceType: "InMageRcm",
      health: "Normal",
      containers: [{ id: CONTAINER_ID, name: "container" }],
      processServers: [{ id: "ps-1", name: "dr-appliance-1", health: "Normal" }],
    },
    container: { id: CONTAINER_ID, fabric: "fabric", container: "container" },
    appliances: [{ id: "a1", name: "dr-appliance-1", health: "Normal", errors: [] }],
    runAsAccounts: [{ id: "run-as-1", name: "linux-root" }],
    ...patch,
  };
  return { state: "present", value, at: NOW };
}

export function network(id: string, patch: Partial<VirtualNetwork> = {}): Seen<VirtualNetwork> {
  const subnets = [{ name: "web", addressPrefix: "10.2.0.0/24", usedAddresses: 3 }];
  return { state: "present", value: { id, location: "westeurope", subnets, ...patch }, at: NOW };
}

export const there = (patch: Partial<ProtectedItem> = {}): Seen<ProtectedItem> => ({
  state: "present",
  value: item(patch),
  at: NOW,
});
/** Never got to its first copy, and no job works on it. */
export function failedEnable(protectionState: string): Seen<ProtectedItem> {
  const { lastRecoveryPoint: _, ...value } = item({ protectionState, allowedOperations: ["DisableProtection"] });
  return { state: "present", value, at: NOW };
}
/** In the same container, under the name that ours would have; it names no machine of the appliance. */
export function otherProviders(instanceType: string): Seen<ProtectedItem> {
  const { machineId: _, ...value } = item({ instanceType });
  return { state: "present", value, at: NOW };
}
export const gone: Seen<ProtectedItem> = { state: "absent", at: NOW };
export const unread: Seen<ProtectedItem> = { state: "unknown", why: "Azure's list does not show it." };
