// Keys of objects in stores and queues: "namespace/name", or "name" for cluster-scoped kinds. Pure.
import type { KubeObject, ObjectRef } from "./types.ts";

export function keyOf(object: KubeObject | ObjectRef): string {
  const { namespace, name } = "metadata" in object ? object.metadata : object;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The inverse of `keyOf`. */
export function refOf(key: string): ObjectRef {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
