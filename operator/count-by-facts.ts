// How many objects have the same facts, counted as they come and go: asking costs as much as there are different ones.
import type { Reflector } from "../kube/reflector.ts";
import type { KubeObject } from "../kube/types.ts";
import type { Counted } from "./fleet.ts";

/** Counts those that are there, and each change from now on. Facts are equal when their JSON is. */
export function countByFacts<T extends KubeObject, F>(
  reflector: Pick<Reflector<T>, "onChange">,
  factsOf: (object: T) => F,
): () => readonly Counted<F>[] {
  const counts = new Map<string, { readonly facts: F; count: number }>();
  const count = (object: T, difference: 1 | -1) => {
    const facts = factsOf(object);
    const key = JSON.stringify(facts);
    const known = counts.get(key) ?? { facts, count: 0 };
    known.count += difference;
    if (known.count === 0) counts.delete(key);
    else counts.set(key, known);
  };
  reflector.onChange(({ type, object, previous }) => {
    if (previous !== undefined) count(previous, -1);
    if (type !== "deleted") count(object, 1);
  });
  return () => [...counts.values()];
}
