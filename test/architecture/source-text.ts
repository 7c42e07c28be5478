// Reads what a TypeScript file says without a compiler: its code with comments and strings blanked, and its imports.

export interface Import {
  /** As written: "./x.ts", "node:fs", "@azure/identity". Undefined for an import of something computed. */
  readonly specifier: string | undefined;
  /** Erased when the file runs: `import type`, `export type … from`, and `import("x").T` in a type. */
  readonly typeOnly: boolean;
}

/**
 * The text with every comment, string, and regular expression replaced by spaces, so that positions stay. Quotes stay
 * too; code inside `${…}` stays as code.
 */
export function blank(text: string): string {
  let blanked = "";
  const open: number[] = [];
  while (blanked.length < text.length) {
    const rest = text.slice(blanked.length);
    const token = open.at(-1) === 0 && rest[0] === "}" ? templatePart(rest) : nextToken(rest, blanked);
    countBraces(token, open);
    blanked += token.kind === "code" ? token.raw : hide(token.raw);
  }
  return blanked;
}

interface Token {
  readonly kind: "code" | "hidden" | "template";
  readonly raw: string;
}

/** `open` has, for each `${` that is not closed yet, how many braces are open inside it. */
function countBraces({ kind, raw }: Token, open: number[]): void {
  const inner = open.at(-1);
  if (kind === "template") {
    if (raw[0] === "}") open.pop();
    if (raw.endsWith("${")) open.push(0);
  } else if (kind === "code" && inner !== undefined) {
    open[open.length - 1] = inner + braceStep(raw);
  }
}

const hiddenForms = [/^\/\/[^\n]*/, /^\/\*[\s\S]*?(?:\*\/|$)/, /^"(?:\\.|[^"\\\n])*"?/, /^'(?:\\.|[^'\\\n])*'?/];
const regularExpression = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/;
/** What stands before a slash that begins a regular expression and does not divide. */
const beforeExpression = /(?:^|[=(,:[!&|?{};+\-*%<>~]|=>|\b(?:return|typeof|case|in|of))\s*$/;

function nextToken(rest: string, before: string): Token {
  if (rest[0] === "`") return templatePart(rest);
  for (const form of hiddenForms) {
    const raw = form.exec(rest)?.[0];
    if (raw !== undefined) return { kind: "hidden", raw };
  }
  const expression = rest[0] === "/" && beforeExpression.test(before.slice(-40)) ? regularExpression.exec(rest) : null;
  if (expression !== null) return { kind: "hidden", raw: expression[0] };
  return { kind: "code", raw: /^[\w$]+|^[\s\S]/.exec(rest)?.[0] ?? rest };
}

/** From a backtick, or from the brace that ends `${…}`, to the next `${` or the closing backtick. */
function templatePart(rest: string): Token {
  return { kind: "template", raw: /^[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/.exec(rest)?.[0] ?? rest };
}

const braceSteps: ReadonlyMap<string, number> = new Map([
  ["{", 1],
  ["}", -1],
]);
const braceStep = (raw: string): number => braceSteps.get(raw) ?? 0;

/** Spaces in place of all but line ends and the first and last character, which show where a string is. */
function hide(raw: string): string {
  const isComment = raw.startsWith("//") || raw.startsWith("/*");
  const spaces = raw.replace(/[^\n]/g, " ");
  return isComment || raw.length < 2 ? spaces : `${raw[0]}${spaces.slice(1, -1)}${raw.at(-1)}`;
}

const statement = /\b(import|export)\s+(type\s)?[^;"'`()=]*?\bfrom\s*(?=["'])|\bimport\s*(?=["'])/g;
const call = /\bimport\s*\(\s*/g;

/** Every import of the file: statements, re-exports, and `import(…)` in code and in types. */
export function importsOf(text: string): readonly Import[] {
  const code = blank(text);
  const statements = [...code.matchAll(statement)].map((match) => ({
    specifier: stringAt(text, match.index + match[0].length),
    typeOnly: match[2] !== undefined,
  }));
  const calls = [...code.matchAll(call)].map((match) => ({
    specifier: stringAt(text, match.index + match[0].length),
    typeOnly: false,
  }));
  return [...statements, ...calls];
}

const stringAt = (text: string, index: number): string | undefined =>
  /^(["'])([^"'\n]*)\1/.exec(text.slice(index))?.[2];
