// Text on its way to the API server: escaped so that every body is accepted, and cut where fields are short. Pure.

// Server-side apply reads its body as YAML, which refuses or changes these characters unless they are escaped
// (measured on kube-apiserver 1.37: U+007F–U+009F, U+FFFE, U+FFFF and lone surrogates are a 400, U+0085 becomes a
// space, U+2028 and U+2029 are lost before a space). The byte order mark is escaped to be on the safe side.
const yamlUnsafe = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const maybeLoneSurrogate = /\\ud[89a-f]/;

/** JSON that is also safe YAML. Lone surrogates in values, which no UTF-8 has, become U+FFFD. */
export function encodeBody(body: unknown): string {
  let json = JSON.stringify(body);
  if (maybeLoneSurrogate.test(json)) json = JSON.stringify(body, wellFormed);
  return json.replace(yamlUnsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

const ellipsis = "…";

/** Cuts to at most `maxBytes` of UTF-8, between code points, ending in "…" when something was cut. */
export function cutText(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  let room = maxBytes - Buffer.byteLength(ellipsis);
  let kept = "";
  for (const point of whole) {
    room -= Buffer.byteLength(point);
    if (room < 0) break;
    kept += point;
  }
  return kept + ellipsis;
}
