// Counts the writes to all protections from outside: a watch of its own whose lines are counted and not decoded.
import { PhysicalMachineProtectionKind } from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";

export interface WriteWatch {
  /** Writes so far. */
  readonly writes: number;
  /** Objects written at least once. */
  readonly objects: number;
  /** When each object was first written, by performance.now(). */
  readonly firstMs: ReadonlyMap<string, number>;
  /** When the last write was seen; NaN before any. */
  readonly lastMs: number;
  /** Resolves when so many objects were written at least once. Rejects when nothing is written for two minutes. */
  reached(objects: number): Promise<void>;
  /** Resolves when nothing was written for so long, counted from now: the watch itself may be some seconds behind. */
  silent(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;
const LOOK_MS = 20;

/** Watches from now on. */
export async function watchWrites(client: KubeClient): Promise<WriteWatch> {
  const kind = PhysicalMachineProtectionKind;
  const ending = new AbortController();
  const firstMs = new Map<string, number>();
  let writes = 0;
  let lastMs = Number.NaN;
  const startMs = performance.now();

  const query = { resourceVersion: await client.probe(kind), timeoutSeconds: 3600 };
  const lines = await client.watch(kind, query, ending.signal);
  const note = (line: string) => {
    if (!line.startsWith('{"type":"MODIFIED"')) return;
    const name = /"name":"([^"]+)","namespace":/.exec(line)?.[1] ?? "";
    lastMs = performance.now();
    writes += 1;
    if (!firstMs.has(name)) firstMs.set(name, lastMs);
  };
  const reading = (async () => {
    for await (const line of lines) note(line);
  })().catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });

  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) {
      const idleMs = performance.now() - (Number.isNaN(lastMs) ? startMs : lastMs);
      if (idleMs > PATIENCE_MS) throw new Error(`Nothing was written for two minutes; ${firstMs.size} objects were.`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };

  return {
    get writes() {
      return writes;
    },
    get objects() {
      return firstMs.size;
    },
    firstMs,
    get lastMs() {
      return lastMs;
    },
    reached: (objects) => until(() => firstMs.size >= objects),
    silent: (ms) => {
      const askedMs = performance.now();
      return until(() => performance.now() - Math.max(askedMs, Number.isNaN(lastMs) ? startMs : lastMs) >= ms);
    },
    stop: async () => {
      ending.abort();
      await reading;
    },
  };
}
