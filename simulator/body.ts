// Owns looking into a request's body: nothing about its shape is taken on trust.

/** The value at a path of field names, or undefined when any of them is not there. */
export function valueAt(body: unknown, ...path: readonly string[]): unknown {
  let value = body;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

/** A text that is not empty, or undefined. */
export function textAt(body: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(body, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A whole number, or undefined. */
export function integerAt(body: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(body, ...path);
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

/** A list, or undefined. */
export function listAt(body: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  const value = valueAt(body, ...path);
  return Array.isArray(value) ? value : undefined;
}
