// Owns OData filters as Site Recovery's lists take them: `Name eq 'value'`, in brackets or not, joined by `and`, `or`.

/** Field names in small letters → the values that are let through. */
export type Filter = ReadonlyMap<string, readonly string[]>;

const TERM = /^(\w+)\s+eq\s+'?(.*?)'?$/i;

/** Brackets say nothing here: alternatives are values of one field, and `and` joins all else. */
const bare = (term: string): string => term.replaceAll(/^[\s(]+|[\s)]+$/g, "");

/** The field and the values of alternatives, joined by `or`; undefined when they are not all of one field. */
function alternatives(text: string): { field: string; values: string[] } | undefined {
  const terms = text.split(/\s+or\s+/i).map((term) => TERM.exec(bare(term)));
  const field = terms[0]?.[1]?.toLowerCase();
  if (field === undefined || terms.some((term) => term?.[1]?.toLowerCase() !== field)) return undefined;
  const values = terms.flatMap((term) => (term?.[2] ?? "").split(","));
  return { field, values: values.map((value) => value.trim().toLowerCase()) };
}

/**
 * Reads a filter. Several values of one field, joined by `or` or by commas, are alternatives; fields are all required.
 * A text is the part that cannot be read: passed over, it would have more answered than was asked for.
 */
export function readFilter(text: string | null): Filter | string {
  const found = new Map<string, readonly string[]>();
  if (text === null || text.trim() === "") return found;
  for (const part of text.split(/\s+and\s+/i)) {
    const read = alternatives(part);
    if (read === undefined) return bare(part);
    found.set(read.field, read.values);
  }
  return found;
}

/** The first field that a list does not know; undefined when it knows them all. */
export const unknownField = (filter: Filter, known: readonly string[]): string | undefined =>
  [...filter.keys()].find((field) => !known.some((each) => each.toLowerCase() === field));

/** Whether a filter lets a value through: a field that it does not name is let through. */
export const passes = (filter: Filter, field: string, value: string): boolean =>
  filter.get(field.toLowerCase())?.includes(value.toLowerCase()) ?? true;

/** A time (milliseconds) of the filter; undefined when it is not given or is no time. */
export function filterTime(filter: Filter, field: string): number | undefined {
  const text = filter.get(field.toLowerCase())?.join(",");
  const time = text === undefined ? Number.NaN : Date.parse(text.toUpperCase());
  return Number.isNaN(time) ? undefined : time;
}
