// The ground of the operator's benchmarks: a real API server with our resources, and a simulated vault full of machines.
import {
  type DiscoveredMachine,
  DiscoveredMachineKind,
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
} from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject, ResourceKind } from "../../kube/types.ts";
import { installResources } from "../control-plane/install.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/start.ts";
import { apply, TEAM } from "../e2e/shop.ts";
import { PORTAL_POLICY, policyManifest, vaultManifest } from "../e2e/steady-ground.ts";
import type { Child, Environment } from "../stack/child.ts";
import { operatorKubeconfig, startOperatorProcess } from "../stack/operator.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../stack/simulator.ts";
import { adminClient } from "../stack/stack.ts";
import { environmentInPod } from "./as-in-pod.ts";
import { inParallel } from "./in-parallel.ts";

export interface FleetGround {
  readonly controlPlane: ControlPlane;
  readonly simulator: SimulatorProcess;
  /** As cluster admin. */
  readonly client: KubeClient;
  /** With the operator's own rights. */
  readonly kubeconfig: string;
  /** For whoever is measured beside it: may read protections, and write their statuses in every way. */
  readonly peerKubeconfig: string;
  /** The machines of the vault, each of which is protected in Azure. */
  readonly machines: readonly string[];
  /** Removes every protection and makes new ones, which nobody has looked at. */
  freshProtections(): Promise<void>;
  protections(): Promise<readonly PhysicalMachineProtection[]>;
  discovered(): Promise<readonly DiscoveredMachine[]>;
  /** Spawns the operator as in its pod; it is for the caller to end. */
  startOperator(env?: Environment): Child;
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly count: number;
  /** Rows in one page of Azure's lists. */
  readonly pageSize?: number;
}

const AT_ONCE = 16;

const PEER = "bench-peer";
const rbac = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: PEER } };
const PEER_RIGHTS = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: PEER, namespace: TEAM } },
  {
    ...rbac,
    kind: "ClusterRole",
    rules: [
      {
        apiGroups: ["asr-chatops.io"],
        resources: ["physicalmachineprotections", "physicalmachineprotections/status"],
        verbs: ["get", "list", "watch", "update", "patch"],
      },
    ],
  },
  {
    ...rbac,
    kind: "ClusterRoleBinding",
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: PEER },
    subjects: [{ kind: "ServiceAccount", name: PEER, namespace: TEAM }],
  },
];

const protection = (machine: string): KubeObject & { readonly spec: object } => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "PhysicalMachineProtection",
  metadata: { name: machine, namespace: TEAM },
  spec: { vault: "contoso", policy: "portal", machine: { name: machine }, drillEveryDays: 90 },
});

/** A vault and a policy are applied; no protection yet. Progress goes to standard error, since it takes minutes. */
export async function startFleetGround({ count, pageSize = 100 }: FleetOptions): Promise<FleetGround> {
  const controlPlane = await startControlPlane({ env: process.env, log: say });
  await installResources(controlPlane);
  const simulator = await startSimulatorProcess([
    ...["--speed", "1", "--seed", "bench", "--page-size", String(pageSize)],
    ...["--machines", String(count), "--protected", String(count)],
  ]);
  const client = adminClient(controlPlane.kubeconfigPath);
  await controlPlane.kubectlOrThrow(["create", "namespace", TEAM]);
  await apply(controlPlane, await vaultManifest({}), policyManifest("portal", { azureName: PORTAL_POLICY }));
  const kubeconfig = await operatorKubeconfig(controlPlane);
  await apply(controlPlane, ...PEER_RIGHTS);
  const peerKubeconfig = await controlPlane.serviceAccountKubeconfig(TEAM, PEER);
  const machines = await machineNames(simulator);
  const inPod = await environmentInPod();
  const everything = <T extends KubeObject>(kind: ResourceKind<T>) => client.list(kind).then(({ items }) => items);

  return {
    controlPlane,
    simulator,
    client,
    kubeconfig,
    peerKubeconfig,
    machines,
    freshProtections: async () => {
      const all = await everything<PhysicalMachineProtection>(PhysicalMachineProtectionKind);
      if (all.length > 0) say(`removing ${all.length} protections`);
      await inParallel(AT_ONCE, all, async ({ metadata: { name, namespace } }) => {
        await client.delete(PhysicalMachineProtectionKind, { name, ...(namespace !== undefined && { namespace }) });
      });
      say(`creating ${machines.length} protections`);
      await inParallel(AT_ONCE, machines, async (machine) => {
        await client.create(PhysicalMachineProtectionKind, protection(machine));
      });
    },
    protections: () => everything<PhysicalMachineProtection>(PhysicalMachineProtectionKind),
    discovered: () => everything<DiscoveredMachine>(DiscoveredMachineKind),
    startOperator: (env = {}) =>
      startOperatorProcess({ kubeconfig, simulatorUrl: simulator.url, env: { ...inPod.env, ...env } }),
    stop: async () => {
      await inPod.remove();
      await client.close();
      await simulator.stop();
      await controlPlane.stop();
    },
  };
}

async function machineNames(simulator: SimulatorProcess): Promise<readonly string[]> {
  const { machines } = await simulator.ask<{ machines: readonly { name: string }[] }>("state");
  return machines.map(({ name }) => name);
}

/** What is being done, for whoever waits. */
export function say(line: string): void {
  process.stderr.write(`… ${line}\n`);
}
