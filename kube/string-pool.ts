// Equal texts of many objects as one: ten thousand objects name the same policy, network and sentence.

/** The text that was given first of all equal ones. */
export type StringPool = (text: string) => string;

// Texts that no two objects share pass through as well. When there are many the pool begins anew: that costs memory for
// what was shared, once, and never correctness.
const mostTexts = 20_000;
/** V8 keeps one copy of shorter ones by itself when it parses. */
const shortest = 11;

export function createStringPool(most = mostTexts): StringPool {
  const texts = new Map<string, string>();
  return (text) => {
    if (text.length < shortest) return text;
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size >= most) texts.clear();
    texts.set(text, text);
    return text;
  };
}

/** The same value, in which equal texts are one: only for values that were made a moment ago and nobody has yet. */
export function pooled<T>(value: T, pool: StringPool): T {
  if (typeof value === "string") return pool(value) as T & string;
  if (typeof value === "object" && value !== null) poolWithin(value as Record<string, unknown>, pool);
  return value;
}

function poolWithin(fields: Record<string, unknown>, pool: StringPool): void {
  // Part of an object that somebody has already.
  if (Object.isFrozen(fields)) return;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") {
      const same = pool(value);
      if (same.length >= shortest) fields[name] = same;
    } else if (typeof value === "object" && value !== null) {
      poolWithin(value as Record<string, unknown>, pool);
    }
  }
}
