// Whether two values would be the same JSON. Pure.

/** Equal as JSON, whatever the order of keys; fields that are undefined count as left out. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = new Set([...present(left), ...present(right)]);
  for (const key of keys) {
    if (!sameJson(Reflect.get(left, key), Reflect.get(right, key))) return false;
  }
  return true;
}

function present(value: object): string[] {
  return Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined);
}
