// Keeps DiscoveredMachines as the appliances see the machines: one pass per vault at a time, a few writes at once.
import {
  type DiscoveredMachine,
  DiscoveredMachineKind,
  type ObjectReference,
  type PhysicalMachineProtection,
} from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import { type Clock, sleep } from "../../kube/clock.ts";
import type { Turn } from "../../kube/courtesy.ts";
import type { Logger } from "../../kube/logger.ts";
import type { KubeObject } from "../../kube/types.ts";
import { inParallel } from "../in-parallel.ts";
import type { VaultHandle } from "../vault/directory.ts";
import { isOlder } from "../vault/identity.ts";
import { machinesToWrite, type Wanted, type Writes } from "./decide.ts";
import { resourceName } from "./names.ts";

export interface MachineSync {
  /**
   * Writes what differs; resolves when that is done. A call during a pass leads to one more pass. What could not be
   * written is tried again until it is, or until `close`.
   */
  sync(handle: VaultHandle): Promise<void>;
  /** Removes every DiscoveredMachine of the vault. Throws what the API server says. */
  remove(vaultName: string, signal?: AbortSignal): Promise<void>;
  close(): void;
}

export interface MachineSyncParts {
  readonly client: Pick<KubeClient, "apply" | "delete">;
  /** With the index `vault`. */
  readonly machines: {
    byIndex(index: "vault", value: string): readonly DiscoveredMachine[];
    acknowledge(machine: DiscoveredMachine): void;
  };
  /** With the index `machine`: by the lower-cased ARM id of the machine. */
  readonly protections: { byIndex(index: "machine", value: string): readonly PhysicalMachineProtection[] };
  readonly logger: Logger;
  readonly clock: Clock;
  /** Waited for before each write: statuses of protections and runs go first. Default: at once. */
  readonly turn?: Turn;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

const PARALLEL = 8;
/** After a pass that could not write all, up to a third more by chance: vaults that failed together need not come together. */
const RETRY_MILLISECONDS = 30_000;
/** Between passes, at least: what changes in quick succession is written together. */
const PAUSE_MILLISECONDS = 500;
/** And so many times as long as comparing took: ten thousand machines take a fifth of a second, and others work too. */
const PAUSE_FACTOR = 20;
/** At most, so that people see soon enough who protects what. */
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/** One vault's passes, one after the other. */
interface Passes {
  /** The newest: a vault that was opened anew has another. */
  handle: VaultHandle;
  again: boolean;
  /** How long the last comparison took. */
  comparingMs: number;
}

/** Nothing is written before the first call. */
export function createMachineSync(parts: MachineSyncParts): MachineSync {
  const { client, machines, logger, clock, random = Math.random } = parts;
  const running = new Map<string, { readonly passes: Passes; readonly done: Promise<void> }>();
  const closing = new AbortController();

  const write = async (wanted: Wanted): Promise<void> => {
    await parts.turn?.(closing.signal);
    machines.acknowledge(await client.apply<DiscoveredMachine>(DiscoveredMachineKind, resourceOf(wanted)));
  };
  const erase = async (name: string, signal?: AbortSignal): Promise<void> => {
    await client.delete(DiscoveredMachineKind, { name }, signal === undefined ? {} : { signal });
  };

  const compare = (passes: Passes): Writes => {
    const startMs = clock.monotonicMs();
    const writes = machinesToWrite(factsOf(passes.handle, parts));
    passes.comparingMs = clock.monotonicMs() - startMs;
    return writes;
  };

  /** Whether everything was written. */
  const pass = async (passes: Passes): Promise<boolean> => {
    const { handle } = passes;
    if (handle.resource.metadata.deletionTimestamp !== undefined) return true;
    const { apply, remove } = compare(passes);
    const failed = await inParallel(PARALLEL, [
      ...apply.map((wanted) => () => write(wanted)),
      ...remove.map((name) => () => erase(name)),
    ]);
    const log = { vault: handle.name, written: apply.length, removed: remove.length, failed: failed.length };
    if (failed.length > 0) logger.warn({ ...log, error: failed[0] }, "discovered machines not all written");
    else if (apply.length + remove.length > 0) logger.info(log, "discovered machines written");
    return failed.length === 0;
  };

  /** A bug in one pass must not end all of them. */
  const tryPass = (passes: Passes): Promise<boolean> =>
    pass(passes).catch((error: unknown) => {
      logger.error({ vault: passes.handle.name, error }, "discovered machines not compared");
      return false;
    });

  const retryAfterMs = () => RETRY_MILLISECONDS * (1 + random() / 3);

  /** Leaves the map in the same breath in which it finds nothing left to do, so that no call is lost. */
  const run = async (passes: Passes): Promise<void> => {
    do {
      passes.again = false;
      const written = await tryPass(passes);
      passes.again ||= !written;
      if (passes.again) await sleep(clock, written ? pauseAfter(passes) : retryAfterMs(), closing.signal);
    } while (passes.again && !closing.signal.aborted);
    running.delete(passes.handle.name);
  };

  return {
    sync: (handle) => {
      const current = running.get(handle.name);
      if (current !== undefined) {
        Object.assign(current.passes, { handle, again: true });
        return current.done;
      }
      const passes = { handle, again: false, comparingMs: 0 };
      const done = run(passes);
      running.set(handle.name, { passes, done });
      return done;
    },
    remove: async (vaultName, signal) => {
      const names = machines.byIndex("vault", vaultName).map(({ metadata }) => metadata.name);
      const [error] = await inParallel(
        PARALLEL,
        names.map((name) => () => erase(name, signal)),
      );
      if (error !== undefined) throw error;
    },
    close: () => closing.abort(),
  };
}

function pauseAfter({ comparingMs }: Passes): number {
  return Math.min(Math.max(PAUSE_MILLISECONDS, comparingMs * PAUSE_FACTOR), LONGEST_PAUSE_MILLISECONDS);
}

function factsOf({ name, resource, view }: VaultHandle, { machines, protections }: MachineSyncParts) {
  const infrastructure = view.infrastructure();
  return {
    vault: { name, uid: resource.metadata.uid },
    siteId: infrastructure.state === "present" ? infrastructure.value.siteId : undefined,
    discovery: view.discovery(),
    existing: machines.byIndex("vault", name),
    ownerOf: (machineId: string) => ownerOf(protections.byIndex("machine", machineId.toLowerCase()), name),
    nameOf: resourceName,
    now: view.now(),
  };
}

/** The oldest protection that is bound to the machine. */
function ownerOf(bound: readonly PhysicalMachineProtection[], vault: string): ObjectReference | undefined {
  const [owner] = bound
    .filter(({ status }) => status?.bound?.vault === vault)
    .sort((one, other) => (isOlder(one, other) ? -1 : 1));
  return owner === undefined ? undefined : { namespace: owner.metadata.namespace ?? "", name: owner.metadata.name };
}

/** Its vault owns it, so that the cluster removes it with the vault even when the operator is gone. */
function resourceOf({ name, labels, owner, status }: Wanted): KubeObject {
  const { group, version, kind } = DiscoveredMachineKind;
  const apiVersion = `${group}/${version}`;
  const ownerReferences = [{ apiVersion, kind: "RecoveryVault", ...owner }];
  return Object.assign({ apiVersion, kind, metadata: { name, labels, ownerReferences } }, { status });
}
