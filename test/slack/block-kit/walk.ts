// Walks what is sent to Slack: every object in it, with what it is and where it is.

export interface Found {
  /** Its `type`, or what its place makes it: message, confirm, option, option_group. */
  readonly is: string;
  readonly value: object;
  /** JSON pointer. */
  readonly at: string;
}

/** What an object without a `type` is, by the field that holds it. */
const BY_FIELD: ReadonlyMap<string, string> = new Map([
  ["confirm", "confirm"],
  ["options", "option"],
  ["initial_option", "option"],
  ["initial_options", "option"],
  ["option_groups", "option_group"],
]);

/** The object and every object inside it. `field` is the one that holds it. */
export function* everyObject(value: unknown, at: string, field: string): Generator<Found> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* everyObject(item, `${at}/${index}`, field);
    return;
  }
  const type = (value as { type?: unknown }).type;
  yield { is: typeof type === "string" ? type : (BY_FIELD.get(field) ?? ""), value, at };
  for (const [key, inner] of Object.entries(value)) yield* everyObject(inner, `${at}/${key}`, key);
}

/** What a path such as `fields[].text` leads to, each with its JSON pointer. */
export function along(value: unknown, at: string, path: string): { value: unknown; at: string }[] {
  let here = [{ value, at }];
  for (const step of path.split(/\.|(?=\[\])/).filter((part) => part !== "")) {
    here = here.flatMap((place) => (step === "[]" ? items(place) : member(place, step)));
  }
  return here;
}

interface Place {
  readonly value: unknown;
  readonly at: string;
}

function items({ value, at }: Place): Place[] {
  return Array.isArray(value) ? value.map((item, index) => ({ value: item, at: `${at}/${index}` })) : [];
}

function member({ value, at }: Place, key: string): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const inner: unknown = (value as Record<string, unknown>)[key];
  return inner === undefined ? [] : [{ value: inner, at: `${at}/${key}` }];
}
