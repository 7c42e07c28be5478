// The right that a command needs in a namespace; of kinds that are cluster-scoped it is the same everywhere. Pure.
import type { Right } from "./authorize.ts";
import type { Command } from "./command.ts";

const CLUSTER_SCOPED = new Set(["discoveredmachines", "recoveryvaults"]);

/** `undefined`: everybody of the workspace may. */
export function rightOf({ needs }: Pick<Command, "needs">, namespace: string): Right | undefined {
  return needs === undefined || CLUSTER_SCOPED.has(needs.resource) ? needs : { ...needs, namespace };
}
