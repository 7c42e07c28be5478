// The URL paths of the Kubernetes API. Pure.
import type { KubeObject, ResourceKind } from "./types.ts";

export interface Target {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** "group/version", or "v1" for the core group. */
export function apiVersionOf(kind: ResourceKind<KubeObject>): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/**
 * The path of a kind, an object or a subresource. Without a name and a namespace it means all namespaces.
 * Throws a TypeError for a named object of a namespaced kind without namespace: that is a bug of the caller.
 */
export function pathOf(kind: ResourceKind<KubeObject>, target: Target, query: Query = {}): string {
  if (target.name !== undefined && kind.namespaced && !target.namespace) {
    throw new TypeError(`${kind.kind} "${target.name}" is addressed without its namespace`);
  }
  const parts = [kind.group === "" ? "api" : "apis", ...apiVersionOf(kind).split("/")];
  if (kind.namespaced && target.namespace) parts.push("namespaces", target.namespace);
  parts.push(kind.plural);
  if (target.name !== undefined) parts.push(target.name);
  if (target.subresource !== undefined) parts.push(target.subresource);
  return `/${parts.map(encodeURIComponent).join("/")}${queryOf(query)}`;
}

function queryOf(query: Query): string {
  // By hand: each write has two of these, and URLSearchParams took a thirtieth of what a status takes.
  let search = "";
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) search += `${search === "" ? "?" : "&"}${name}=${encodeURIComponent(value)}`;
  }
  return search;
}
