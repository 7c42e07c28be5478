// Protected items held small: what many have in common once, and of each one only what is its own, as one text.
import type { ProtectedItem } from "./site-recovery.ts";

/** Opaque: made by a packer, read with `unpack`. */
export interface PackedItem {
  readonly form: unknown;
  /** JSON of the values that fill the form's gaps, in order. */
  readonly own: string;
}

export type Packer = (item: ProtectedItem) => PackedItem;

/** Fields whose texts are one machine's own, wherever they stand in an item; moments and numbers are own always. */
const OWN_TEXTS: ReadonlySet<string> = new Set(
  "id name friendlyName machineId vmName nicId staticIp testStaticIp jobId".split(" "),
);

/** Where an own value goes. A text's start that others have too, such as the path of an ARM id, stays in the form. */
class Gap {
  readonly at: number;
  readonly kind: "text" | "number" | "date";
  readonly start: string;

  constructor(at: number, kind: Gap["kind"], start = "") {
    this.at = at;
    this.kind = kind;
    this.start = start;
  }
}

/** An object or a list with a gap somewhere in it; one without any stands in the form as it is. */
class Filling {
  /** Absent in a list. */
  readonly names: readonly string[] | undefined;
  readonly parts: readonly unknown[];

  constructor(parts: object) {
    this.names = Array.isArray(parts) ? undefined : Object.keys(parts);
    this.parts = Object.values(parts);
  }
}

type Own = string | number;

/**
 * Shares forms between the items that it packs. When there are very many it begins anew: that costs memory for what was
 * shared, once, and never correctness.
 */
export function createPacker(mostForms = 1000): Packer {
  const forms = new Map<string, unknown>();
  return (item) => {
    const values: Own[] = [];
    const made = formOf(item, "", values);
    const key = JSON.stringify(made);
    const known = forms.get(key);
    if (known !== undefined) return { form: known, own: JSON.stringify(values) };
    if (forms.size >= mostForms) forms.clear();
    forms.set(key, made);
    return { form: made, own: JSON.stringify(values) };
  };
}

/** The item again, equal to what was packed; parts that are in the form are the same frozen objects every time. */
export function unpack({ form, own }: PackedItem): ProtectedItem {
  return filled(form, JSON.parse(own) as readonly Own[]) as ProtectedItem;
}

function formOf(value: unknown, field: string, values: Own[]): unknown {
  if (value instanceof Date) return new Gap(values.push(value.getTime()) - 1, "date");
  if (typeof value === "number") return new Gap(values.push(value) - 1, "number");
  if (typeof value === "string") return OWN_TEXTS.has(field) ? textGap(value, values) : value;
  if (typeof value !== "object" || value === null) return value;
  const parts = Array.isArray(value) ? value.map((one) => formOf(one, field, values)) : fieldsOf(value, values);
  return Object.values(parts).some(hasGap) ? new Filling(parts) : Object.freeze(parts);
}

function fieldsOf(value: object, values: Own[]): object {
  const parts: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) parts[name] = formOf(part, name, values);
  return parts;
}

const hasGap = (part: unknown) => part instanceof Gap || part instanceof Filling;

/** An item's names are mostly one and the same text, which is then held once. */
function textGap(value: string, values: Own[]): Gap {
  const end = value.lastIndexOf("/") + 1;
  const rest = value.slice(end);
  const known = values.indexOf(rest);
  return new Gap(known === -1 ? values.push(rest) - 1 : known, "text", value.slice(0, end));
}

function filled(form: unknown, values: readonly Own[]): unknown {
  if (form instanceof Gap) return valueIn(form, values[form.at]);
  if (!(form instanceof Filling)) return form;
  const { names, parts } = form;
  if (names === undefined) return parts.map((one) => filled(one, values));
  const made: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at++) made[names[at] ?? ""] = filled(parts[at], values);
  return made;
}

function valueIn({ kind, start }: Gap, value: Own | undefined): unknown {
  if (kind === "date") return new Date(value as number);
  return kind === "text" ? start + String(value) : value;
}
