// Looks at protections without any process around them: the real reconciler, view and store, and an API server that only counts.
import type { PhysicalMachineProtection, RecoveryVault, ReplicationPolicy } from "../../crds/types.ts";
import { PhysicalMachineProtectionKind } from "../../crds/types.ts";
import { clientOver, type KubeClient } from "../../kube/client.ts";
import { systemClock } from "../../kube/clock.ts";
import { settled } from "../../kube/freeze.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { createAzureClock } from "../../operator/azure/azure-clock.ts";
import { createClaims } from "../../operator/azure/claims.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { createProtectionReconciler } from "../../operator/protection/reconciler.ts";
import { reconcile } from "../../operator/reconcile.ts";
import { createStore } from "../../operator/store.ts";
import { PORTAL_POLICY, policyManifest, vaultManifest } from "../e2e/steady-ground.ts";
import { startSimulatorProcess } from "../stack/simulator.ts";

export interface Looks {
  readonly objects: ReadonlyMap<string, PhysicalMachineProtection>;
  /** Statuses written so far. */
  writes(): number;
  /** Looks at every protection once. */
  round(): Promise<void>;
  /** What the RecoveryVault's own status says from now on. */
  vaultSays(status: RecoveryVault["status"]): void;
  stop(): Promise<void>;
}

/** An API server that takes every status, and counts. */
function statusesOnly(objects: Map<string, PhysicalMachineProtection>) {
  let writes = 0;
  const send = async (call: { readonly path: string; readonly body?: unknown }) => {
    writes += 1;
    const name = /physicalmachineprotections\/([^/]+)\/status/.exec(call.path)?.[1] ?? "";
    const before = objects.get(name);
    if (before === undefined) throw new Error(`There is no ${name}.`);
    const { status } = call.body as Pick<PhysicalMachineProtection, "status">;
    const metadata = { ...before.metadata, resourceVersion: String(writes) };
    return JSON.parse(JSON.stringify({ ...before, metadata, status }));
  };
  const http = { send, stream: () => Promise.reject(new Error("not here")), close: async () => {} };
  return { client: clientOver(http, "bench") satisfies KubeClient, writes: () => writes };
}

async function readVault(simulatorUrl: string) {
  const clock = createAzureClock({ real: systemClock, speed: 1 });
  const vault = (await vaultManifest({ cloud: "Public", architecture: "Modernized" })) as RecoveryVault;
  const port = createSiteRecovery({ ...vault.spec, access: { simulatorUrl }, clock, logger: silentLogger });
  const view = createVaultView({ port, clock, logger: silentLogger, random: Math.random, fabricType: "InMageRcm" });
  await view.pollInfrastructure();
  await view.pollItems();
  await view.pollDiscovery();
  return { vault, view, close: () => port.close() };
}

function protectionOf(name: string): PhysicalMachineProtection {
  const { group, version, kind } = PhysicalMachineProtectionKind;
  const metadata = { name, namespace: "dr-team", uid: `uid-${name}`, resourceVersion: "0", generation: 1 };
  const spec = { vault: "contoso", policy: "portal", machine: { name }, drillEveryDays: 90, deletionPolicy: "Retain" };
  return settled({ apiVersion: `${group}/${version}`, kind, metadata, spec } as unknown as PhysicalMachineProtection);
}

/** So many protections of machines that Azure has protected already; nobody has looked at them yet. */
export async function startLooks(count: number): Promise<Looks> {
  const fleet = ["--machines", String(count), "--protected", String(count), "--page-size", "500", "--speed", "1"];
  const simulator = await startSimulatorProcess([...fleet, "--seed", "bench"]);
  const { vault, view, close } = await readVault(simulator.url);
  let resource = vault;
  const names = view.items().map(({ friendlyName }) => friendlyName);
  const objects = new Map(names.map((name) => [name, protectionOf(name)]));
  const { client, writes } = statusesOnly(objects);
  const claims = createClaims();
  const handle = () => ({ name: "contoso", view, claims, resource });
  const policy = policyManifest("portal", { azureName: PORTAL_POLICY }) as ReplicationPolicy;
  const reconciler = createProtectionReconciler({
    directory: { byName: handle, all: () => [handle()] },
    vaults: { list: () => [resource] },
    policies: { get: () => policy },
    protections: { byIndex: () => [] },
    runs: { byIndex: () => [] },
    clock: systemClock,
    simulated: true,
    epoch: () => 0,
    newId: () => crypto.randomUUID(),
  });
  const store = createStore<PhysicalMachineProtection, NonNullable<PhysicalMachineProtection["status"]>>({
    client,
    kind: PhysicalMachineProtectionKind,
    events: { record: () => {} },
    acknowledge: (one) => objects.set(one.metadata.name, settled(one)),
    clock: systemClock,
    logger: silentLogger,
  });
  const { signal } = new AbortController();
  return {
    objects,
    writes,
    round: async () => {
      for (const one of objects.values()) await reconcile(reconciler, store, one, signal);
    },
    vaultSays: (status) => {
      resource = { ...resource, ...(status !== undefined && { status }) };
    },
    stop: async () => {
      close();
      await simulator.stop();
    },
  };
}
