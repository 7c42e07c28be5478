// Every method of the port that calls Azure, once, with a server that answers it: for tests of what holds for all.
import type { SiteRecovery } from "../../operator/azure/site-recovery.ts";
import {
  ACCEPTED,
  ADDRESS,
  CONTAINER,
  collect,
  itemId,
  list,
  ok,
  SITE_ID,
  VAULT_ID,
  WRITE,
} from "./port-under-test.ts";
import { itemRow, jobRow } from "./rows.ts";
import type { Received, Reply } from "./scripted-server.ts";

const GROUP = `/subscriptions/${ADDRESS.subscriptionId}/resourceGroups/dr-rg`;
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/dr-test`;
const NIC = `${GROUP}/providers/Microsoft.Network/networkInterfaces/web01-test-nic`;
const MACHINE = `${GROUP}/providers/Microsoft.Compute/virtualMachines/web01-test`;

const SETTINGS = {
  recoveryPointRetentionMinutes: 1440,
  appConsistentFrequencyMinutes: 60,
  crashConsistentFrequencyMinutes: 5,
  multiVmSync: false,
};

export const ENABLE = {
  itemName: "web01",
  machineId: `${SITE_ID}/machines/web01`,
  policyId: `${VAULT_ID}/replicationPolicies/gold`,
  processServerId: "83629832-8201-4d31-b9cd-a644185d035a",
  cacheStorageAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/cache`,
  diskType: "Premium_LRS",
  target: { vmName: "web01", resourceGroupId: GROUP, networkId: NETWORK, subnet: "web" },
} as const;

/** Methods that call nothing. */
type Quiet = "polling" | "forRuns" | "azureNow" | "lastAnswerAt" | "throttledUntil" | "remainingCalls";

type Calls = { readonly [Method in Exclude<keyof SiteRecovery, Quiet>]: (port: SiteRecovery) => Promise<unknown> };

/** What answers an Outcome, and so never throws for anything that Azure or the network did. */
export const WRITES: Pick<Calls, WriteName> = {
  createPolicy: (port) => port.createPolicy(WRITE, "gold", SETTINGS),
  updatePolicy: (port) => port.updatePolicy(WRITE, "gold", SETTINGS),
  deletePolicy: (port) => port.deletePolicy(WRITE, "gold"),
  createMapping: (port) => port.createMapping(WRITE, CONTAINER, { name: "gold", policyId: ENABLE.policyId }),
  deleteMapping: (port) => port.deleteMapping(WRITE, CONTAINER, "gold"),
  enable: (port) => port.enable(WRITE, CONTAINER, ENABLE),
  update: (port) => port.update(WRITE, itemId("web01"), { target: { vmSize: "Standard_D4s_v5" }, nics: [] }),
  disable: (port) => port.disable(WRITE, itemId("web01"), "NotSpecified"),
  testFailover: (port) => port.testFailover(WRITE, itemId("web01"), { networkId: NETWORK }),
  cleanUpTestFailover: (port) => port.cleanUpTestFailover(WRITE, itemId("web01"), "it works"),
};

type WriteName =
  | `${"create" | "update" | "delete"}Policy`
  | `${"create" | "delete"}Mapping`
  | "enable"
  | "update"
  | "disable"
  | "testFailover"
  | "cleanUpTestFailover";

export const READS: Omit<Calls, WriteName> = {
  vault: (port) => port.vault(),
  fabrics: (port) => port.fabrics(),
  appliances: (port) => port.appliances(),
  policy: (port) => port.policy("gold"),
  mapping: (port) => port.mapping(CONTAINER, "gold"),
  mappings: (port) => port.mappings(CONTAINER),
  items: (port) => collect(port.items()),
  item: (port) => port.item(itemId("web01")),
  recoveryPoints: (port) => port.recoveryPoints(itemId("web01")),
  targetSizes: (port) => port.targetSizes(itemId("web01")),
  jobs: (port) => port.jobs(new Date(0)),
  job: (port) => port.job("j1"),
  machines: (port) => collect(port.machines(SITE_ID)),
  runAsAccounts: (port) => port.runAsAccounts(SITE_ID),
  refreshSite: (port) => port.refreshSite(SITE_ID),
  virtualMachine: (port) => port.virtualMachine(MACHINE),
  virtualNetwork: (port) => port.virtualNetwork(NETWORK),
};

export const EVERY: readonly [string, (port: SiteRecovery) => Promise<unknown>][] = Object.entries({
  ...READS,
  ...WRITES,
});

const NAMED: readonly [RegExp, object][] = [
  [/\/replicationProtectedItems\/[^/]+$/i, itemRow("web01")],
  [/\/replicationJobs\/[^/]+$/, jobRow("j1")],
  [/\/virtualMachines\/[^/]+$/, { id: MACHINE, properties: { networkProfile: { networkInterfaces: [{ id: NIC }] } } }],
  // No process servers in it, so that the providers are asked for.
  [/\/replicationFabrics\/[^/]+$/, { name: "fabric1", properties: { customDetails: { instanceType: "InMageRcm" } } }],
  [
    /\/(policies|mappings|vaults|virtualNetworks|networkInterfaces|\w+Policies|\w+Mappings)\/[^/]+$/,
    { id: "x", name: "x" },
  ],
];

/** An answer that every call is content with. */
export function contentedly({ method, path }: Received): Reply {
  if (path.endsWith("/refreshSite")) return { status: 202 };
  if (method !== "GET") return ACCEPTED;
  const named = NAMED.find(([shape]) => shape.test(path));
  if (named !== undefined) return ok(named[1]);
  return list(path.endsWith("/replicationFabrics") ? [{ name: "fabric1" }] : []);
}
