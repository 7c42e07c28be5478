// Smallest good manifests of every kind, for tests that change one thing, and what kubectl says to them.
import { controlPlane } from "../../control-plane/for-tests.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const RESOURCE_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg";
export const network = (name: string): string =>
  `${RESOURCE_GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;

const GOOD_SPECS: Readonly<Record<string, Fields>> = {
  RecoveryVault: {
    subscriptionId: "00000000-0000-0000-0000-000000000000",
    resourceGroup: "dr-rg",
    vaultName: "contoso-dr",
    mode: "Observe",
    testNetworks: [network("dr-test")],
  },
  ReplicationPolicy: { vault: "contoso" },
  PhysicalMachineProtection: { policy: "gold", machine: { name: "web01" } },
  TestFailover: { protection: "web01" },
};

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Fields;
}

/** A manifest that is accepted, with `spec` merged into it: undefined removes a field. */
export function manifest(kind: string, spec: Fields = {}, name = "sample"): Manifest {
  const merged = JSON.parse(JSON.stringify({ ...GOOD_SPECS[kind], ...spec }));
  return { apiVersion: "asr-chatops.io/v1alpha1", kind, metadata: { name }, spec: merged };
}

export interface Writer {
  readonly namespace: string;
  /** Further kubectl arguments, such as --as or --dry-run=server. */
  readonly args?: readonly string[];
  readonly kubeconfig?: string;
}

/** What kubectl says when it creates the manifest: "" when it is accepted, else the refusal in one line. */
export async function create(object: Manifest, { namespace, args = [], kubeconfig }: Writer): Promise<string> {
  const options = kubeconfig === undefined ? {} : { kubeconfig };
  const command = ["create", "--namespace", namespace, ...args, "-f", "-"];
  const answer = await controlPlane().kubectl(command, { ...options, input: JSON.stringify(object) });
  return answer.exitCode === 0 ? "" : oneLine(answer.stderr);
}

/** What kubectl says to a merge patch of an existing object: "" when it is accepted, else the refusal in one line. */
export async function patch(object: string, change: Fields, { namespace, args = [], kubeconfig }: Writer) {
  const options = kubeconfig === undefined ? {} : { kubeconfig };
  const command = ["patch", object, "--namespace", namespace, "--type=merge", "-p", JSON.stringify(change), ...args];
  const answer = await controlPlane().kubectl(command, options);
  return answer.exitCode === 0 ? "" : oneLine(answer.stderr);
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
