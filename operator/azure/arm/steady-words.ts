// The same failure in the same words from try to try: a condition that changed with each of them would be written each
// time, and whoever depends on it would be woken each time.

/** What support asks for: the log has it, under each call. Kusto, Entra and ARM write it in these ways. */
const TRACE =
  /[\s,;]*(?:- )?\b(?:trace|correlation|tracking|activity|request|client[- ]request|request correlation) ?id\b\s*(?:is\s+|[:=]\s*)?'?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'?/gi;
const STAMP = /[\s,;]*(?:- )?\btime ?stamp\b\s*(?:is\s+|[:=]\s*)?'?[\d][\dT:.\-/+ ]*(?:[AP]M|Z)?'?/gi;

/** `'11/28/2026 11:16:55 PM'` and `'2026-11-28T23:16:55.123Z'`: the sentence says of itself which time it means. */
const QUOTED_TIME =
  / ?'(?:\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}(?: [AP]M)?|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[\d.]*Z?)'/g;

/** How long a throttled caller should wait: the header says it too, and it differs from try to try. */
const WAIT = / ?\b(?:after|in) '?\d+'? (?:seconds|minutes)\b/gi;

/** Azure's sentence without the ids and times of one try. */
export function steadyWords(said: string): string {
  return said
    .replace(TRACE, "")
    .replace(STAMP, "")
    .replace(QUOTED_TIME, "")
    .replace(WAIT, "")
    .replace(/(?<=[^.])[.:]\.$/, ".")
    .trim();
}
