// Leaders that follow, one after the other or at once: an API server and channels in memory, on a clock that a test moves.
import { type FollowParts, startFollowing } from "../../../bot/follow.ts";
import type {
  Condition,
  PhysicalMachineProtection,
  RecoveryVault,
  TestFailover,
  TestFailoverStatus,
} from "../../../crds/types.ts";
import { clientOver } from "../../../kube/client.ts";
import { type Reflector, reflectorOver } from "../../../kube/reflector.ts";
import type { KubeObject } from "../../../kube/types.ts";
import { createFakeClock, type FakeClock, settle } from "../../kube/fake-clock.ts";
import { createFakeLogger, type FakeLogger } from "../../kube/fake-logger.ts";
import { createMemoryApi, type MemoryApi } from "./api-server.ts";
import { type Channels, createChannels } from "./channels.ts";
import { createMortal, type Mortal } from "./mortal.ts";
import { plainWords } from "./plain-words.ts";

export interface Term extends Mortal {
  /** Leadership ends in order; resolves when all is saved. */
  stop(): Promise<void>;
}

export interface World {
  readonly clock: FakeClock;
  readonly api: MemoryApi;
  readonly channels: Channels;
  readonly logger: FakeLogger;
  /** A new process leads. */
  lead(): Promise<Term>;
  /** The run as it is from now on. */
  run(name: string, phase: Phase, more?: RunMore): Promise<TestFailover>;
  removeRun(name: string): Promise<void>;
  vault(lastContactTime: string | undefined): Promise<void>;
  protection(name: string, illSince: string | undefined): Promise<void>;
  /** The text of each card, in the default channel unless another is named. */
  read(channel?: string): string[];
  /** Ledger entries of runs, parsed, by the run's name. */
  entries(): Record<string, unknown>;
  stop(): void;
}

export type Phase = NonNullable<TestFailoverStatus["phase"]>;

export interface RunMore {
  readonly channel?: string;
  readonly stalled?: string;
  readonly verdict?: "Passed" | "Failed";
  readonly endedAt?: string;
}

export const START = new Date("2026-11-23T10:00:00Z");
export const MINUTE = 60_000;
export const minutesAfter = (minutes: number): string => new Date(START.getTime() + minutes * MINUTE).toISOString();

export async function createWorld(): Promise<World> {
  const clock = createFakeClock(START);
  const api = createMemoryApi();
  const channels = createChannels(clock);
  const logger = createFakeLogger();
  const stopping = new AbortController();
  const runs = feed<TestFailover>("testfailovers", stopping.signal);
  const protections = feed<PhysicalMachineProtection>("physicalmachineprotections", stopping.signal);
  const vaults = feed<RecoveryVault>("recoveryvaults", stopping.signal);
  const known = new Map<string, TestFailover>();
  const runPath = (name: string) => `/apis/asr-chatops.io/v1alpha1/namespaces/shop/testfailovers/${name}`;
  await settle();

  const lead = async (): Promise<Term> => {
    const ending = new AbortController();
    const mortal = createMortal(clientOver(api.http, "test"), channels.chat);
    const parts: FollowParts = {
      copies: { runs: runs.reflector, protections: protections.reflector, vaults: vaults.reflector },
      client: mortal.client,
      namespace: "asr",
      chat: mortal.chat,
      words: plainWords,
      clusterName: "prod",
      defaultChannel: "C1",
      clock,
      logger,
      random: () => 0.5,
    };
    const ended = startFollowing(parts, ending.signal);
    const stop = async () => {
      ending.abort();
      await ended;
    };
    await settle();
    return Object.assign(mortal, { stop });
  };

  return {
    clock,
    api,
    channels,
    logger,
    lead,
    run: async (name, phase, more = {}) => {
      const run = runOf(name, phase, { ...more, version: api.nextVersion() });
      api.objects.set(runPath(name), run);
      await runs.tell(known.has(name) ? "MODIFIED" : "ADDED", run);
      known.set(name, run);
      return run;
    },
    removeRun: async (name) => {
      const run = known.get(name);
      if (run === undefined) throw new Error(`There is no run ${name}`);
      known.delete(name);
      api.objects.delete(runPath(name));
      await runs.tell("DELETED", { ...run, metadata: { ...run.metadata, resourceVersion: api.nextVersion() } });
    },
    vault: (lastContactTime) => vaults.tell("MODIFIED", vaultOf(lastContactTime, api.nextVersion())),
    protection: (name, illSince) => protections.tell("MODIFIED", protectionOf(name, illSince, api.nextVersion())),
    read: (channel = "C1") => channels.read(channel),
    entries: () => entriesOf(api),
    stop: () => stopping.abort(),
  };
}

