// Tests that a document names as `file › title`: whether they are there.
import { exists, type Page, page } from "./project.ts";

export interface NamedTest {
  readonly file: string;
  /** As the file writes it, with its placeholders. */
  readonly title: string;
}

export function namedTests({ text }: Page): readonly NamedTest[] {
  return [...text.matchAll(/`(test\/[\w./-]+\.test\.ts) › ([^`]+)`/g)].map(([, file = "", title = ""]) => ({
    file,
    title,
  }));
}

/** Those of which the file, or a test of that title in it, is missing. */
export function missing(named: readonly NamedTest[]): readonly string[] {
  return named.filter((one) => !isThere(one)).map(({ file, title }) => `${file} › ${title}`);
}

/** A title begins the arguments of a test or a group of tests. */
function isThere({ file, title }: NamedTest): boolean {
  if (!exists(file)) return false;
  const literal = RegExp.escape(title).replaceAll('"', '\\\\?"');
  return new RegExp(String.raw`\(\s*["'\x60]${literal}["'\x60]\s*,`).test(page(file).text);
}
