// Owns reading one object of a fleet file: typed fields with defaults, and refusals that name the field.

/** The file is not a fleet; the message says which field and what it should be. */
export class FleetError extends Error {
  override readonly name = "FleetError";
}

export interface Fields {
  readonly where: string;
  readonly names: readonly string[];
  has(name: string): boolean;
  raw(name: string): unknown;
  /** a text that is not empty; refused when absent and there is no default */
  text(name: string, otherwise?: string): string;
  /** a number above 0 */
  number(name: string, otherwise: number): number;
  flag(name: string, otherwise: boolean): boolean;
  oneOf<T extends string>(name: string, values: readonly T[], otherwise: T): T;
}

const pathOf = (where: string, name: string): string => (where === "" ? name : `${where}.${name}`);

/** Opens a value as an object. Throws `FleetError` when it is none. */
export function fields(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FleetError(`${where === "" ? "the fleet" : where} must be an object with fields`);
  }
  const object = new Map<string, unknown>(Object.entries(value));
  const refuse = (name: string, must: string): never => {
    throw new FleetError(`${pathOf(where, name)} must be ${must}`);
  };
  return {
    where,
    names: [...object.keys()],
    has: (name) => object.has(name),
    raw: (name) => object.get(name),
    text(name, otherwise) {
      const found = object.get(name) ?? otherwise;
      return typeof found === "string" && found !== "" ? found : refuse(name, "a text that is not empty");
    },
    number(name, otherwise) {
      const found = object.get(name) ?? otherwise;
      return typeof found === "number" && found > 0 ? found : refuse(name, "a number above 0");
    },
    flag(name, otherwise) {
      const found = object.get(name) ?? otherwise;
      return typeof found === "boolean" ? found : refuse(name, "true or false");
    },
    oneOf(name, values, otherwise) {
      const found = object.get(name) ?? otherwise;
      return values.find((value) => value === found) ?? refuse(name, `one of ${values.join(", ")}`);
    },
  };
}

/** Refuses a field that no fleet has: most often a typing mistake that would silently do nothing. */
export function onlyKnown(entry: Fields, known: readonly string[]): void {
  const unknown = entry.names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new FleetError(`${pathOf(entry.where, unknown)} is not a known field; known are ${known.join(", ")}`);
}

/** Reads a list of objects; a list left out is empty. */
export function list<T>(entry: Fields, name: string, read: (item: Fields) => T): T[] {
  const found = entry.raw(name) ?? [];
  const where = pathOf(entry.where, name);
  if (!Array.isArray(found)) throw new FleetError(`${where} must be a list`);
  return found.map((item: unknown, index) => read(fields(item, `${where}[${index}]`)));
}

/** Reads a list of texts; a list left out is empty. */
export function texts(entry: Fields, name: string): string[] {
  const found = entry.raw(name) ?? [];
  const where = pathOf(entry.where, name);
  if (!Array.isArray(found)) throw new FleetError(`${where} must be a list`);
  return found.map((item: unknown, index) => {
    if (typeof item !== "string" || item === "") throw new FleetError(`${where}[${index}] must be a text`);
    return item;
  });
}
