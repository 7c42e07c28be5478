// Azure's words as people may read them: without what is a password in them.
import { text } from "./values.ts";

const LONGEST = 1024;

/** Shapes that nothing else has: a machine that is called `eyjafjalla01` or `bearer-01` keeps its name. */
const CREDENTIALS = new RegExp(
  [
    // A JSON Web Token, such as the one that we sent, in an answer that repeats it.
    String.raw`\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*`,
    String.raw`(?<=\bbearer\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*`,
    // A client secret of Entra.
    String.raw`(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{30,}`,
    String.raw`(?<=\b(?:AccountKey|SharedAccessKey|client_secret|client_assertion)=)[^\s"'&;]+`,
  ].join("|"),
  "gi",
);

/**
 * Azure signs the URLs that follow an operation, and those of exports and disks: no query string and no signature may
 * reach a log, a status or an error. Nor may a token or a secret, should an answer repeat what it was given.
 */
export function plain(words: string): string {
  return words
    .replace(/(https?:\/\/[^\s"'?]+)\?[^\s"']*/gi, "$1")
    .replace(/\b(sig|sharedaccesssignature)=[^\s"'&;]+/gi, "$1=…")
    .replace(CREDENTIALS, "…")
    .slice(0, LONGEST)
    .toWellFormed();
}

/** The same for a text that may not be there. */
export function words(value: unknown): string | undefined {
  const found = text(value);
  return found === undefined ? undefined : plain(found);
}
