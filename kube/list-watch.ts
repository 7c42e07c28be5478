// The three requests a reflector makes, so that it can be fed by anything that answers them.
import type { KubeClient } from "./client.ts";
import type { KubeObject, ObjectList, ResourceKind } from "./types.ts";

/** Errors as KubeClient's. */
export interface ListWatch<T extends KubeObject> {
  /** Calls `onPage` for each part that has come: a long list is no standstill. */
  list(signal: AbortSignal, onPage: () => void): Promise<ObjectList<T>>;
  /** The resourceVersion of now, from a consistent read. */
  probe(signal: AbortSignal): Promise<string>;
  /** Resolves when the stream is open; the lines end, or throw, when it ends. */
  watch(from: { resourceVersion: string; timeoutSeconds: number }, signal: AbortSignal): Promise<AsyncIterable<string>>;
}

const probeTimeoutSeconds = 5;

export interface Where {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  /** Such as "metadata.name=one": all that a right on one name allows. */
  readonly fieldSelector?: string | undefined;
}

export function listWatchOf<T extends KubeObject>(
  client: Pick<KubeClient, "list" | "probe" | "watch">,
  kind: ResourceKind<T>,
  where: Where = {},
): ListWatch<T> {
  return {
    list: (signal, onPage) => client.list(kind, { ...where, signal, onPage }),
    probe: (signal) => client.probe(kind, { ...where, signal, timeoutSeconds: probeTimeoutSeconds }),
    watch: (from, signal) => client.watch(kind, { ...where, ...from }, signal),
  };
}
