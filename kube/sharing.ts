// Equal parts of many objects as one: ten thousand objects name the same policy, network and sentence, and most have the
// same list of allowed operations, the same agent and the same conditions.

/**
 * Puts into an object, in place, whatever parts others have too. Parts are frozen; the object itself is not. It is made of
 * what JSON has; only the object itself may also hold dates.
 */
export type Sharing = (object: object) => void;

/** V8 keeps one copy of shorter texts by itself when it parses. */
const shortestText = 11;
/** In characters of JSON. Larger parts are one object's own, and what is in them may still be shared. */
const largestPart = 400;
/** An object of so many fields is larger than that, mostly. */
const mostFields = 10;

/**
 * Parts that no two objects have pass through as well. When there are many it begins anew: that costs memory for what
 * was shared, once, and never correctness.
 */
export function createSharing(most = 4000): Sharing {
  const parts = new Map<string, object>();
  const texts = new Map<string, string>();

  function sharedText(text: string): string {
    if (text.length < shortestText) return text;
    return texts.get(text) ?? remember(texts, text, text);
  }

  function sharedPart(part: object): object {
    // Somebody has it already, or it is no plain object.
    if (Object.isFrozen(part) || part instanceof Date) return part;
    return isOneToShare(part) ? knownPart(part) : ownPart(part);
  }

  function knownPart(part: object): object {
    const json = JSON.stringify(part);
    if (json.length > largestPart) return ownPart(part);
    return parts.get(json) ?? remember(parts, json, ownPart(part));
  }

  function ownPart(part: object): object {
    share(part as Fields);
    return Object.freeze(part);
  }

  function share(fields: Fields): void {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (typeof value === "string") fields[name] = sharedText(value);
      else if (typeof value === "object" && value !== null) fields[name] = sharedPart(value);
    }
  }

  function remember<V>(known: Map<string, V>, key: string, value: V): V {
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  }

  return (object) => {
    if (!Object.isFrozen(object)) share(object as Fields);
  };
}

type Fields = Record<string, unknown>;

/** Of a list of objects the objects are shared; putting all of them into words just for the list would cost as much again. */
function isOneToShare(part: object): boolean {
  return Array.isArray(part) ? typeof part[0] !== "object" : Object.keys(part).length <= mostFields;
}
