// Every object of an API server that people may be given to read, as text: all kinds but Secrets, where secrets belong.
import type { ControlPlaneClient } from "../control-plane/client.ts";
import type { Text } from "./scan.ts";

/** The others: Events are there twice, under either group, and the statuses of components are looked up one by one. */
const LEFT_OUT = new Set(["secrets", "events", "componentstatuses"]);

interface Listed {
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }[];
}

export async function objectsOf(controlPlane: ControlPlaneClient): Promise<readonly Text[]> {
  const named = await controlPlane.kubectlOrThrow(["api-resources", "--verbs=list", "--output=name"]);
  const kinds = named.split("\n").filter((name) => name !== "" && !LEFT_OUT.has(name));
  const all = await controlPlane.kubectlOrThrow(["get", kinds.join(","), "--all-namespaces", "--output=json"]);
  const { items } = JSON.parse(all) as Listed;
  if (items.length === 0) throw new Error("The API server shows nothing: there was nothing to search");
  return items.map((object) => {
    const { name, namespace } = object.metadata;
    return { where: [object.kind, namespace, name].filter(Boolean).join(" "), text: JSON.stringify(object) };
  });
}
