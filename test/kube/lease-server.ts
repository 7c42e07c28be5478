// An API server that knows one Lease: versions, conflicts, a watch, and what can go wrong on the way. For clients over any transport.
import { expect } from "vitest";
import { ConflictError, RejectedError } from "../../kube/errors.ts";
import type { HttpCall, KubeHttp } from "../../kube/http.ts";
import type { Lease } from "../../kube/lease-record.ts";

type Spec = NonNullable<Lease["spec"]>;

/** What becomes of a call: answered, refused, arrived but never answered, or neither. */
export type Fate = "answer" | Error | "arrives without an answer" | "hangs";

export interface LeaseServer {
  readonly http: KubeHttp;
  /** As it is stored; `undefined`: there is none. */
  readonly spec: Spec | undefined;
  /** Every call about the one Lease as "GET", "POST" or "PATCH". */
  readonly calls: string[];
  /** How many watches are open. */
  readonly watches: number;
  /** Watches stay open and tell nothing, as over a connection that is dead. */
  silent: boolean;
  /** Written by somebody else, without asking for versions. */
  write(spec: Spec, labels?: Readonly<Record<string, string>>): void;
  remove(): void;
  /** Decides about every call from now on. */
  fate: (call: HttpCall) => Fate;
}

export function createLeaseServer(): LeaseServer {
  let version = 100;
  let lease: Lease | undefined;
  const open = new Set<(line: string) => void>();

  function tell(type: string, object: Lease): void {
    if (server.silent) return;
    for (const line of open) line(`${JSON.stringify({ type, object })}\n`);
  }

  function store(spec: Spec, labels?: Readonly<Record<string, string>>): Lease {
    version++;
    const metadata = { namespace: "asr", name: "bot", resourceVersion: String(version), ...(labels && { labels }) };
    const isNew = lease === undefined;
    lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec };
    tell(isNew ? "ADDED" : "MODIFIED", lease);
    return lease;
  }

  function created(sent: Lease): Lease {
    if (lease !== undefined) throw new RejectedError("leases bot already exists", 409, "AlreadyExists");
    return store(sent.spec ?? {});
  }

  function patched(known: Lease, sent: Lease): Lease {
    if (sent.metadata.resourceVersion !== known.metadata.resourceVersion) throw new ConflictError("has been modified");
    return store({ ...known.spec, ...sent.spec });
  }

  function listed(query: URLSearchParams): Listed {
    expect(query.get("fieldSelector")).toBe("metadata.name=bot");
    return { metadata: { resourceVersion: String(version) }, items: lease === undefined ? [] : [lease] };
  }

  function carriedOut({ method, path, body }: HttpCall): Lease {
    const { pathname, searchParams } = new URL(path, "http://server");
    if (searchParams.has("fieldSelector")) return listed(searchParams) as unknown as Lease;
    expect(pathname).toBe(`/apis/coordination.k8s.io/v1/namespaces/asr/leases${method === "POST" ? "" : "/bot"}`);
    if (method === "POST") return created(body as Lease);
    if (lease === undefined) throw new RejectedError("leases bot not found", 404, "NotFound");
    return method === "GET" ? lease : patched(lease, body as Lease);
  }

  const server: LeaseServer = {
    calls: [],
    silent: false,
    get watches() {
      return open.size;
    },
    fate: () => "answer",
    get spec() {
      return lease?.spec;
    },
    write: (spec, labels) => {
      store(spec, labels);
    },
    remove: () => {
      const gone = lease;
      lease = undefined;
      if (gone !== undefined)
        tell("DELETED", { ...gone, metadata: { ...gone.metadata, resourceVersion: `${++version}` } });
    },
    http: {
      send: async (call) => {
        call.signal?.throwIfAborted();
        if (!call.path.includes("fieldSelector")) server.calls.push(call.method);
        const fate = server.fate(call);
        if (fate instanceof Error) throw fate;
        if (fate === "hangs") return untilAborted(call.signal);
        const answer = structuredClone(carriedOut(call));
        return fate === "answer" ? answer : untilAborted(call.signal);
      },
      stream: async (path, signal) => {
        const { searchParams } = new URL(path, "http://server");
        const { metadata, items } = listed(searchParams);
        return searchParams.has("sendInitialEvents") ? whole(metadata, items) : told(signal, open);
      },
      close: async () => {},
    },
  };
  return server;
}

interface Listed {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly Lease[];
}

/** A watch that begins with everything, until it has told that. */
async function* whole({ resourceVersion }: Listed["metadata"], items: Listed["items"]): AsyncGenerator<Uint8Array> {
  const metadata = { resourceVersion, annotations: { "k8s.io/initial-events-end": "true" } };
  const events = [
    ...items.map((object) => ({ type: "ADDED", object })),
    { type: "BOOKMARK", object: { kind: "Lease", metadata } },
  ];
  for (const event of events) yield Buffer.from(`${JSON.stringify(event)}\n`);
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

/** What is told from now on, until the signal ends it. */
async function* told(signal: AbortSignal, open: Set<(line: string) => void>): AsyncGenerator<Uint8Array> {
  const lines: string[] = [];
  let more = () => {};
  const line = (text: string) => {
    lines.push(text);
    more();
  };
  open.add(line);
  signal.addEventListener("abort", () => more(), { once: true });
  while (!signal.aborted) {
    for (const text of lines.splice(0)) yield Buffer.from(text);
    await new Promise<void>((resolve) => {
      more = resolve;
      if (lines.length > 0 || signal.aborted) resolve();
    });
  }
  open.delete(line);
  throw signal.reason;
}
