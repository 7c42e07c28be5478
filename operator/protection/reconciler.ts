// A protection's reconciler: gathers the world, and sends what was decided.
import type { PhysicalMachineProtectionStatus, ReplicationPolicy, TestFailover } from "../../crds/types.ts";
import { correlationOf } from "../correlation.ts";
import { type Outcome, sameId } from "../operation.ts";
import type { Reconciler } from "../reconcile.ts";
import { bindVault } from "../vault/binding.ts";
import type { VaultDirectory, VaultHandle } from "../vault/directory.ts";
import { act } from "./act.ts";
import { conclude } from "./conclude.ts";
import { decide } from "./decide.ts";
import { createSurroundings, type SurroundingsParts, vaultNameOf } from "./surroundings.ts";
import type { Action, Protection, ProtectionVerdict, World } from "./world.ts";

export interface ProtectionParts extends SurroundingsParts {
  readonly directory: VaultDirectory;
  /** By `namespace/name`. */
  readonly policies: { get(key: string): ReplicationPolicy | undefined };
  /** With the index `protection`: runs by `namespace/name` of their protection. */
  readonly runs: { byIndex(index: string, value: string): readonly TestFailover[] };
  /** The cluster's clock, for a protection without a vault that answers. */
  readonly clock: { now(): Date };
  readonly simulated: boolean;
  /** Leadership changes so far; 0 without election. */
  readonly epoch: () => number;
  readonly newId: () => string;
}

type Kind = Reconciler<Protection, World, Action, PhysicalMachineProtectionStatus>;

export function createProtectionReconciler(parts: ProtectionParts): Kind {
  const { lookAround, rivalsOf } = createSurroundings(parts);

  const handleOf = (resource: Protection): VaultHandle | undefined => {
    const name = vaultNameOf(resource, parts.vaults.list()) ?? resource.status?.bound?.vault;
    return name === undefined ? undefined : parts.directory.byName(name);
  };

  return {
    async observe(resource, signal) {
      const { namespace = "", name, uid } = resource.metadata;
      const key = `${namespace}/${name}`;
      const vaults = parts.vaults.list();
      const binding = bindVault(resource.spec.vault, resource.status?.bound?.vault, namespace, vaults);
      const handle = handleOf(resource);
      if (handle !== undefined) followOperation(handle, resource);
      const azure = handle === undefined ? undefined : await lookAround(handle, resource, signal);
      return {
        claimant: { owner: uid, name: `protection ${key}` },
        now: handle?.view.now() ?? parts.clock.now(),
        simulated: parts.simulated,
        epoch: parts.epoch(),
        operationId: parts.newId(),
        ...correlationOf(resource.metadata),
        binding,
        azure,
        policy: parts.policies.get(`${namespace}/${resource.spec.policy}`),
        rivals: rivalsOf(resource, azure, handle),
        drills: parts.runs.byIndex("protection", key),
      };
    },
    decide(resource, world, now) {
      const verdict = decide(resource, world, now);
      const handle = handleOf(resource);
      if (handle !== undefined && (!verdict.hold || isSettled(resource, verdict))) giveUp(handle, resource);
      return verdict;
    },
    async act(action, world, signal): Promise<Outcome> {
      const handle = "vault" in world.binding ? parts.directory.byName(world.binding.vault.metadata.name) : undefined;
      if (handle === undefined) {
        return { refused: "The vault is not connected at the moment.", code: "NotSent", conflict: true };
      }
      return act(handle, action, world, signal);
    },
    conclude,
    now: (world) => world.now,
  };
}

/** While an operation is not settled its item is read often, and nobody else writes to it. */
function followOperation(handle: VaultHandle, resource: Protection): void {
  const { operation } = resource.status ?? {};
  if (operation === undefined) giveUp(handle, resource);
  else handle.view.follow(operation.target, resource.metadata.uid);
}

/** The operation that was followed is over, or is about another item from now on. */
function isSettled({ status }: Protection, verdict: ProtectionVerdict): boolean {
  const [before, after] = [status?.operation?.target, verdict.status.operation?.target];
  return before !== undefined && !sameId(before, after);
}

/**
 * The item that an operation was about may be another than the one bound since. Also when a protection that lets go
 * had an operation: nobody would give its item up after it is gone.
 */
function giveUp({ view, claims }: VaultHandle, { status, metadata }: Protection): void {
  for (const itemId of new Set([status?.operation?.target, status?.bound?.itemId])) {
    if (itemId === undefined) continue;
    view.release(itemId, metadata.uid);
    claims.release(itemId, metadata.uid);
  }
}
