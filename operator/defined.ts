// Leaves out what is undefined, so that a status has no empty fields. Pure.

/** A copy without the fields that are undefined. */
export function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    const one = value[key];
    if (one !== undefined) kept[key] = one;
  }
  return kept as T;
}
