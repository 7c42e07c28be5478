// The three requests a reflector makes, so that it can be fed by anything that answers them.
import type { KubeClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { RejectedError } from "./errors.ts";
import { listByWatch } from "./list-by-watch.ts";
import type { KubeObject, ObjectList, ResourceKind } from "./types.ts";

/** Errors as KubeClient's. */
export interface ListWatch<T extends KubeObject> {
  /** Calls `onPart` whenever some of it has come: a long list is no standstill. */
  list(signal: AbortSignal, onPart: () => void): Promise<ObjectList<T>>;
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
  where: Where,
  clock: Clock,
): ListWatch<T> {
  return {
    // Pages are for servers that refuse the rest, and tell best what they refuse. Of ten thousand objects that nobody
    // wrote to for some minutes they cost the API server three times as much, since it reads all but the first from etcd
    // (measured with Kubernetes 1.37: 9.6 s instead of 3.3 s).
    list: async (signal, onPart) => {
      try {
        return await listByWatch(client, kind, { ...where, clock, signal, onPart });
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        return client.list(kind, { ...where, signal, onPage: onPart });
      }
    },
    probe: (signal) => client.probe(kind, { ...where, signal, timeoutSeconds: probeTimeoutSeconds }),
    watch: (from, signal) => client.watch(kind, { ...where, ...from }, signal),
  };
}
