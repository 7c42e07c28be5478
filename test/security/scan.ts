// Finds secrets in text that people read: known ones by their value, others by the shape that their maker gives them. Pure.

export interface Finding {
  /** Such as `operator's log`. */
  readonly where: string;
  /** What it is, such as `a JSON Web Token`. */
  readonly what: string;
  /** The words around it, with the secret itself left out: a failing test must not say it either. */
  readonly around: string;
}

interface Shape {
  readonly what: string;
  /** Global; what matches is the secret and nothing else. */
  readonly pattern: RegExp;
}

/**
 * Shapes that nothing else has. A name that only begins like a token (`xoxb-01`) has none of them: whoever calls a
 * machine so must still find it in the log.
 */
export const SHAPES: readonly Shape[] = [
  // Of service accounts, of Entra and of everybody else: two JSON objects and a signature.
  { what: "a JSON Web Token", pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g },
  {
    what: "a header that authorizes",
    pattern: /(?<=\bauthorization["']?\s*[:=]\s*["']?)(?:bearer|basic)\s+[\w+/.~-][^\s"']*/gi,
  },
  // A word of a sentence has no digit, and is not so long.
  { what: "a bearer token", pattern: /(?<=\bbearer\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*/gi },
  { what: "a token of Slack", pattern: /\bxox[a-z]-(?:\d+-){1,3}[A-Za-z\d]{16,}|\bxapp-\d-[A-Z\d]+-\d+-[a-f\d]{16,}/g },
  { what: "a signature of Slack", pattern: /\bv0=[a-f\d]{32,}/g },
  {
    what: "an address that answers for Slack",
    pattern: /(?<=hooks\.slack(?:-gov)?\.com\/)[\w/-]{8,}|\/response\/\w+/g,
  },
  { what: "a ticket for a socket", pattern: /(?<=[?&]ticket=)[\w%-]+/g },
  // Of storage and of ARM's addresses that follow an operation.
  { what: "a signed address", pattern: /\bsig=[\w%+/=-]{4,}/gi },
  { what: "a signature of Azure", pattern: /(?<=[?&]s=)[\w%-]{40,}/g },
  { what: "a storage key", pattern: /(?<=\b(?:AccountKey|SharedAccessKey)=)[A-Za-z\d+/]{20,}=*/g },
  { what: "a client secret of Entra", pattern: /(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{30,}/g },
  { what: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
];

const AROUND = 40;

export interface Text {
  readonly where: string;
  readonly text: string;
}

/** Found whatever it looks like. */
export interface Secret {
  readonly what: string;
  readonly value: string;
}

/** Everything in these texts that must not be there, each once a place. */
export function scan(texts: readonly Text[], known: readonly Secret[] = []): readonly Finding[] {
  const shapes = [...known.map(exactly), ...SHAPES];
  return texts.flatMap((text) => shapes.flatMap((shape) => found(text, shape)));
}

function exactly({ what, value }: Secret): Shape {
  if (value === "") throw new Error(`${what} is empty: it would be found everywhere`);
  return { what, pattern: new RegExp(RegExp.escape(value), "g") };
}

function found({ where, text }: Text, { what, pattern }: Shape): readonly Finding[] {
  const [first] = text.matchAll(pattern);
  if (first === undefined) return [];
  const { index } = first;
  const before = text.slice(Math.max(0, index - AROUND), index);
  const after = text.slice(index + first[0].length, index + first[0].length + AROUND);
  return [{ where, what, around: `${before}…${after}` }];
}
