// An API server that knows one Lease: versions, conflicts, and what can go wrong on the way. For clients over any transport.
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
  /** Every call as "GET", "POST" or "PATCH". */
  readonly calls: string[];
  /** Written by somebody else, without asking for versions. */
  write(spec: Spec, labels?: Readonly<Record<string, string>>): void;
  remove(): void;
  /** Decides about every call from now on. */
  fate: (call: HttpCall) => Fate;
}

export function createLeaseServer(): LeaseServer {
  let version = 100;
  let lease: Lease | undefined;

  function store(spec: Spec, labels?: Readonly<Record<string, string>>): Lease {
    version++;
    const metadata = { namespace: "asr", name: "bot", resourceVersion: String(version), ...(labels && { labels }) };
    lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec };
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

  function carriedOut({ method, path, body }: HttpCall): Lease {
    const { pathname } = new URL(path, "http://server");
    expect(pathname).toBe(`/apis/coordination.k8s.io/v1/namespaces/asr/leases${method === "POST" ? "" : "/bot"}`);
    if (method === "POST") return created(body as Lease);
    if (lease === undefined) throw new RejectedError("leases bot not found", 404, "NotFound");
    return method === "GET" ? lease : patched(lease, body as Lease);
  }

  const server: LeaseServer = {
    calls: [],
    fate: () => "answer",
    get spec() {
      return lease?.spec;
    },
    write: (spec, labels) => {
      store(spec, labels);
    },
    remove: () => {
      lease = undefined;
    },
    http: {
      send: async (call) => {
        call.signal?.throwIfAborted();
        server.calls.push(call.method);
        const fate = server.fate(call);
        if (fate instanceof Error) throw fate;
        if (fate === "hangs") return untilAborted(call.signal);
        const answer = structuredClone(carriedOut(call));
        return fate === "answer" ? answer : untilAborted(call.signal);
      },
      stream: async () => {
        throw new Error("A lease is not watched");
      },
      close: async () => {},
    },
  };
  return server;
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
