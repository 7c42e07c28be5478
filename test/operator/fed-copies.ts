// Live copies that a test feeds by hand, as a watch would: real reflectors over a source of lines.

import { silentLogger } from "../../kube/logger.ts";
import { type Reflector, reflectorOver } from "../../kube/reflector.ts";
import type { Indexes } from "../../kube/store.ts";
import type { KubeObject } from "../../kube/types.ts";
import type { Copies } from "../../operator/copies.ts";
import { machineIndexes, policyIndexes, protectionIndexes, runIndexes } from "../../operator/wakes.ts";
import { createFakeClock, settle } from "../kube/fake-clock.ts";

type Kind = keyof Copies;
type Type = "ADDED" | "MODIFIED" | "DELETED";

export interface FedCopies {
  readonly copies: Copies;
  /** What the watch of the kind tells next; taken in when it resolves. */
  tell(kind: Kind, type: Type, object: KubeObject): Promise<void>;
  stop(): void;
}

/** Empty, complete and watching. */
export async function startFedCopies(): Promise<FedCopies> {
  const stopping = new AbortController();
  const feeds = new Map<Kind, (line: string) => void>();
  let version = 1;

  const fed = <T extends KubeObject>(kind: Kind, indexes: Indexes<T> = {}): Reflector<T> => {
    const lines = createLines(stopping.signal);
    feeds.set(kind, lines.push);
    const source = {
      list: async () => ({ items: [], resourceVersion: "1" }),
      probe: async () => "1",
      watch: async () => lines.read(),
    };
    const parts = { clock: createFakeClock(), logger: silentLogger, random: () => 0.5 };
    const reflector = reflectorOver<T>({ resource: kind, source, indexes }, parts);
    void reflector.start(stopping.signal);
    return reflector;
  };

  const copies: Copies = {
    vaults: fed("vaults"),
    machines: fed("machines", machineIndexes),
    policies: fed("policies", policyIndexes),
    protections: fed("protections", protectionIndexes),
    runs: fed("runs", runIndexes),
  };
  await settle();
  return {
    copies,
    tell: async (kind, type, object) => {
      version += 1;
      const metadata = { ...object.metadata, resourceVersion: String(version) };
      feeds.get(kind)?.(JSON.stringify({ type, object: { ...object, metadata } }));
      await settle();
    },
    stop: () => stopping.abort(),
  };
}

function createLines(signal: AbortSignal) {
  const pending: string[] = [];
  let wake = () => {};
  signal.addEventListener("abort", () => wake(), { once: true });
  async function* read(): AsyncGenerator<string> {
    while (!signal.aborted) {
      for (let line = pending.shift(); line !== undefined; line = pending.shift()) yield line;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
    }
  }
  return {
    read,
    push: (line: string) => {
      pending.push(line);
      wake();
    },
  };
}
