// The API server's Warning headers (deprecated versions, unknown fields), each sentence logged once.
import type { Logger } from "./logger.ts";

const remembered = 256;

/** Logs what a `warning` header says (`299 - "text"`, RFC 7234 §5.5), with the request it answered. */
export function createWarningLog(
  logger: Logger,
): (header: string | string[] | undefined, call: { readonly method: string; readonly path: string }) => void {
  const seen = new Set<string>();
  return (header, { method, path }) => {
    for (const warning of warningTexts(header)) {
      if (seen.has(warning)) continue;
      if (seen.size >= remembered) seen.clear();
      seen.add(warning);
      logger.warn({ warning, method, path: path.split("?", 1)[0] }, "kubernetes api warning");
    }
  };
}

/** The quoted texts of one or more warning values. */
export function warningTexts(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  const all = typeof header === "string" ? header : header.join(", ");
  return [...all.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
