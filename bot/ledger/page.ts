// One ConfigMap of the ledger: a JSON value that is changed only as it was last read, whoever else writes it.
import { isNotFound } from "../../kube/answer.ts";
import type { KubeClient } from "../../kube/client.ts";
import { ConflictError, RejectedError } from "../../kube/errors.ts";
import type { KubeObject, ResourceKind } from "../../kube/types.ts";

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export const ConfigMapKind: ResourceKind<ConfigMap> = {
  group: "",
  version: "v1",
  plural: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
};

export const partOf = { "app.kubernetes.io/part-of": "asr-chatops" } as const;
export const ledgerLabel = "asr-chatops.io/ledger";

export interface Page<V> {
  /** As last read or written here. */
  value(): V | undefined;
  /** The ConfigMap exists, as far as is known. */
  readonly exists: boolean;
  /**
   * Writes what `next` makes of the newest value; `undefined` from it writes nothing. When somebody else wrote meanwhile,
   * the page is read again and `next` is asked again. True: written. Rejects with the errors of KubeClient.
   */
  change(next: (value: V | undefined) => V | undefined): Promise<boolean>;
  /** Deletes the ConfigMap unless somebody else wrote it meanwhile. */
  remove(): Promise<void>;
}

export interface PageParts {
  readonly client: KubeClient;
  readonly namespace: string;
}

/** Where the JSON is in the ConfigMap's data. */
const DATA_KEY = "ledger.json";
const TRIES = 5;

/** `found`: the ConfigMap as it was listed, if it was. */
export function createPage<V>(
  { client, namespace }: PageParts,
  { name, part }: { readonly name: string; readonly part: "run" | "alerts" },
  found: ConfigMap | undefined,
): Page<V> {
  let value = contentOf<V>(found);
  let version = found?.metadata.resourceVersion;
  let queue: Promise<unknown> = Promise.resolve();

  const hold = (map: ConfigMap | undefined) => {
    value = contentOf<V>(map);
    version = map?.metadata.resourceVersion;
  };

  const write = async (next: V): Promise<void> => {
    const data = { [DATA_KEY]: JSON.stringify(next) };
    if (version !== undefined) {
      hold(await client.patch(ConfigMapKind, { name, namespace }, { metadata: { resourceVersion: version }, data }));
      return;
    }
    const metadata = { name, namespace, labels: { ...partOf, [ledgerLabel]: part } };
    const map: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data };
    hold(await client.create(ConfigMapKind, map));
  };

  const readAgain = async (): Promise<void> => {
    const now = await client.get(ConfigMapKind, { name, namespace });
    // Deleted by hand: it is made anew, with what we know.
    if (now === undefined) version = undefined;
    else hold(now);
  };

  /** False: somebody else wrote the page, and it is read again. */
  const wrote = async (wanted: V): Promise<boolean> => {
    try {
      await write(wanted);
      return true;
    } catch (error) {
      if (!isOutdated(error)) throw error;
      await readAgain();
      return false;
    }
  };

  const once = async (next: (value: V | undefined) => V | undefined): Promise<boolean> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const wanted = next(value);
      if (wanted === undefined) return false;
      if (await wrote(wanted)) return true;
    }
    throw new ConflictError(`ConfigMap ${namespace}/${name} is written by somebody else all the time`);
  };

  const change: Page<V>["change"] = (next) => {
    const turn = queue.then(() => once(next));
    queue = turn.catch(() => undefined);
    return turn;
  };

  return {
    value: () => value,
    get exists() {
      return version !== undefined;
    },
    change,
    remove: async () => {
      if (version === undefined) return;
      const preconditions = { resourceVersion: version };
      await client.delete(ConfigMapKind, { name, namespace }, { preconditions });
      hold(undefined);
    },
  };
}

/** What the ConfigMap holds; nothing when a person made something unreadable of it. */
export function contentOf<V>(map: ConfigMap | undefined): V | undefined {
  const text = map?.data?.[DATA_KEY];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as V) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The page is not as we know it: it has to be read again. */
function isOutdated(error: unknown): boolean {
  if (error instanceof ConflictError) return true;
  return isNotFound(error) || (error instanceof RejectedError && error.reason === "AlreadyExists");
}
