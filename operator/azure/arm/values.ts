// How Azure writes values, read into ours: sentinel dates, booleans as strings, empty strings, ids.

/** An object with its undefined fields made optional, so that `exactOptionalPropertyTypes` is content. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out the fields that are undefined. */
export function present<T extends object>(fields: T): Present<T> {
  const found: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) found[name] = fields[name];
  return found as unknown as Present<T>;
}

/** Azure writes an empty string, or null, where there is nothing. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Many of Site Recovery's booleans are the strings "true" and "false" (OpenAPI 2023-06-01). */
export function flag(value: unknown): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

/**
 * A moment, or undefined for what Azure writes when there is none: 0001-01-01 (no end yet), 1753-01-01 (no start),
 * 9999-12-31 (never expires), seen in recorded az CLI traffic of 2023, some without a time zone.
 */
export function date(value: unknown): Date | undefined {
  const moment = value instanceof Date ? value : typeof value === "string" ? new Date(value) : undefined;
  if (moment === undefined || Number.isNaN(moment.getTime())) return undefined;
  const year = moment.getUTCFullYear();
  return year < 1900 || year > 9990 ? undefined : moment;
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((one) => text(one) ?? []);
}

/** The last segment of an ARM id. */
export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Whether a text is an ARM id rather than a name. */
export function isArmId(value: string | undefined): value is string {
  return value !== undefined && /^\/subscriptions\//i.test(value);
}
