// What Azure shows of a plain vault, for tables about vaults, policies and machines; each test says what differs.
import type { Condition, RecoveryVault, RecoveryVaultSpec, RecoveryVaultStatus } from "../../../crds/types.ts";
import type { Census } from "../../../operator/azure/item-glance.ts";
import { createItemStore } from "../../../operator/azure/item-store.ts";
import type { ProtectedItem, SourceMachine } from "../../../operator/azure/site-recovery.ts";
import type { Infrastructure, Seen } from "../../../operator/azure/view.ts";

/** Azure's clock. */
export const NOW = new Date("2026-11-23T10:00:00Z");
export const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);
export const seconds = (count: number): Date => new Date(NOW.getTime() + count * 1000);
export const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
const PROVIDERS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/dr-rg/providers`;
export const VAULT_ID = `${PROVIDERS}/Microsoft.RecoveryServices/vaults/contoso-dr`;
export const CONTAINER_ID = `${VAULT_ID}/replicationFabrics/fabric1/replicationProtectionContainers/container1`;
export const SITE_ID = `${PROVIDERS}/Microsoft.OffAzure/serverSites/site1`;

export const itemIdOf = (name: string): string => `${CONTAINER_ID}/replicationProtectedItems/${name}`;
export const machineIdOf = (name: string): string => `${SITE_ID}/machines/${name}`;

export function item(name: string, more: Partial<ProtectedItem> = {}): ProtectedItem {
  return {
    id: itemIdOf(name),
    name,
    friendlyName: name,
    instanceType: "InMageRcm",
    machineId: machineIdOf(name),
    protectionState: "Protected",
    activeLocation: "Primary",
    testFailoverState: "None",
    replicationHealth: "Normal",
    failoverHealth: "Normal",
    allowedOperations: ["TestFailover"],
    healthErrors: [],
    resyncRequired: false,
    disks: [],
    nics: [],
    target: {},
    ...more,
  };
}

/** A drill's test machine exists. */
export const drilling = (name: string): ProtectedItem =>
  item(name, { testFailoverState: "WaitingForCompletion", allowedOperations: ["TestFailoverCleanup"] });

export function machine(name: string, more: Partial<SourceMachine> = {}): SourceMachine {
  return {
    id: machineIdOf(name),
    name,
    addresses: ["10.1.0.4"],
    operatingSystem: { type: "Linux" },
    disks: [],
    nics: [],
    errors: [],
    ...more,
  };
}

export function infrastructure(more: Partial<Infrastructure> = {}): Infrastructure {
  return {
    vault: { id: VAULT_ID, location: "westeurope" },
    fabric: {
      id: `${VAULT_ID}/replicationFabrics/fabric1`,
      name: "fabric1",
      instanceType: "InMageRcm",
      health: "Normal",
      physicalSiteId: SITE_ID,
      containers: [{ id: CONTAINER_ID, name: "container1" }],
      processServers: [{ id: "ps-guid", name: "dr-appliance-1" }],
    },
    container: { fabric: "fabric1", container: "container1", id: CONTAINER_ID },
    siteId: SITE_ID,
    appliances: [
      {
        id: "appliance-1",
        name: "dr-appliance-1",
        health: "Normal",
        version: "9.62",
        lastHeartbeat: minutes(-1),
        errors: [],
      },
    ],
    runAsAccounts: [{ id: `${SITE_ID}/runAsAccounts/a1`, name: "linux-root" }],
    ...more,
  };
}

export const present = <T>(value: T): Seen<T> => ({ state: "present", value, at: NOW });

export interface VaultPatch {
  readonly spec?: Partial<RecoveryVaultSpec>;
  readonly metadata?: Partial<RecoveryVault["metadata"]>;
  readonly status?: RecoveryVaultStatus;
}

export function vault({ spec, metadata, status }: VaultPatch = {}): RecoveryVault {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "RecoveryVault",
    metadata: {
      name: "contoso",
      uid: "uid-contoso",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-09-01T00:00:00Z",
      ...metadata,
    },
    spec: {
      subscriptionId: SUBSCRIPTION,
      resourceGroup: "dr-rg",
      vaultName: "contoso-dr",
      mode: "Manage",
      allowedNamespaces: ["dr-team"],
      architecture: "Modernized",
      cloud: "Public",
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

/** As Kubernetes marks what is being deleted while our finalizer holds it. */
export const going = { deletionTimestamp: iso(minutes(-1)), finalizers: ["asr-chatops.io/azure"] } as const;

/** As a status holds it. */
export function condition(type: string, status: Condition["status"], reason: string): Condition {
  return { type, status, reason, message: "", lastTransitionTime: "2026-11-20T00:00:00Z", observedGeneration: 1 };
}

/** The items as a view counts them. */
export function censusOf(items: readonly ProtectedItem[]): Census {
  const store = createItemStore();
  store.takeList(items.map(store.row), { ms: 0, at: NOW });
  return store;
}
