// One Lease object: who holds it, when it is free by our own clock, and every write to it, with the version that was read.
import { isNotFound } from "./answer.ts";
import type { KubeClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { ConflictError } from "./errors.ts";
import { microTime } from "./events.ts";
import { compareVersions } from "./resource-version.ts";
import type { KubeObject, ResourceKind } from "./types.ts";

export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export const leaseKind: ResourceKind<Lease> = {
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  kind: "Lease",
  namespaced: true,
};

/** One moment on both clocks: the monotonic one stands still while a machine is suspended, the other may jump. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Ours, as of the moment before the write was sent; or somebody else's, until that monotonic time at least. */
export type Claim = { readonly heldSince: Moment } | { readonly freeAtMs: number };

export interface LeaseRecord {
  /** Takes the lease when it is free, renews it when it is ours. Rejects with the errors of KubeClient. */
  claim(signal: AbortSignal): Promise<Claim>;
  /** Empties the lease when it is ours, so that the next may take it at once. Rejects with the errors of KubeClient. */
  release(): Promise<void>;
  /** Takes note of what a watch tells, late or not; `undefined`: the lease was deleted. */
  heard(lease: Lease | undefined): void;
  /** When it is free by all that we know, on the monotonic clock; what is free already was so since -Infinity. */
  freeAtMs(): number;
  /** False only when it is certain that the lease is not ours: a write without an answer may have arrived. */
  readonly mayBeOurs: boolean;
  /** Who held it when we last looked. */
  readonly holder: string | undefined;
  /** How often it had changed hands by then. */
  readonly transitions: number;
}

export interface LeaseRecordOptions {
  readonly client: Pick<KubeClient, "get" | "create" | "patch">;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly clock: Clock;
  readonly leaseSeconds: number;
  /** Limit of each request. */
  readonly timeoutSeconds: number;
}

interface Seen {
  readonly lease: Lease;
  /** When we first saw what it says now. */
  readonly sinceMs: number;
}

const releaseTries = 3;

export function createLeaseRecord(options: LeaseRecordOptions): LeaseRecord {
  const { client, namespace, name, identity, clock, leaseSeconds, timeoutSeconds } = options;
  const ref = { namespace, name };
  const apiVersion = `${leaseKind.group}/${leaseKind.version}`;
  let seen: Seen | undefined;
  let deleted = false;
  let mayBeOurs = false;

  const holderOf = (lease: Lease | undefined) => lease?.spec?.holderIdentity || undefined;
  const transitionsOf = (lease: Lease | undefined) => lease?.spec?.leaseTransitions ?? 0;

  // Only a change of what the record says counts as a sign of life, so that a new label does not keep a dead holder.
  function see(lease: Lease): Seen {
    const same = seen !== undefined && JSON.stringify(seen.lease.spec) === JSON.stringify(lease.spec);
    seen = { lease, sinceMs: same && seen !== undefined ? seen.sinceMs : clock.monotonicMs() };
    mayBeOurs = holderOf(lease) === identity;
    deleted = false;
    return seen;
  }

  // The holder's timestamps are never compared with our clock: the two may differ by anything.
  function freeAtMs({ lease, sinceMs }: Seen): number {
    const holder = holderOf(lease);
    if (holder === undefined || holder === identity) return -Infinity;
    return sinceMs + (lease.spec?.leaseDurationSeconds ?? leaseSeconds) * 1000;
  }

  async function held(write: () => Promise<Lease>): Promise<Claim> {
    const heldSince = { monotonicMs: clock.monotonicMs(), wallMs: clock.now().getTime() };
    mayBeOurs = true;
    see(await write());
    return { heldSince };
  }

  const renewal = () => ({
    holderIdentity: identity,
    leaseDurationSeconds: leaseSeconds,
    renewTime: microTime(clock.now()),
  });
  const takeOver = (transitions: number) => ({
    ...renewal(),
    acquireTime: microTime(clock.now()),
    leaseTransitions: transitions,
  });

  // A merge patch, so that fields that we do not know stay.
  function patch({ metadata: { resourceVersion } }: Lease, spec: object, signal?: AbortSignal): Promise<Lease> {
    return client.patch(leaseKind, ref, { metadata: { resourceVersion }, spec }, { signal, timeoutSeconds });
  }

  function write(lease: Lease, signal: AbortSignal): Promise<Claim> {
    const spec = holderOf(lease) === identity ? renewal() : takeOver(transitionsOf(lease) + 1);
    return held(() => patch(lease, spec, signal));
  }

  /** Of a lease that was deleted while we knew it, the count goes on. */
  function create(signal: AbortSignal): Promise<Claim> {
    const spec = takeOver(seen === undefined ? 0 : transitionsOf(seen.lease) + 1);
    const lease = { apiVersion, kind: leaseKind.kind, metadata: ref, spec };
    return held(() => client.create(leaseKind, lease, { signal, timeoutSeconds }));
  }

  /** Without reading first; `undefined` when the lease is no longer what we remember. */
  async function renewAsRemembered(signal: AbortSignal): Promise<Claim | undefined> {
    if (seen === undefined || holderOf(seen.lease) !== identity) return undefined;
    try {
      return await write(seen.lease, signal);
    } catch (error) {
      if (error instanceof ConflictError || isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** False: somebody wrote in between, which is to be looked at again. */
  async function emptied(tries: number): Promise<boolean> {
    const lease = await client.get(leaseKind, ref, { timeoutSeconds });
    if (lease === undefined || holderOf(see(lease).lease) !== identity) return true;
    try {
      see(await patch(lease, { holderIdentity: "", leaseDurationSeconds: 1, renewTime: microTime(clock.now()) }));
      return true;
    } catch (error) {
      if (error instanceof ConflictError && tries < releaseTries) return false;
      throw error;
    }
  }

  return {
    claim: async (signal) => {
      const renewed = await renewAsRemembered(signal);
      if (renewed !== undefined) return renewed;
      const lease = await client.get(leaseKind, ref, { signal, timeoutSeconds });
      if (lease === undefined) return create(signal);
      const untilMs = freeAtMs(see(lease));
      return untilMs > clock.monotonicMs() ? { freeAtMs: untilMs } : write(lease, signal);
    },
    heard: (lease) => {
      if (lease === undefined) deleted = true;
      // A watch may tell what we have read or written over since.
      else if (compareVersions(lease.metadata.resourceVersion, seen?.lease.metadata.resourceVersion) !== -1) see(lease);
    },
    freeAtMs: () => (seen === undefined || deleted ? -Infinity : freeAtMs(seen)),
    release: async () => {
      for (let tries = 1; !(await emptied(tries)); tries++);
      mayBeOurs = false;
    },
    get mayBeOurs() {
      return mayBeOurs;
    },
    get holder() {
      return deleted ? undefined : holderOf(seen?.lease);
    },
    get transitions() {
      return transitionsOf(seen?.lease);
    },
  };
}
