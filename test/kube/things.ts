// Objects of a kind that exists only in tests.
import type { KubeObject, ObjectMeta, ResourceKind } from "../../kube/types.ts";

export interface Thing extends KubeObject {
  readonly spec?: { readonly color?: string };
  readonly status?: object;
}

export const thingKind: ResourceKind<Thing> = {
  group: "example.org",
  version: "v1",
  plural: "things",
  kind: "Thing",
  namespaced: true,
};

/** A fresh Thing shop/<name>; its uid is "uid-<name>" unless said otherwise. */
export function thing(name: string, resourceVersion: number, more: Partial<ObjectMeta> = {}, color = "red"): Thing {
  return {
    apiVersion: "example.org/v1",
    kind: "Thing",
    metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion: String(resourceVersion), ...more },
    spec: { color },
  };
}

/** One line of a watch. */
export const line = (type: string, object: unknown): string => JSON.stringify({ type, object });

export const bookmark = (resourceVersion: number): string =>
  line("BOOKMARK", { kind: "Thing", metadata: { resourceVersion: String(resourceVersion) } });

/** The answer to a watch that begins with everything there is. */
export const listLines = (resourceVersion: number, ...items: readonly Thing[]): string => {
  const metadata = { resourceVersion: String(resourceVersion), annotations: { "k8s.io/initial-events-end": "true" } };
  const lines = [...items.map((item) => line("ADDED", item)), line("BOOKMARK", { kind: "Thing", metadata })];
  return lines.map((one) => `${one}\n`).join("");
};
