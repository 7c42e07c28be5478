// The one shape of every reconciler: observe, decide, save, act, save the outcome, hold or let go.
import type { ConditionInput } from "../crds/conditions.ts";
import type { KubeObject } from "../kube/types.ts";
import type { Outcome } from "./operation.ts";
import type { Body, Store } from "./store.ts";

export type { Body };

/** `roughly`: up to a tenth later will do. What is due at a time that people know of is not rough. */
export type Next = "on-change" | { readonly afterSeconds: number; readonly roughly?: true };

export interface Conclusion<S> {
  /** The whole status that people and the bot read; what is left out is gone. */
  readonly status: Body<S>;
  /** Conditions to set; others stay. Use `ready`, `reconciling`, `stalled` of crds/conditions.ts. */
  readonly conditions: readonly ConditionInput[];
  readonly next: Next;
}

export interface Verdict<A, S> extends Conclusion<S> {
  /** At most one write to Azure. Its intent is in `status.operation`, and durable before the call. */
  readonly action?: A;
  /** Nothing can be said yet that would be true in a moment: nothing is written at all. */
  readonly silent?: true;
  /** Whether our finalizer belongs on the resource: true before the first write, false when nothing of ours is left. */
  readonly hold: boolean;
  /** The resource is a record whose time is over: it is deleted, if it still is what was decided about. */
  readonly expired?: true;
}

export interface Reconciler<R, W, A, S> {
  /** Reads only, mostly from the vault view. */
  observe(resource: R, signal: AbortSignal): Promise<W>;
  /** Pure. `now` is Azure's clock. */
  decide(resource: R, world: W, now: Date): Verdict<A, S>;
  /** Starts a job, never waits for it. Reads the target by GET right before. */
  act(action: A, world: W, signal: AbortSignal): Promise<Outcome>;
  /** Pure: what the status says after the call answered. */
  conclude(verdict: Verdict<A, S>, outcome: Outcome, now: Date): Conclusion<S>;
  /** Azure's clock where the resource has a vault that answered, else ours. */
  now(world: W): Date;
}

/**
 * One step of one resource: hold the finalizer, make the intent durable, act, save what came of it, let go.
 * A save that meets a newer resource throws ConflictError before anything was sent; after a call the outcome is
 * saved again until it is, so that no accepted job is forgotten.
 */
export async function reconcile<R extends KubeObject, W, A, S>(
  reconciler: Reconciler<R, W, A, S>,
  store: Store<R, S>,
  resource: R,
  signal: AbortSignal,
): Promise<Next> {
  const world = await reconciler.observe(resource, signal);
  const verdict = reconciler.decide(resource, world, reconciler.now(world));
  if (verdict.silent) return verdict.next;
  const held = verdict.hold ? await store.hold(resource, signal) : resource;
  let saved = await store.save(held, verdict, { force: verdict.action !== undefined, signal });
  let next = verdict.next;
  if (verdict.action !== undefined) {
    const outcome = await reconciler.act(verdict.action, world, signal);
    const conclusion = reconciler.conclude(verdict, outcome, reconciler.now(world));
    saved = await store.saveOutcome(saved, conclusion);
    next = sooner(conclusion.next, outcome);
  }
  if (!verdict.hold) await store.letGo(saved, signal);
  if (verdict.expired) await store.remove(saved, signal);
  return next;
}

/** A refusal that names its wait is tried again then; any other outcome is looked at as the conclusion said. */
function sooner(next: Next, outcome: Outcome): Next {
  if ("refused" in outcome && outcome.retryAfterSeconds !== undefined) {
    return { afterSeconds: outcome.retryAfterSeconds };
  }
  return next;
}
