// Owns everything that looks random: identifiers and numbers made from words, the same words giving the same result.

/** A 32-bit hash of the text (FNV-1a with a final mix). */
function hash(text: string, start: number): number {
  let value = (0x811c9dc5 ^ start) >>> 0;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35) >>> 0;
  return (value ^ (value >>> 16)) >>> 0;
}

const BYTES: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

const byte = (value: number, shift: number): string => BYTES[(value >>> shift) & 255] ?? "";

/** Eight digits; answers about a page of items need thousands of them. */
const hex = (value: number): string => byte(value, 24) + byte(value, 16) + byte(value, 8) + byte(value, 0);

/** `length` hexadecimal digits made from the words. */
export function digits(length: number, ...words: readonly (string | number)[]): string {
  const text = words.join("/");
  let result = "";
  for (let round = 1; result.length < length; round++) result += hex(hash(text, Math.imul(round, 0x9e3779b1)));
  return result.slice(0, length);
}

/** A GUID in Azure's lower-case form, made from the words. */
export function guid(...words: readonly (string | number)[]): string {
  const all = digits(32, ...words);
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-a${all.slice(17, 20)}-${all.slice(20)}`;
}

/** A number from 0 up to, not including, 1, made from the words. */
export const fraction = (...words: readonly (string | number)[]): number => hash(words.join("/"), 7) / 0x1_0000_0000;

/** A whole number between the two, both included, made from the words. */
export const between = (from: number, to: number, ...words: readonly (string | number)[]): number =>
  from + Math.floor(fraction(...words) * (to - from + 1));
