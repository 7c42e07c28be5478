// Leaves out what is undefined, so that a status has no empty fields. Pure.

/** A copy without the fields that are undefined. */
export function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
