// Puts into the queues what a change makes worth a look.
import type { PhysicalMachineProtection } from "../crds/types.ts";
import { keyOf } from "../kube/keys.ts";
import { priorities, type WorkQueue } from "../kube/queue.ts";
import type { Change } from "../kube/store.ts";
import type { KubeObject } from "../kube/types.ts";
import type { Copies } from "./copies.ts";
import { ANY_VAULT, keyIn } from "./wakes.ts";

/** A queue for those who only put something into it. */
export type Adds = Pick<WorkQueue, "add">;
export type Queues = Readonly<Record<"vaults" | "policies" | "protections" | "runs", Adds>>;

/**
 * Policies and vaults only count their protections: however many of them change at once, it is one look, and that
 * soon enough for people. A protection that is gone may be what a deletion waits for.
 */
const GATHER_SECONDS = 10;

export function wake(queue: Adds, objects: readonly KubeObject[]): void {
  for (const object of objects) queue.add(keyOf(object), { priority: priorities.change });
}

/** For those that may be thousands: whatever changes by itself goes first. */
export function wakeMany(queue: Adds, objects: readonly KubeObject[]): void {
  for (const object of objects) queue.add(keyOf(object), { priority: priorities.resync });
}

export function wakeVault(queues: Queues, name: string | undefined, afterSeconds = 0): void {
  if (name !== undefined) queues.vaults.add(name, { priority: priorities.change, afterSeconds });
}

/** Everything that belongs to the vault, or may come to; protections have nothing to say while it is read at first. */
export function wakeUsersOf(
  vault: string,
  { policies, protections, runs }: Copies,
  queues: Queues,
  whom: "all" | "all but protections" = "all",
): void {
  const possible = [vault, ANY_VAULT].flatMap((name) => protections.byIndex("vault", name));
  if (whom === "all") wakeMany(queues.protections, possible);
  for (const name of [vault, ANY_VAULT]) wake(queues.policies, policies.byIndex("vault", name));
  wake(queues.runs, runs.byIndex("vault", vault));
  wake(
    queues.runs,
    possible.flatMap((protection) => runs.byIndex("protection", keyOf(protection))),
  );
}

/** The policy and the vault of a protection, and the policy that it named until now: its deletion may wait for that. */
export function wakeCounters({ type, object, previous }: Change<PhysicalMachineProtection>, queues: Queues): void {
  const left = previous?.spec.policy !== undefined && previous.spec.policy !== object.spec.policy;
  const afterSeconds = type === "deleted" || left ? 0 : GATHER_SECONDS;
  for (const policy of new Set([object.spec.policy, previous?.spec.policy ?? object.spec.policy])) {
    queues.policies.add(keyIn(object.metadata.namespace, policy), { priority: priorities.change, afterSeconds });
  }
  wakeVault(queues, object.status?.bound?.vault, afterSeconds);
}
