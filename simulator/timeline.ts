// Owns facts that have a past: every key keeps its versions, so that a list can be answered as it was some seconds ago.

interface Version<T> {
  readonly at: number;
  /** undefined: deleted at that moment */
  readonly value: T | undefined;
}

export interface Timeline<T> {
  readonly versions: Map<string, Version<T>[]>;
  /** the moment of the last write */
  lastAt: number;
  /** every value from then on, once it was asked for: a client that reads page after page asks again and again */
  present: readonly T[] | undefined;
}

/** Versions older than this are forgotten (milliseconds), save the one that was current then. */
const HORIZON = 3_600_000;

export const timeline = <T>(): Timeline<T> => ({
  versions: new Map(),
  lastAt: Number.NEGATIVE_INFINITY,
  present: undefined,
});

/** Names in Azure compare without case. */
const keyOf = (name: string): string => name.toLowerCase();

/**
 * Writes a version; `undefined` deletes. Times (milliseconds) never go back. Of versions of one moment only the last
 * can ever be seen, and is kept.
 */
export function put<T>(facts: Timeline<T>, name: string, value: T | undefined, at: number): void {
  const key = keyOf(name);
  const kept = facts.versions.get(key) ?? [];
  while (kept.length > 1 && (kept[1]?.at ?? at) <= at - HORIZON) kept.shift();
  if (kept.length === 0 && value === undefined) return;
  if (kept.at(-1)?.at === at) kept.pop();
  kept.push({ at, value });
  facts.versions.set(key, kept);
  facts.lastAt = at;
  facts.present = undefined;
}

/** Most often the last version is the one: looked at first, since lists look at thousands. */
function valueAt<T>(versions: readonly Version<T>[], at: number): T | undefined {
  const last = versions.at(-1);
  if (last === undefined || last.at <= at) return last?.value;
  return versions.findLast((version) => version.at <= at)?.value;
}

/** The value now, or as it was at a moment (milliseconds). */
export const get = <T>(facts: Timeline<T>, name: string, at = Number.POSITIVE_INFINITY): T | undefined =>
  valueAt(facts.versions.get(keyOf(name)) ?? [], at);

/** Every value that existed at a moment, in the order in which the names first appeared. */
export function list<T>(facts: Timeline<T>, at = Number.POSITIVE_INFINITY): readonly T[] {
  if (at < facts.lastAt) return valuesAt(facts, at);
  facts.present ??= valuesAt(facts, at);
  return facts.present;
}

function valuesAt<T>(facts: Timeline<T>, at: number): T[] {
  const found: T[] = [];
  for (const versions of facts.versions.values()) {
    const value = valueAt(versions, at);
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** Replaces the present value by a changed copy; does nothing when there is none. */
export function change<T>(facts: Timeline<T>, name: string, at: number, patch: Partial<T>): T | undefined {
  const before = get(facts, name);
  if (before === undefined) return undefined;
  const after = { ...before, ...patch };
  put(facts, name, after, at);
  return after;
}
