// Owns the refusals that a machine's scenario asks for, before anything else is looked at.
import { conflict, forbidden, type Result, throttled } from "./refusal.ts";
import type { Scenario } from "./scenarios.ts";
import { count, type World } from "./world.ts";

/** The kinds of write that `busy` and `throttled` count on their own. */
export type WriteKind = "write" | "delete" | "update" | ItemAction;

/** The last word of a POST's path below an item: its action, in Azure's access control too. */
export type ItemAction =
  | "remove"
  | "testFailover"
  | "testFailoverCleanup"
  | "unplannedFailover"
  | "failoverCommit"
  | "failoverCancel"
  | "applyRecoveryPoint"
  | "repairReplication"
  | "resolveHealthErrors"
  | "updateAppliance"
  | "updateMobilityService"
  | "addDisks"
  | "switchProvider";

export interface Caller {
  readonly key: string;
  readonly scenarios: ReadonlySet<Scenario>;
  readonly path: string;
}

const isDrill = (kind: WriteKind): boolean => kind === "testFailover" || kind === "testFailoverCleanup";

/** The refusal that stands in the way of a write on a machine's item; undefined when there is none. */
export function refusedAtTheDoor(world: World, kind: WriteKind, caller: Caller): Result | undefined {
  const { scenarios, key, path } = caller;
  if (scenarios.has("refuses") || (scenarios.has("refuses-test-failover") && isDrill(kind))) {
    const item =
      "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems";
    const isVerb = kind === "write" || kind === "delete" || kind === "update";
    return forbidden(`${item}/${kind}${isVerb ? "" : "/action"}`, path);
  }
  const isFirst = (what: Scenario): boolean => scenarios.has(what) && count(world, `${what} ${kind} ${key}`) <= 2;
  if (isFirst("busy")) return conflict("Another operation is in progress on this protected item.");
  return isFirst("throttled") ? throttled(30) : undefined;
}
