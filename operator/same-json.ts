// Whether two values would be the same JSON. Pure.

/** Equal as JSON, whatever the order of keys; fields that are undefined count as left out. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  return sameFields(left as Fields, right as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

/** Every status goes through here at every look: no lists of keys are put together for it. */
function sameFields(left: Fields, right: Fields): boolean {
  for (const key in left) if (!sameJson(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
