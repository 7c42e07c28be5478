// A kind that exists only in tests, on the real API server, in a group of its own for each test file.
import { vi } from "vitest";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import type { Logger } from "../../../kube/logger.ts";
import { silentLogger } from "../../../kube/logger.ts";
import type { KubeObject, ResourceKind } from "../../../kube/types.ts";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";

export interface Thing extends KubeObject {
  readonly spec?: { readonly color?: string };
  readonly status?: { readonly message?: string; readonly conditions?: readonly { readonly type: string }[] };
}

export interface ThingWorld {
  readonly client: KubeClient;
  readonly kind: ResourceKind<Thing>;
  readonly namespace: string;
  thing(name: string, color?: string): Thing;
}

export const adminClient = (logger: Logger = silentLogger): KubeClient =>
  createKubeClient({ kubeconfig: { path: controlPlane().kubeconfigPath }, userAgent: "kube-test/1", logger });

/** Installs the kind, makes a namespace, and waits until the kind is served. */
export async function createThings(): Promise<ThingWorld> {
  const kind = newKind();
  await controlPlane().kubectlOrThrow(["create", "-f", "-"], { input: JSON.stringify(definition(kind)) });
  const client = adminClient();
  await eventually(() => client.list(kind));
  const namespace = await testNamespace("kube");
  const thing = (name: string, color = "red"): Thing => ({
    apiVersion: `${kind.group}/v1`,
    kind: "Thing",
    metadata: { name, namespace },
    spec: { color },
  });
  return { client, kind, namespace, thing };
}

/** A kind that is not installed yet. */
export function newKind(): ResourceKind<Thing> {
  return {
    group: `${uniqueName("things")}.example.org`,
    version: "v1",
    plural: "things",
    kind: "Thing",
    namespaced: true,
  };
}

/** Its CustomResourceDefinition. */
export function definition({ group }: ResourceKind): object {
  const string = { type: "string" };
  const condition = { type: "object", required: ["type"], properties: { type: string } };
  const conditions = {
    type: "array",
    items: condition,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type"],
  };
  const rule = { rule: "self != 'pink'", message: "pink is not a color we have" };
  const properties = {
    spec: { type: "object", properties: { color: { ...string, "x-kubernetes-validations": [rule] } } },
    status: { type: "object", properties: { message: string, conditions } },
  };
  const version = {
    name: "v1",
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: "object", properties } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `things.${group}` },
    spec: { group, scope: "Namespaced", names: { plural: "things", kind: "Thing" }, versions: [version] },
  };
}

/** Asks until it no longer throws, for at most 30 s. */
export function eventually<T>(ask: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: 30_000, interval: 50 });
}
