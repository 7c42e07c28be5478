// An API server's objects in memory, at the wire of the client: names, resourceVersions and conflicts, and nothing else.
import { ConflictError, RejectedError, UnavailableError } from "../../../kube/errors.ts";
import type { HttpCall, KubeHttp } from "../../../kube/http.ts";
import type { KubeObject, ObjectMeta } from "../../../kube/types.ts";

interface Stored extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface MemoryApi {
  readonly http: KubeHttp;
  /** Every write that came through, such as "POST asr-chatops-run-1". */
  readonly writes: string[];
  /** By path, such as /api/v1/namespaces/asr/configmaps/a. */
  readonly objects: Map<string, Stored>;
  /** The resourceVersion of the next write. */
  nextVersion(): string;
  /** Writes answer 503 while it is true, and change nothing. */
  readOnly: boolean;
}

export function createMemoryApi(): MemoryApi {
  const objects = new Map<string, Stored>();
  let version = 100;

  const nextVersion = () => {
    version += 1;
    return String(version);
  };

  const put = (path: string, object: Stored): Stored => {
    const resourceVersion = nextVersion();
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    objects.set(path, stored);
    return structuredClone(stored);
  };

  const existing = (path: string, version: string | undefined): Stored => {
    const object = objects.get(path);
    if (object === undefined) throw new RejectedError(`${path} not found`, 404, "NotFound");
    if (version !== undefined && version !== object.metadata.resourceVersion) throw new ConflictError("modified");
    return object;
  };

  const handlers: Record<string, (path: string, body: Stored, query: URLSearchParams) => unknown> = {
    GET: (path, _body, query) => {
      if (!/\/(configmaps|testfailovers)$/.test(path)) return structuredClone(existing(path, undefined));
      const wanted = (query.get("labelSelector") ?? "").split(",");
      const items = [...objects].filter(([key, object]) => key.startsWith(`${path}/`) && hasLabels(object, wanted));
      return { metadata: { resourceVersion: String(version) }, items: items.map(([, item]) => structuredClone(item)) };
    },
    POST: (path, body) => {
      const key = `${path}/${body.metadata.name}`;
      if (objects.has(key)) throw new RejectedError(`${key} already exists`, 409, "AlreadyExists");
      return put(key, body);
    },
    PATCH: (path, { metadata, data }) => {
      const object = existing(path, metadata.resourceVersion);
      return put(path, { ...object, data: { ...object.data, ...data } });
    },
    DELETE: (path, body) => {
      const { preconditions } = body as unknown as { preconditions?: ObjectMeta };
      existing(path, preconditions?.resourceVersion);
      objects.delete(path);
      return {};
    },
  };

  const api: MemoryApi = {
    http: {
      send: async ({ method, path, body }: HttpCall) => {
        const url = new URL(path, "http://api");
        const isWrite = method !== "GET";
        if (isWrite && api.readOnly) throw new UnavailableError("read only");
        const answer = handlers[method]?.(url.pathname, body as Stored, url.searchParams);
        const name = method === "POST" ? (body as Stored).metadata.name : url.pathname.split("/").at(-1);
        if (isWrite) api.writes.push(`${method} ${name}`);
        return answer;
      },
      stream: () => Promise.reject(new UnavailableError("nobody watches")),
      close: async () => {},
    },
    writes: [],
    objects,
    nextVersion,
    readOnly: false,
  };
  return api;
}

function hasLabels({ metadata: { labels = {} } }: KubeObject, wanted: readonly string[]): boolean {
  return wanted.every((one) => {
    const [name = "", value] = one.split("=");
    return name === "" || (value === undefined ? name in labels : labels[name] === value);
  });
}
