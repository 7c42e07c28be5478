// What the end-to-end tests apply: the vault and policy of the first drill, and machines of their own.
import { join } from "node:path";
import { FINALIZER } from "../../crds/finalizer.ts";
import {
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type TestFailover,
  TestFailoverKind,
} from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { ControlPlaneClient } from "../control-plane/client.ts";

export const TEAM = "dr-team";

const story = join(import.meta.dirname, "..", "..", "examples", "first-drill");

/** Namespace, vault and policy as in examples/first-drill. */
export async function applyGround(controlPlane: ControlPlaneClient): Promise<void> {
  for (const file of ["00-namespace.yaml", "10-vault.yaml", "20-policy.yaml"]) {
    await controlPlane.kubectlOrThrow(["apply", "-f", join(story, file)]);
  }
}

export async function apply(controlPlane: ControlPlaneClient, ...manifests: readonly object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
  await controlPlane.kubectlOrThrow(["apply", "-f", "-"], { input });
}

type Spec<T extends { readonly spec: object }> = Partial<T["spec"]>;

export function protection(machine: string, spec: Spec<PhysicalMachineProtection> = {}): object {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: { name: machine, namespace: TEAM },
    spec: { vault: "contoso", policy: "gold", machine: { name: machine }, ...spec },
  };
}

export function drill(name: string, machine: string, spec: Spec<TestFailover> = {}): object {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: { name, namespace: TEAM },
    spec: { protection: machine, cleanUp: { after: "15m" }, ...spec },
  };
}

/**
 * Has replication of a machine stopped for good. What is deleted before the operator holds it goes at once, and nothing
 * is stopped; so a person waits for that, too.
 */
export async function giveUp({ stack, protections, operator }: GivingUp, machine: string): Promise<void> {
  const ref = { namespace: TEAM, name: machine };
  const now = () => protections.get(`${TEAM}/${machine}`);
  await stack.client.patch(PhysicalMachineProtectionKind, ref, { spec: { deletionPolicy: "StopReplication" } });
  await operator.until(() => now()?.metadata.finalizers?.includes(FINALIZER) ?? false);
  await stack.client.delete(PhysicalMachineProtectionKind, ref);
  await operator.until(() => now() === undefined);
}

interface GivingUp {
  readonly stack: { readonly client: KubeClient };
  readonly protections: { get(key: string): PhysicalMachineProtection | undefined };
  readonly operator: { until(isTrue: () => boolean): Promise<void> };
}

export async function getProtection(client: KubeClient, name: string): Promise<PhysicalMachineProtection | undefined> {
  return client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, { namespace: TEAM, name });
}

export async function getRun(client: KubeClient, name: string): Promise<TestFailover | undefined> {
  return client.get<TestFailover>(TestFailoverKind, { namespace: TEAM, name });
}
