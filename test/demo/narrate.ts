// Tells a run as it goes: one line for each change that a person would care about.
import { conditionOf, why } from "../../crds/conditions.ts";
import {
  type DiscoveredMachine,
  DiscoveredMachineKind,
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type RecoveryVault,
  RecoveryVaultKind,
  type ReplicationPolicy,
  ReplicationPolicyKind,
  type TestFailover,
  TestFailoverKind,
} from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector } from "../../kube/reflector.ts";
import type { KubeObject, ResourceKind } from "../../kube/types.ts";
import { createRecord, type Seen } from "./record.ts";

export interface Narration {
  readonly seen: Seen;
  /** Resolves with the run when it has ended. */
  readonly ended: Promise<TestFailover>;
  /** Resolves when it has come true. */
  until(reached: (seen: Seen) => boolean): Promise<void>;
  stop(): Promise<void>;
}

type Print = (line: string) => void;

/** Follows all our resources in the cluster through watches, and prints what changes. */
export function narrate(client: KubeClient, print: Print, onRun: (run: TestFailover) => void = () => {}): Narration {
  const record = createRecord();
  const started = performance.now();
  const ended = Promise.withResolvers<TestFailover>();
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];

  const tell = (who: string, state: string | undefined) => {
    if (state === undefined || !record.note(who, state)) return;
    const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(3);
    print(`${seconds} s  ${who.padEnd(24)} ${state}`);
  };
  function follow<T extends KubeObject>(kind: ResourceKind<T>, hear: (object: T, gone: boolean) => void) {
    const reflector = createReflector({ client, kind, logger: silentLogger });
    reflector.onChange(({ type, object }) => hear(object, type === "deleted"));
    void reflector.start(stopping.signal);
    stops.push(() => reflector.stop());
  }
  function narrateKind<T extends KubeObject>(
    kind: ResourceKind<T>,
    short: string,
    say: (object: T) => string | undefined,
  ) {
    follow(kind, (object, gone) => tell(`${short}/${object.metadata.name}`, gone ? "deleted" : say(object)));
  }

  follow<DiscoveredMachine>(DiscoveredMachineKind, ({ metadata, status }) => {
    record.note("dmach", metadata.name);
    record.note(`dmach/${status?.name}`, status?.protectedBy === undefined ? "unprotected" : "protected");
  });
  narrateKind<RecoveryVault>(RecoveryVaultKind, "rvault", reasonAndMessage);
  narrateKind<ReplicationPolicy>(ReplicationPolicyKind, "rpol", reasonAndMessage);
  narrateKind<PhysicalMachineProtection>(PhysicalMachineProtectionKind, "pmp", protectionState);
  narrateKind<TestFailover>(TestFailoverKind, "tfo", (run) => {
    onRun(run);
    if (conditionOf(run, "Complete")?.status === "True") ended.resolve(run);
    return runState(run);
  });

  return {
    seen: record.seen,
    until: record.until,
    ended: ended.promise,
    async stop() {
      stopping.abort();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function reasonAndMessage(object: RecoveryVault | ReplicationPolicy | PhysicalMachineProtection): string | undefined {
  const said = why(object);
  return said === undefined ? undefined : `${said.reason}: ${said.message}`;
}

function protectionState(protection: PhysicalMachineProtection): string | undefined {
  return protection.status?.stateDescription ?? reasonAndMessage(protection);
}

function runState(run: TestFailover): string | undefined {
  const { phase } = run.status ?? {};
  return phase === undefined ? undefined : `${phase}: ${why(run)?.message ?? ""}`;
}
