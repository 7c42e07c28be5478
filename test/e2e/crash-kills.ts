// When the operator is killed: at what a status shows, or as soon as Azure's log has a call.
import type { Operation } from "../../crds/types.ts";
import type { Reflector } from "../../kube/reflector.ts";
import type { KubeObject } from "../../kube/types.ts";
import { type CallOf, count } from "./crash-calls.ts";
import type { Lab } from "./crash-lab.ts";

/** Something that is to happen; resolves when it has. */
export type Happening = Promise<unknown>;

/** How long after its life's end the log of a machine may still be read. */
const LATE_SECONDS = 15;

/** Rejects when one of them has not come: a kill that never was proves nothing. */
export async function allHappened({ operator }: Lab, happenings: readonly Happening[]): Promise<void> {
  let left = happenings.length;
  for (const happening of happenings)
    void happening.then(
      () => (left -= 1),
      () => {},
    );
  await operator.until(() => left === 0, LATE_SECONDS);
}

export interface Moment<T> {
  readonly why: string;
  readonly when: (object: T) => boolean;
}

type Named = KubeObject & { readonly status?: { readonly operation?: Operation } };

/** Kills once, at the first change of an object of this name that shows it. */
export function killWhen<T extends Named>(
  { operator }: Lab,
  reflector: Reflector<T>,
  name: string,
  { why, when }: Moment<T>,
): Happening {
  const happened = Promise.withResolvers<void>();
  const off = reflector.onChange(({ object }) => {
    if (object.metadata.name !== name || !when(object)) return;
    off();
    operator.kill(`${name}: ${why}`);
    happened.resolve();
  });
  return happened.promise;
}

/** How far an operation is, as its status shows it. */
export const STAGES = {
  intent: (operation: Operation) => operation.jobId === undefined && operation.attempt === 1,
  started: (operation: Operation) => operation.jobId !== undefined,
  searched: (operation: Operation) => operation.jobId === undefined && operation.firstLookAt !== undefined,
} as const;

/** Kills once for each of these kinds of operation, at that stage. */
export function killAtStage<T extends Named>(
  lab: Lab,
  reflector: Reflector<T>,
  name: string,
  [stage, calls]: readonly [keyof typeof STAGES, readonly CallOf[]],
): Happening[] {
  return calls.map(({ kind }) =>
    killWhen(lab, reflector, name, {
      why: `${kind} ${stage}`,
      when: ({ status }) => status?.operation?.kind === kind && STAGES[stage](status.operation),
    }),
  );
}

/** Each of these calls about this object, once, meets the fault. */
export async function spoil(lab: Lab, object: string, calls: readonly CallOf[], kind: string): Promise<void> {
  for (const { route, method } of calls)
    await lab.stack.simulator.tell("faults", { route: route(object), method, times: 1, kind });
}

/** Azure takes each call and never answers; as soon as its log has the call, the operator is killed. */
export async function killUnanswered(lab: Lab, object: string, calls: readonly CallOf[]): Promise<void> {
  await spoil(lab, object, calls, "timeout-after");
  for (const call of calls) {
    await lab.operator.until(async () => count(await lab.writes(), call, object).accepted > 0);
    lab.operator.kill(`${object}: ${call.kind} accepted, unanswered`);
  }
}