interface Feed<T extends KubeObject> {
  readonly reflector: Reflector<T>;
  tell(type: string, object: KubeObject): Promise<void>;
}

/** A live copy that is told by hand, as a watch would. */
function feed<T extends KubeObject>(resource: string, signal: AbortSignal): Feed<T> {
  const pending: string[] = [];
  let more = Promise.withResolvers<void>();
  async function* lines(): AsyncGenerator<string> {
    while (!signal.aborted) {
      const line = pending.shift();
      if (line !== undefined) yield line;
      else await more.promise;
    }
  }
  const source = {
    list: async () => ({ items: [], resourceVersion: "1" }),
    probe: async () => "1",
    watch: async () => lines(),
  };
  const reflector = reflectorOver<T>(
    { resource, source },
    { clock: createFakeClock(), logger: createFakeLogger(), random: () => 0.5 },
  );
  void reflector.start(signal);
  return {
    reflector,
    tell: async (type, object) => {
      pending.push(JSON.stringify({ type, object }));
      more.resolve();
      more = Promise.withResolvers<void>();
      await settle();
    },
  };
}

function runOf(name: string, phase: Phase, more: RunMore & { readonly version: string }): TestFailover {
  const annotations = more.channel === undefined ? {} : { "asr-chatops.io/channel": more.channel };
  const stalled = more.stalled === undefined ? [] : [condition("Stalled", "True", { reason: more.stalled })];
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: {
      name,
      namespace: "shop",
      uid: `uid-${name}`,
      resourceVersion: more.version,
      generation: 1,
      creationTimestamp: minutesAfter(0),
      annotations,
    },
    spec: {
      protection: "web01",
      recoveryPoint: { type: "Latest" },
      cleanUp: { after: "2h" },
      ...(more.verdict !== undefined && { verdict: { result: more.verdict } }),
    },
    status: { phase, conditions: stalled, ...(more.endedAt !== undefined && { endedAt: more.endedAt }) },
  };
}

function vaultOf(lastContactTime: string | undefined, resourceVersion: string): KubeObject {
  const metadata = { name: "contoso", uid: "uid-contoso", resourceVersion, creationTimestamp: minutesAfter(0) };
  const status = lastContactTime === undefined ? {} : { lastContactTime };
  return { apiVersion: "asr-chatops.io/v1alpha1", kind: "RecoveryVault", metadata, status } as KubeObject;
}

function protectionOf(name: string, illSince: string | undefined, resourceVersion: string): KubeObject {
  const metadata = { name, namespace: "shop", uid: `uid-${name}`, resourceVersion };
  const conditions = illSince === undefined ? [] : [condition("Healthy", "False", { lastTransitionTime: illSince })];
  const kind = "PhysicalMachineProtection";
  return { apiVersion: "asr-chatops.io/v1alpha1", kind, metadata, status: { conditions } } as KubeObject;
}

function condition(type: string, status: "True" | "False", more: Partial<Condition>): Condition {
  return { type, status, reason: "Because", message: "", lastTransitionTime: minutesAfter(0), ...more };
}

function entriesOf(api: MemoryApi): Record<string, unknown> {
  const maps = [...api.objects].filter(([path]) => path.includes("/configmaps/asr-chatops-run-"));
  return Object.fromEntries(
    maps.map(([, { data = {} }]) => {
      const entry = JSON.parse(data["ledger.json"] ?? "{}");
      return [entry.run.name, entry];
    }),
  );
}
