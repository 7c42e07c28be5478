// Holds blocks and views against the table of limits.
import { type Limit, limits } from "./limits.ts";
import { along, everyObject, type Found } from "./walk.ts";

/** A sentence for every limit that is not kept in the objects found. */
export function limitProblems(objects: Iterable<Found>): string[] {
  return [...objects].flatMap((found) =>
    limits.filter(({ of }) => of === "*" || of === found.is).flatMap((limit) => broken(limit, found)),
  );
}

/** The objects of a message: the list of its blocks first, as a thing of its own. */
export function ofMessage(blocks: unknown): Found[] {
  const message = Array.isArray(blocks) ? [{ is: "message", value: blocks, at: "" }] : [];
  return [...message, ...everyObject(blocks, "", "blocks")];
}

export function ofView(view: unknown): Found[] {
  return [...everyObject(view, "/view", "view")];
}

function broken({ field, most, least = 0 }: Limit, found: Found): string[] {
  return along(found.value, found.at, field).flatMap(({ value, at }) => {
    const [size, unit] = measure(value);
    if (size > most) return [`must NOT have more than ${most}${unit}: it has ${size} [json-pointer:${at}]`];
    if (size < least) return [`must NOT have fewer than ${least}${unit}: it has ${size} [json-pointer:${at}]`];
    return [];
  });
}

/** Characters as people count them, so that an emoji is one or few. What cannot be measured is the schema's to refuse. */
function measure(value: unknown): [size: number, unit: string] {
  if (typeof value === "string") return [Array.from(value).length, " characters"];
  if (Array.isArray(value)) return [value.length, " items"];
  return [typeof value === "number" ? value : 0, ""];
}
